"""Asks the marts of the shared stand-in, through the same statements as the dashboard."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from stand_in import StandIn

from warehouse.statements import load_statement

Ask = Callable[..., list[dict[str, Any]]]

EVERYTHING: dict[str, object] = {
    "first_day": date(2000, 1, 1),
    "last_day": date(2100, 1, 1),
    "level": "",
    "location": "",
    "clock": "utc",
    "row_limit": 1_000_000,
}


@pytest.fixture
def ask(stand_in: StandIn) -> Ask:
    """`ask("plays_by_hour", level="paid")`: the rows of a mart's select, unfiltered by default."""

    def rows(mart: str, verb: str = "select", **values: object) -> list[dict[str, Any]]:
        statement = load_statement(f"mart/{mart}/{verb}")
        known = EVERYTHING | values
        with stand_in.warehouse.transaction() as session:
            return session.rows(statement.name, **{name: known[name] for name in statement.params})

    return rows
