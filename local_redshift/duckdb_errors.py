"""DuckDB's errors as Redshift would report them: SQLSTATE and wording."""

import re
from collections.abc import Sequence

import duckdb

from .error_rules import BY_CLASS, RULES
from .errors import RedshiftError


def from_duckdb(error: duckdb.Error, tables: Sequence[str] = ()) -> RedshiftError:
    """The error as a client of Redshift would see it.

    Args:
        error: What DuckDB raised.
        tables: The tables that the statement writes, to name them in a conflict.
    """
    text = _essence(str(error))
    for kind, pattern, make in RULES:
        match = re.search(pattern, text, re.DOTALL) if isinstance(error, kind) else None
        if match:
            return make(match)
    if isinstance(error, duckdb.TransactionException):
        return _serialization_failure(tables)
    for kind, sqlstate in BY_CLASS:
        if isinstance(error, kind):
            return RedshiftError(sqlstate, text.split("\n", 1)[0])
    return RedshiftError("XX000", text.split("\n", 1)[0])


def _essence(text: str) -> str:
    """The message without its class and without the excerpt of a statement nobody sent."""
    text = re.sub(r"\A(?:[A-Z]\w*(?: [a-z]+)*(?: [A-Z]\w*)* Error: )+", "", text)
    return re.split(r"\n+LINE \d+:", text)[0].strip()


def _serialization_failure(tables: Sequence[str]) -> RedshiftError:
    named = ", ".join(tables) or "that another transaction changed"
    return RedshiftError(
        "40001",
        "1023",
        detail=f"Serializable isolation violation on table {named}",
        hint="Run the whole transaction again.",
    )
