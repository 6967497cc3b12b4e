"""Which tables a statement must hold before it runs."""

import re
from collections.abc import Sequence

import duckdb

from .dialect import Kind, Statement

_SCHEMAS = "every schema"  # CREATE SCHEMA and DROP SCHEMA wait for each other
_CREATES_TEMPORARY = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*create\s+(?:local\s+)?temp(?:orary)?\s", re.IGNORECASE | re.DOTALL
)


class LockedTables:
    """Tells the tables of statements of one session, whose temporary tables need no lock."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._has_temporary = False

    def of(self, statement: Statement, search_path: Sequence[str]) -> list[str]:
        """The tables, as `schema.table`, in the order in which to lock them."""
        if _CREATES_TEMPORARY.match(statement.text):
            self._has_temporary = True
            return []
        if statement.kind in {Kind.CREATE, Kind.DROP} and not statement.tables_written:
            return [_SCHEMAS]
        own = self._temporary_tables(search_path) if self._has_temporary else set()
        return [table for table in statement.tables_written if table not in own]

    def _temporary_tables(self, search_path: Sequence[str]) -> set[str]:
        """The session's temporary tables, under the names that bare ones get: `public.name`."""
        found = self._connection.execute(
            "select table_name from duckdb_tables() where temporary"
        ).fetchall()
        return {f"{schema}.{name}" for schema in search_path for (name,) in found}
