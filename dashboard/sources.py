"""Where the figures of a panel come from: its SQL and its rows, as text to read or keep."""

import csv
import io

from dashboard.filters import Filters
from dashboard.panels.panel import Panel, Rows
from warehouse.database.statements import load_statement


def write_sql(panel: Panel, filters: Filters) -> str:
    """The statement behind a panel, with the values of the filters in it."""
    statement = load_statement(panel.statement).show_with(panel.values_for(filters))
    return f"{statement.rstrip()};\n"


def write_csv(rows: Rows) -> bytes:
    """Rows as CSV in UTF-8, with a mark that lets spreadsheets see it; empty without rows."""
    if not rows:
        return b""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
