"""What Redshift minds about views and DuckDB does not: their columns, and who reads them.

A view that is replaced keeps its columns, and a relation that is dropped with CASCADE takes the
views that read it along, but for late-binding ones.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html, .../r_DROP_VIEW.html
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from .columns import column_of
from .dialect import Kind, Statement
from .errors import RedshiftError
from .locked_tables import find_sources
from .stored_tables import quote_name
from .wire import Column


@contextmanager
def same_columns(connection: duckdb.DuckDBPyConnection, statement: Statement) -> Iterator[None]:
    """Refuses, after the block, a view that was replaced by one with other columns.

    Raises:
        RedshiftError: 42P16; the view is named in the detail.
    """
    if not statement.replaces:
        yield
        return
    [view] = statement.tables_written
    before = _find_columns(connection, view)
    yield
    fault = _compare(before, _find_columns(connection, view)) if before else ""
    if fault:
        raise RedshiftError("42P16", fault, detail=f"View {view}.", hint="Drop it first.")


def _find_columns(connection: duckdb.DuckDBPyConnection, view: str) -> list[Column]:
    """The columns of a view, none when there is no such view."""
    schema, _, name = view.partition(".")
    place = "database_name = current_database() and schema_name = ?"
    if not connection.execute(
        f"from duckdb_views() where {place} and view_name = ?",
        [schema, name],
    ).fetchall():  # duckdb_columns() reads the whole catalogue
        return []
    rows = connection.execute(
        f"select column_name, data_type from duckdb_columns() where {place}"  # noqa: S608
        " and table_name = ? order by column_index",
        [schema, name],
    ).fetchall()
    return [column_of(column, kind) for column, kind in rows]


def _compare(before: list[Column], after: list[Column]) -> str:
    """In what the columns differ, or empty."""
    if len(before) != len(after):
        return "cannot change number of columns in view"
    for old, new in zip(before, after, strict=True):
        if old.name != new.name:
            return f'cannot change name of view column "{old.name}"'
        if old != new:
            return f'cannot change data type of view column "{old.name}"'
    return ""


def find_readers(connection: duckdb.DuckDBPyConnection, statement: Statement) -> list[str]:
    """The views, as `schema.view`, that DROP ... CASCADE of a table or view takes along.

    Raises:
        RedshiftError: 2BP01 when there are some and CASCADE is not said.
    """
    if statement.kind is not Kind.DROP:
        return []
    sources = find_sources(connection, binds_late=False)
    found = list(statement.tables_written)
    for relation in found:  # grows
        found += [view for view in sources if relation in sources[view] and view not in found]
    readers = found[len(statement.tables_written) :]
    if readers and not statement.cascades:
        raise RedshiftError(
            "2BP01",
            f"cannot drop {statement.tables_written[0]} because other objects depend on it",
            detail=f"It is read by {', '.join(readers)}.",
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    return readers


def drop_views(connection: duckdb.DuckDBPyConnection, views: list[str]) -> None:
    """Drops views, named `schema.view`."""
    for view in views:
        connection.execute("drop view " + ".".join(map(quote_name, view.split(".", 1))))
