"""What a database file needs before the first statement: `public`, the macros, the catalogue."""

import hashlib

import duckdb

from local_redshift.dialect import macros
from local_redshift.dialect.catalogue import VIEWS
from local_redshift.dialect.macros import SCHEMA

SESSION_SETTINGS = (
    "set integer_division = true",
    "set TimeZone = 'UTC'",
    "set search_path = 'public'",
)


def bootstrap(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates `public` and `redshift_catalog`, unless this version's are there already."""
    statements = [*VIEWS, *macros.definitions()]
    version = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16]
    connection.execute("create schema if not exists public")
    connection.execute(f"create schema if not exists {SCHEMA}")
    connection.execute(f"create table if not exists {SCHEMA}.version (digest varchar)")
    found = connection.execute(f"select digest from {SCHEMA}.version").fetchall()  # noqa: S608
    if found == [(version,)]:
        return
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"delete from {SCHEMA}.version")  # noqa: S608
    connection.execute(f"insert into {SCHEMA}.version values (?)", [version])  # noqa: S608
