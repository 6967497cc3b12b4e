"""Lengths of text for tables that are made of others: CREATE TABLE AS and LIKE, ADD COLUMN.

DuckDB takes CHECKs, which hold the lengths, only in CREATE TABLE: the table is made again with
them. An expression's length is Redshift's own reckoning and is not known here, but for a column, a
cast, and their MIN and MAX: a column made of any other has no limit.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import duckdb

from .dialect import Kind, Statement, TextLength
from .stored_tables import StoredColumn, StoredTable, find_table, quote_name, quote_text

_DRAFT = "redshift_catalog draft"


@contextmanager
def limited_texts(connection: duckdb.DuckDBPyConnection, statement: Statement) -> Iterator[None]:
    """Gives the columns that a statement makes inside the block their lengths on Redshift."""
    if not statement.lengths:
        yield
        return
    [relation] = statement.tables_written
    before = find_table(connection, relation, temporary=statement.makes_temporary)
    yield
    table = find_table(connection, relation, temporary=statement.makes_temporary)
    if table is not None and table != before:  # IF NOT EXISTS
        _limit(connection, statement, table)


def _limit(connection: duckdb.DuckDBPyConnection, statement: Statement, table: StoredTable) -> None:
    found = [each for length in statement.lengths for each in _resolve(connection, length)]
    old = table.columns
    if statement.kind is Kind.ALTER:  # the last column is the new one
        new = (*old[:-1], replace(old[-1], **_length_of(found[0])))
    elif len(found) != len(old):  # a join merged columns
        return
    elif statement.like:
        new = tuple(_without_default(each, statement.like) for each in found if each)
    else:
        pairs = zip(old, found, strict=True)
        new = tuple(replace(mine, **_length_of(source)) for mine, source in pairs)
    if new != old:
        _make_again(connection, replace(table, columns=new), temporary=statement.makes_temporary)


def _resolve(
    connection: duckdb.DuckDBPyConnection, length: TextLength
) -> Iterator[StoredColumn | None]:
    """The column that a length comes from, or all columns for `*`; None where it is not known."""
    if not length.column:
        yield StoredColumn("", "VARCHAR", length_bytes=length.max_bytes, is_char=length.fixed)
        return
    tables = [
        find_table(connection, name) or find_table(connection, name, temporary=True)
        for name in length.tables
    ]
    columns = [column for table in tables if table for column in table.columns]
    if length.column == "*":
        yield from columns
        return
    named = [column for column in columns if column.name == length.column]
    yield named[0] if len(named) == 1 and None not in tables else None


def _length_of(source: StoredColumn | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {"length_bytes": source.length_bytes, "is_char": source.is_char}


def _without_default(column: StoredColumn, like: str) -> StoredColumn:
    return column if like == "with defaults" else replace(column, default=None)


def _make_again(
    connection: duckdb.DuckDBPyConnection, table: StoredTable, *, temporary: bool
) -> None:
    draft = f"{table.schema}.{quote_name(_DRAFT)}"
    columns = ", ".join(column.definition for column in table.columns)
    for sql in (
        f"create {'temporary' if temporary else ''} table {draft} ({columns})",
        f"insert into {draft} select * from {table.quoted_name}",  # noqa: S608
        f"drop table {table.quoted_name}",
        f"alter table {draft} rename to {quote_name(table.name)}",
    ):
        connection.execute(sql)
    if table.comment is not None:
        comment = quote_text(table.comment)
        connection.execute(f"comment on table {table.quoted_name} is {comment}")
