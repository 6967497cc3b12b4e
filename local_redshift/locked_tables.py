"""Which tables a statement must lock before it runs, and how."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import duckdb

from .dialect import BINDS_LATE, Kind, Statement
from .locks import Mode

SCHEMAS = "every schema"  # CREATE SCHEMA and DROP SCHEMA wait for each other
_ALONE = {Kind.LOCK, Kind.DROP, Kind.ALTER, Kind.TRUNCATE}
_QUALIFIED_NAME = re.compile(r'("(?:[^"]|"")+"|\w+)\.("(?:[^"]|"")+"|\w+)')


# From the text of the keys that `stored_tables` reads; the view over them takes 11 ms.
_IDENTITIES = r"""
    select schema_name || '.' || table_name,
        regexp_extract(sql, '"identities": \[\{"columns": \["([^"]*)', 1)
    from duckdb_tables() where sql like '%"is_default": false%'
"""


class KnownViews:
    """What the views that are there read, and which tables number their rows, for all sessions."""

    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self._root = root
        self._sources: dict[str, tuple[str, ...]] | None = None
        self._identities: dict[str, str] | None = None

    def forget(self) -> None:
        """Looks again when it is asked next: views and tables may have changed."""
        self._sources = self._identities = None

    def numbers_itself(self, table: str, columns: Collection[str]) -> bool:
        """Whether one of the columns, `*` for all, is an IDENTITY that takes no value."""
        if self._identities is None:
            with self._root.cursor() as cursor:
                self._identities = dict(cursor.execute(_IDENTITIES).fetchall())
        column = self._identities.get(table)
        return column is not None and (column in columns or "*" in columns)

    def sources(self, relation: str) -> tuple[str, ...]:
        """What a view reads; columns of tables with an alias may be among it."""
        if self._sources is None:
            self._sources = self._look()
        return self._sources.get(relation, ())

    def expand(self, relations: Iterable[str]) -> Iterator[str]:
        """The relations and, of those that are views, all that they read."""
        found: dict[str, None] = {}
        left = list(relations)
        while left:
            relation = left.pop(0)
            if relation not in found:
                found[relation] = None
                left += self.sources(relation)
        return iter(found)

    def _look(self) -> dict[str, tuple[str, ...]]:
        with self._root.cursor() as cursor:
            return find_sources(cursor)


def find_sources(
    connection: duckdb.DuckDBPyConnection, *, binds_late: bool = True
) -> dict[str, tuple[str, ...]]:
    """What each view reads, itself as well, as far as the connection's transaction sees them.

    Args:
        connection: The session's, or one that sees what is committed.
        binds_late: Whether late-binding views are among them.
    """
    rows = connection.execute(
        "select schema_name, view_name, sql from duckdb_views() where not internal"
        " and database_name = current_database() and schema_name <> 'redshift_catalog'"
    ).fetchall()
    return {
        f"{schema}.{name}": tuple(_qualified_names(sql))
        for schema, name, sql in rows
        if binds_late or BINDS_LATE not in sql
    }


def _qualified_names(sql: str) -> Iterator[str]:
    """Everything of the form `schema.table`; a column of a table counts as one."""
    for parts in _QUALIFIED_NAME.findall(sql):
        yield ".".join(part.strip('"').replace('""', '"') for part in parts)


class LockedTables:
    """Lists the tables of statements of one session, whose temporary tables need no lock."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, views: KnownViews) -> None:
        self._connection = connection
        self._views = views
        self._has_temporary = False

    def of(self, statement: Statement, search_path: Sequence[str]) -> list[tuple[str, Mode]]:
        """The tables, as `schema.table`, in the order in which to lock them."""
        if statement.makes_temporary:
            self._has_temporary = True
            return self._read(statement, set())
        if statement.kind in {Kind.CREATE, Kind.DROP} and not statement.tables_written:
            return [(SCHEMAS, Mode.EXCLUSIVE)]
        own = self.temporary_tables(search_path)
        alone = statement.kind in _ALONE or statement.tag == "CREATE VIEW"
        mode = Mode.EXCLUSIVE if alone else Mode.WRITE
        written = [(table, mode) for table in statement.tables_written if table not in own]
        return written + self._read(statement, own)

    def _read(self, statement: Statement, own: set[str]) -> list[tuple[str, Mode]]:
        read = [table for table in statement.tables_read if table not in own]
        return [(table, Mode.READ) for table in self._views.expand(read)] if read else []

    def temporary_tables(self, search_path: Sequence[str]) -> set[str]:
        """The session's temporary tables, under the names that bare ones get: `public.name`."""
        if not self._has_temporary:
            return set()
        found = self._connection.execute(
            "select table_name from duckdb_tables() where temporary"
        ).fetchall()
        return {f"{schema}.{name}" for schema in search_path for (name,) in found}
