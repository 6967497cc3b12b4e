"""Asks the marts of the shared stand-in, through the same statements as the dashboard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from stand_in import StandIn

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.queries import read_panels
from warehouse.database.statements import load_statement

Ask = Callable[..., list[dict[str, Any]]]

EVERYTHING: dict[str, object] = {
    "first_day": date(2000, 1, 1),
    "last_day": date(2100, 1, 1),
    "level": "",
    "location": "",
    "artist": "",
    "title": "",
    "clock": "utc",
    "row_limit": 1_000_000,
}


@pytest.fixture
def ask(stand_in: StandIn) -> Ask:
    """`ask("plays_by_day", level="paid")`: the rows of a mart's select, unfiltered by default."""

    def rows(mart: str, verb: str = "select", **values: object) -> list[dict[str, Any]]:
        statement = load_statement(f"mart/{mart}/{verb}")
        known = EVERYTHING | values
        with stand_in.warehouse.transaction() as session:
            return session.rows(statement.name, **{name: known[name] for name in statement.params})

    return rows


@pytest.fixture
def show(stand_in: StandIn) -> Ask:
    """`show("plays-by-hour", clock="local")`: the rows of a panel, unfiltered by default."""
    panels = {panel.key: panel for subject in SUBJECTS for panel in subject.panels}
    everything = Filters(date(2000, 1, 1), date(2100, 1, 1))

    def rows(key: str, **values: Any) -> list[dict[str, Any]]:
        filters = replace(everything, **values)
        return read_panels(stand_in.warehouse, [panels[key]], filters)[key]

    return rows
