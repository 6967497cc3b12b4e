"""DuckDB's errors as Redshift would report them: SQLSTATE and wording."""

import re
from collections.abc import Mapping, Sequence

import duckdb

from .error_rules import BY_CLASS, RULES, Rule
from .errors import RedshiftError


def from_duckdb(error: duckdb.Error, tables: Sequence[str] = ()) -> RedshiftError:
    """The error as a client of Redshift would see it.

    Args:
        error: What DuckDB raised.
        tables: The tables that the statement writes, to name them in a conflict.
    """
    text = _essence(str(error))
    for kind, rules in RULES.items():
        found = _apply(rules, text) if isinstance(error, kind) else None
        if found:
            return found
    if isinstance(error, duckdb.TransactionException):
        return _serialization_failure(tables)
    for kind, sqlstate in BY_CLASS:
        if isinstance(error, kind):
            return RedshiftError(sqlstate, text.split("\n", 1)[0])
    return RedshiftError("XX000", text.split("\n", 1)[0])


def _apply(rules: Mapping[str, Rule], text: str) -> RedshiftError | None:
    for pattern, rule in rules.items():
        match = re.search(pattern, text, re.DOTALL)
        if match is None:
            continue
        if callable(rule):
            return rule(match)
        sqlstate, words = rule
        return RedshiftError(sqlstate, words.format(*match.groups()))
    return None


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
