"""Statements of DuckDB that are parsed once: parsing takes a third of a short statement's time."""

import duckdb

_MOST = 500
_parsed: dict[str, duckdb.Statement] = {}


def parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """One statement, ready for any connection to run.

    Args:
        connection: Where it is parsed when its text is new; all have the same settings of syntax.
        sql: Its text, with a `?` for whatever differs from run to run.
    """
    statement = _parsed.get(sql)
    if statement is None:
        [statement] = connection.extract_statements(sql)
        if len(_parsed) >= _MOST:
            _parsed.clear()
        _parsed[sql] = statement
    return statement
