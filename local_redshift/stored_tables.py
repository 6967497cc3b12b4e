"""Tables as DuckDB keeps them, with what CREATE TABLE left in their CHECKs: lengths and keys."""

import re
from dataclasses import dataclass

import duckdb

from .parsed_statements import parsed

# How CREATE TABLE keeps VARCHAR(n) and, with rtrim, CHAR(n).
_LENGTH = re.compile(
    r"CHECK\(+strlen\((?P<char>rtrim\()?"
    r'(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<bare>\w+))\)+\s*<=\s*(?P<n>\d+)\)'
)
_KEYS = re.compile(r"CHECK\(+'keys (?P<keys>\{(?:[^']|'')*\})'")
# duckdb_columns() and duckdb_constraints() read the whole catalogue: 5 ms where these are 0.7.
_FIND = (
    "select database_name, schema_name, table_oid, comment, sql from duckdb_tables()"
    " where table_name = $name and case when $temporary then temporary"
    " else database_name = current_database() and schema_name = $schema end"
)
_COLUMNS = "from pragma_table_info(?)"


@dataclass(frozen=True)
class StoredColumn:
    """One column.

    Attributes:
        name: Its name.
        duckdb_type: Its type in DuckDB, e.g. `DECIMAL(18,0)`.
        nullable: Whether it takes NULL.
        default: SQL of its default; None where it has none.
        length_bytes: The n of VARCHAR(n) and CHAR(n); None where there is none.
        is_char: It is a CHAR: single-byte characters, and blanks at the end don't count.
    """

    name: str
    duckdb_type: str
    nullable: bool = True
    default: str | None = None
    length_bytes: int | None = None
    is_char: bool = False

    @property
    def is_identity(self) -> bool:
        """Whether it numbers its rows by itself."""
        return "nextval('redshift_catalog." in (self.default or "")

    @property
    def definition(self) -> str:
        """The column as CREATE TABLE of DuckDB takes it."""
        name = quote_name(self.name)
        parts = [name, self.duckdb_type]
        parts += [] if self.nullable else ["not null"]
        parts += [] if self.default is None else [f"default ({self.default})"]
        if self.length_bytes is not None:
            text = f"rtrim({name})" if self.is_char else name
            parts.append(f"check (strlen({text}) <= {self.length_bytes})")
        return " ".join(parts)


@dataclass(frozen=True)
class StoredTable:
    """One table.

    Attributes:
        schema: SQL of the schema that it is in, with its database.
        name: Its name.
        table_id: Its number in the catalogue.
        comment: What COMMENT ON said of it.
        columns: All of them, in order.
        keys: The JSON of what CREATE TABLE said of keys, encodings and constraints.
    """

    schema: str
    name: str
    table_id: int
    comment: str | None
    columns: tuple[StoredColumn, ...]
    keys: str

    @property
    def definition(self) -> str:
        """The columns as CREATE TABLE of DuckDB takes them."""
        parts = [column.definition for column in self.columns]
        parts += [f"check ({quote_text(f'keys {self.keys}')} <> '')"] if self.keys else []
        return ", ".join(parts)

    @property
    def quoted_name(self) -> str:
        """The name as SQL text."""
        return f"{self.schema}.{quote_name(self.name)}"


def quote_name(name: str) -> str:
    """An identifier as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text literal as SQL text."""
    return "'" + text.replace("'", "''") + "'"


def find_table(
    connection: duckdb.DuckDBPyConnection, relation: str, *, temporary: bool = False
) -> StoredTable | None:
    """The table, as the connection's transaction sees it; None when there is none.

    Args:
        connection: The session's connection.
        relation: `schema.table`.
        temporary: Look for the session's temporary table of that name.
    """
    schema, _, name = relation.partition(".")
    found = connection.execute(
        parsed(connection, _FIND), {"name": name, "schema": schema, "temporary": temporary}
    ).fetchone()
    if found is None:
        return None
    database, schema, table_id, comment, definition = found
    place = f"{quote_name(database)}.{quote_name(schema)}"
    columns = _columns(connection, f"{place}.{quote_name(name)}", definition)
    kept = _KEYS.search(definition)
    keys = kept["keys"].replace("''", "'") if kept else ""
    return StoredTable(place, name, table_id, comment, columns, keys)


def find_any_table(connection: duckdb.DuckDBPyConnection, relation: str) -> StoredTable | None:
    """The table, else the session's temporary table of that name; None when there is neither."""
    return find_table(connection, relation) or find_table(connection, relation, temporary=True)


def _columns(
    connection: duckdb.DuckDBPyConnection, table: str, definition: str
) -> tuple[StoredColumn, ...]:
    lengths = {
        match["bare"] or match["quoted"].replace('""', '"'): (int(match["n"]), bool(match["char"]))
        for match in _LENGTH.finditer(definition)
    }
    rows = connection.execute(parsed(connection, _COLUMNS), [table]).fetchall()
    return tuple(
        StoredColumn(name, kind, not not_null, default, *lengths.get(name, (None, False)))
        for _, name, kind, not_null, default, _ in rows
    )
