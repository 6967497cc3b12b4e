"""The table that a COPY loads, as DuckDB's catalogue knows it."""

from dataclasses import dataclass

import duckdb

from local_redshift.errors import RedshiftError
from local_redshift.stored_tables import StoredColumn, find_table

from .command import CopyCommand

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


class TargetColumn(StoredColumn):
    """One column to load."""

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

    quoted_name: str
    table_name: str
    table_id: int
    columns: tuple[TargetColumn, ...]


def find_target(connection: duckdb.DuckDBPyConnection, command: CopyCommand) -> TargetTable:
    """The table of a COPY with the columns it loads.

    Raises:
        RedshiftError: 42P01 when there is no such table, 42703 for an unknown column.
    """
    found = find_table(connection, command.table)
    if found is None:
        raise RedshiftError("42P01", f"Cannot COPY into nonexistent table {command.table_name}")
    columns = {column.name: TargetColumn(**vars(column)) for column in found.columns}
    for name in command.columns:
        if name not in columns:
            raise RedshiftError(
                "42703", f'column "{name}" of relation "{command.table_name}" does not exist'
            )
    given = [name for name in columns if not columns[name].is_identity]
    chosen = tuple(columns[name] for name in command.columns or given)
    return TargetTable(found.quoted_name, found.name, found.table_id, chosen)
