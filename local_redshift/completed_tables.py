"""Lengths of text and keys for tables that are made of others or altered.

DuckDB takes CHECKs, which hold them, only in CREATE TABLE: the table is made again with
them. An expression's length is Redshift's own reckoning and is not known here, but for a column, a
cast, and their MIN and MAX: a column made of any other has no limit.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html, .../r_ALTER_TABLE.html
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import duckdb

from .dialect import Kind, Statement, TextLength
from .dialect.table_keys import drop_column, rename_column, without_constraints
from .errors import RedshiftError
from .stored_tables import (
    StoredColumn,
    StoredTable,
    find_any_table,
    find_table,
    quote_name,
    quote_text,
)

_DRAFT = "redshift_catalog draft"
_UNALTERED = {"bytedict", "runlength", "text255", "text32k"}


@contextmanager
def completed_table(connection: duckdb.DuckDBPyConnection, statement: Statement) -> Iterator[None]:
    """Gives the table that a statement makes or alters inside the block its lengths and keys."""
    if not (statement.lengths or statement.keys or statement.column):
        yield
        return
    [relation] = statement.tables_written
    temporary = statement.makes_temporary or (
        statement.kind is Kind.ALTER and find_table(connection, relation) is None
    )
    before = find_table(connection, relation, temporary=temporary)
    yield
    table = find_table(connection, relation, temporary=temporary)
    if table is None or (table == before and not statement.column):  # IF NOT EXISTS
        return
    complete = _altered if statement.kind is Kind.ALTER else _made
    new = complete(connection, statement, table)
    if new != table:
        _make_again(connection, new, temporary=temporary)
    if statement.keys:
        _count_identities(connection, new)


def _count_identities(connection: duckdb.DuckDBPyConnection, table: StoredTable) -> None:
    """Gives each IDENTITY column a sequence, which stays behind when the table is dropped."""
    for identity in json.loads(table.keys).get("identities", ()):
        sequence = f'redshift_catalog."identity {uuid.uuid4()}"'
        connection.execute(
            f"create sequence {sequence} start with {identity['seed']}"
            f" increment by {identity['step']} minvalue {-(2**63)} maxvalue {2**63 - 1}"
        )
        connection.execute(
            f"alter table {table.quoted_name} alter {quote_name(identity['columns'][0])}"
            f" set default nextval({quote_text(sequence)})"
        )


def _altered(
    connection: duckdb.DuckDBPyConnection, statement: Statement, table: StoredTable
) -> StoredTable:
    column = statement.column
    if not statement.lengths:
        if not table.keys:
            return table
        if statement.value:
            return replace(table, keys=rename_column(table.keys, column, statement.value))
        return replace(table, keys=drop_column(table.keys, column))
    if column:
        _refuse_resizing(table, column)
    changed = column or table.columns[-1].name
    [source] = _resolve(connection, statement.lengths[0])
    columns = tuple(
        replace(each, **_length_of(source)) if each.name == changed else each
        for each in table.columns
    )
    return replace(table, columns=columns)


def _refuse_resizing(table: StoredTable, name: str) -> None:
    column = next((each for each in table.columns if each.name == name), None)
    if column is None:
        message = f'column "{name}" of relation "{table.name}" does not exist'
        raise RedshiftError("42703", message)
    keys = json.loads(table.keys or "{}")
    unaltered = [each for each in keys.get("encodings", ()) if each["encoding"] in _UNALTERED]
    reasons = {
        "is no VARCHAR": column.length_bytes is None or column.is_char,
        "has a default value": column.default is not None,
        "is part of a key": any(name in key["columns"] for key in keys.get("constraints", ())),
        "has an encoding that does not allow it": any(name in e["columns"] for e in unaltered),
    }
    for reason in (reason for reason, is_so in reasons.items() if is_so):
        message = f'cannot alter type of column "{name}", which {reason}'
        raise RedshiftError("0A000", message)


def _made(
    connection: duckdb.DuckDBPyConnection, statement: Statement, table: StoredTable
) -> StoredTable:
    found = [each for length in statement.lengths for each in _resolve(connection, length)]
    if statement.like:
        columns = tuple(_without_default(each, statement.like) for each in found if each)
        [source] = _tables(connection, statement.lengths[0])
        keys = without_constraints(source.keys) if source else ""
        return replace(table, columns=columns, keys=keys)
    table = replace(table, keys=statement.keys)
    if len(found) != len(table.columns):  # a join merged columns
        return table
    pairs = zip(table.columns, found, strict=True)
    columns = tuple(replace(mine, **_length_of(source)) for mine, source in pairs)
    return replace(table, columns=columns)


def _resolve(
    connection: duckdb.DuckDBPyConnection, length: TextLength
) -> Iterator[StoredColumn | None]:
    """The column that a length comes from, or all columns for `*`; None where it is not known."""
    if not length.column:
        yield StoredColumn("", "VARCHAR", length_bytes=length.max_bytes, is_char=length.fixed)
        return
    tables = _tables(connection, length)
    columns = [column for table in tables if table for column in table.columns]
    if length.column == "*":
        yield from columns
        return
    named = [column for column in columns if column.name == length.column]
    yield named[0] if len(named) == 1 and None not in tables else None


def _tables(connection: duckdb.DuckDBPyConnection, length: TextLength) -> list[StoredTable | None]:
    return [find_any_table(connection, name) for name in length.tables]


def _length_of(source: StoredColumn | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {"length_bytes": source.length_bytes, "is_char": source.is_char}


def _without_default(column: StoredColumn, like: str) -> StoredColumn:
    is_kept = like == "with defaults" and not column.is_identity
    return column if is_kept else replace(column, default=None)


def _make_again(
    connection: duckdb.DuckDBPyConnection, table: StoredTable, *, temporary: bool
) -> None:
    draft = f"{table.schema}.{quote_name(_DRAFT)}"
    comments = connection.execute(
        "select column_name, comment from duckdb_columns() where comment is not null"
        " and table_oid = ?",
        [table.table_id],
    ).fetchall()
    for sql in (
        f"create {'temporary' if temporary else ''} table {draft} ({table.definition})",
        f"insert into {draft} select * from {table.quoted_name}",  # noqa: S608
        f"drop table {table.quoted_name}",
        f"alter table {draft} rename to {quote_name(table.name)}",
    ):
        connection.execute(sql)
    if table.comment is not None:
        comment = quote_text(table.comment)
        connection.execute(f"comment on table {table.quoted_name} is {comment}")
    for column, comment in comments:
        place = f"{table.quoted_name}.{quote_name(column)}"
        connection.execute(f"comment on column {place} is {quote_text(comment)}")
