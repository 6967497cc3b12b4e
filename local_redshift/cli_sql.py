"""`python -m local_redshift sql`: statements in, tables out, through the driver like any client."""

import csv
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TextIO

import redshift_connector
from redshift_connector.error import Error as DriverError

from .dialect.splitting import split
from .directory import PEOPLES_PATH, Endpoint

_WIDEST_CELL = 60


def run_sql(endpoint: Endpoint, text: str, *, csv: bool = False) -> bool:
    """Runs statements one after the other and prints what they return.

    Returns:
        Whether all of them worked; the first that does not ends the run.
    """
    connection = redshift_connector.connect(**endpoint.driver_values)
    try:
        connection.autocommit = True
        connection.cursor().execute(f"set search_path to {PEOPLES_PATH}")
        return all(_run(connection, statement, as_csv=csv) for statement in split(text))
    finally:
        connection.close()


def _run(connection: Any, statement: str, *, as_csv: bool) -> bool:
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
    except DriverError as error:
        print(_describe(error), file=sys.stderr)  # noqa: T201 - a command line prints
        return False
    if cursor.description:
        names = [_text(column[0]) for column in cursor.description]
        (_write_csv if as_csv else _write_table)(sys.stdout, names, cursor.fetchall())
    elif not as_csv:
        print("done")  # noqa: T201
    return True


def _describe(error: DriverError) -> str:
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {"M": str(error)}
    lines = [f"ERROR {fields.get('C', '')}: {fields.get('M', '')}".replace(" :", ":")]
    for code, label in (("D", "DETAIL"), ("H", "HINT")):
        if code in fields:
            lines.append(f"{label}: {fields[code]}")
    return "\n".join(lines)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.decode() if isinstance(value, bytes) else str(value)


def _write_csv(out: TextIO, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if value is None else _text(value) for value in row])
    out.flush()


def _write_table(out: TextIO, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [
        max(len(name), *(len(row[at]) for row in cells)) if cells else len(name)
        for at, name in enumerate(names)
    ]
    right = [
        any(isinstance(row[at], int | float | Decimal) for row in rows) for at in range(len(names))
    ]
    out.write(_line(names, widths, [False] * len(names)))
    out.write("-+-".join("-" * width for width in widths) + "\n")
    out.writelines(_line(row, widths, right) for row in cells)
    out.write(f"({len(rows)} row{'' if len(rows) == 1 else 's'})\n")
    out.flush()


def _cell(value: Any) -> str:
    text = "" if value is None else _text(value).replace("\n", "\\n")
    return text if len(text) <= _WIDEST_CELL else text[: _WIDEST_CELL - 1] + "…"


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    ]
    return " | ".join(padded).rstrip() + "\n"
