"""Where a COPY puts the files it makes: beside the database, gone when it ends."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from local_redshift.parsed_statements import parsed


@contextmanager
def workspace(database: Path | None) -> Iterator[Path]:
    """A folder for one COPY beside the database's file, removed whatever happens."""
    beside = None if database is None else database.parent
    folder = Path(tempfile.mkdtemp(prefix=f"{_stem(database)}{os.getpid()}-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(connection: duckdb.DuckDBPyConnection) -> None:
    """Removes the folders of a server that was killed in a COPY."""
    database = database_path(connection)
    if database is None:
        return
    for folder in database.parent.iterdir():
        mine = folder.name.startswith(f"{_stem(database)}{os.getpid()}-")
        if folder.name.startswith(_stem(database)) and not mine:
            shutil.rmtree(folder, ignore_errors=True)


def database_path(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """The file of the connection's database; None when it is in memory."""
    sql = "select path from duckdb_databases() where database_name = current_database()"
    row = connection.execute(parsed(connection, sql)).fetchone()
    return Path(row[0]).absolute() if row and row[0] else None


def _stem(database: Path | None) -> str:
    return f".{database.stem if database else 'memory'}.copy-"
