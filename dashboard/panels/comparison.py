"""Figures against those of the previous period."""

from collections.abc import Mapping
from typing import Any

from dashboard.filters import Filters
from dashboard.formats import describe_change, format_change
from dashboard.panels.panel import Figure

NO_PERIOD = "with no previous period to compare with"


def compare_figure(row: Mapping[str, Any], name: str, label: str, meaning: str) -> Figure:
    """A count, with its change where the row has the count before."""
    before = row.get(f"{name}_before")
    change = "" if before is None else format_change(row[name], before)
    return Figure(label, f"{row[name]:,.0f}", meaning, change)


def describe_period(filters: Filters) -> str:
    """A remark: what the figures are compared with."""
    if filters.previous is None:
        return "There is no previous period of this length to compare with."
    return f"Changes are against {filters.period_before}."


def compare_in_words(row: Mapping[str, Any], name: str, filters: Filters) -> str:
    """The change of a count, e.g. `up 12.0% against the 7 days before`."""
    before = row.get(f"{name}_before")
    if before is None:
        return NO_PERIOD
    return f"{describe_change(row[name], before)} against {filters.period_before}"
