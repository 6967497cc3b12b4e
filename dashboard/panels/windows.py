"""Says which days, weeks and months are not complete yet, instead of showing a low figure."""

from collections.abc import Iterable
from typing import Any

from dashboard.panels.panel import Rows


def with_state(rows: Rows) -> Rows:
    """The rows, each with a `state`: `complete`, or `not complete` while days of it are missing."""
    return [row | {"state": "complete" if row["is_complete"] else "not complete"} for row in rows]


def describe_incomplete(names: Iterable[str]) -> str:
    """A remark that names the windows which are not complete; empty when all are."""
    listed = list(names)
    if not listed:
        return ""
    shown = ", ".join(listed[:3]) + (f" and {len(listed) - 3} more" if len(listed) > 3 else "")
    return f"Not complete, as days are not loaded or not among the chosen ones: {shown}."


def describe_days(row: dict[str, Any], name: str, days: int) -> str:
    """One window with its loaded days, e.g. `12 Nov 2018 (4 of 7 days)`."""
    return f"{name} ({row['days_complete']} of {days} days)"
