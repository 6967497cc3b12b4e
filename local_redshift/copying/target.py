"""The table that a COPY loads, as DuckDB's catalogue knows it."""

import re
from dataclasses import dataclass

import duckdb

from local_redshift.errors import RedshiftError

from .command import CopyCommand

# How CREATE TABLE keeps VARCHAR(n) and, with rtrim, CHAR(n).
_LENGTH = re.compile(r"strlen\((rtrim\()?.*\)\s*<=\s*(\d+)")
_SHORT_TYPES = {
    "SMALLINT": "int2",
    "INTEGER": "int4",
    "BIGINT": "int8",
    "FLOAT": "float4",
    "DOUBLE": "float8",
    "BOOLEAN": "bool",
    "VARCHAR": "varchar",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}


@dataclass(frozen=True)
class TargetColumn:
    """One column to load.

    Attributes:
        name: Its name.
        duckdb_type: Its type in DuckDB, e.g. `DECIMAL(18,0)`.
        nullable: Whether it takes NULL.
        length_bytes: The n of VARCHAR(n) and CHAR(n); None where there is none.
        is_char: It is a CHAR: single-byte characters, and blanks at the end don't count.
    """

    name: str
    duckdb_type: str
    nullable: bool = True
    length_bytes: int | None = None
    is_char: bool = False

    @property
    def short_type(self) -> str:
        """The type as the load log spells it, e.g. `int4`."""
        if self.is_char:
            return "char"
        base = self.duckdb_type.partition("(")[0]
        return "numeric" if base == "DECIMAL" else _SHORT_TYPES.get(base, base.lower())

    @property
    def length_text(self) -> str:
        """The length as the load log shows it; empty where there is none."""
        return "" if self.length_bytes is None else str(self.length_bytes)


@dataclass(frozen=True)
class TargetTable:
    """The table and the columns of it that are loaded, in order."""

    schema_name: str
    table_name: str
    table_id: int
    columns: tuple[TargetColumn, ...]

    @property
    def quoted_name(self) -> str:
        """The name as SQL text."""
        return f"{quote_name(self.schema_name)}.{quote_name(self.table_name)}"


def quote_name(name: str) -> str:
    """An identifier as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text literal as SQL text."""
    return "'" + text.replace("'", "''") + "'"


def find_target(connection: duckdb.DuckDBPyConnection, command: CopyCommand) -> TargetTable:
    """The table of a COPY with the columns it loads.

    Raises:
        RedshiftError: 42P01 when there is no such table, 42703 for an unknown column.
    """
    names = [command.schema_name, command.table_name]
    where = "database_name = current_database() and schema_name = ? and table_name = ?"
    row = connection.execute(f"select table_oid from duckdb_tables() where {where}", names)  # noqa: S608
    found = row.fetchone()
    if found is None:
        raise RedshiftError("42P01", f"Cannot COPY into nonexistent table {command.table_name}")
    columns = _columns(connection, where, names)
    for name in command.columns:
        if name not in columns:
            raise RedshiftError(
                "42703", f'column "{name}" of relation "{command.table_name}" does not exist'
            )
    chosen = tuple(columns[name] for name in command.columns or columns)
    return TargetTable(command.schema_name, command.table_name, found[0], chosen)


def _columns(
    connection: duckdb.DuckDBPyConnection, where: str, names: list[str]
) -> dict[str, TargetColumn]:
    lengths: dict[str, tuple[int | None, bool]] = {}
    for column_names, expression in connection.execute(
        "select constraint_column_names, expression from duckdb_constraints()"  # noqa: S608
        f" where constraint_type = 'CHECK' and {where}",
        names,
    ).fetchall():
        if match := _LENGTH.search(expression):
            lengths[column_names[0]] = (int(match[2]), match[1] is not None)
    rows = connection.execute(
        f"select column_name, data_type, is_nullable from duckdb_columns() where {where}"  # noqa: S608
        " order by column_index",
        names,
    ).fetchall()
    return {
        name: TargetColumn(name, data_type, nullable, *lengths.get(name, (None, False)))
        for name, data_type, nullable in rows
    }
