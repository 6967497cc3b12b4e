"""COPY on a DuckDB in memory: rows in, rows out, without the server."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from s3_fixtures import bucket as bucket  # noqa: PLC0414 - fixtures
from s3_fixtures import s3 as s3  # noqa: PLC0414
from s3_fixtures import s3_server as s3_server  # noqa: PLC0414

from local_redshift.copying import CopyResult, LoadLog, bootstrap, parse_copy, run_copy
from local_redshift.database import open_database

_EMPTY_THE_LOG = (
    "delete from redshift_catalog.load_error",
    "delete from redshift_catalog.load",
)


class Loader:
    """Writes files, runs COPY in a transaction as the server does, and reads what came of it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder
        self.query_id = 0

    def table(self, *columns: str) -> None:
        """Creates public.target, its columns as DuckDB spells them."""
        self.connection.execute(f"create table public.target ({', '.join(columns)})")

    def write(self, name: str, content: str | bytes) -> str:
        """Writes a file and gives its URI."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"file://{path}"

    def copy(self, uri: str, options: str = "json 'auto'", columns: str = "") -> CopyResult:
        """Runs one COPY into public.target; a failed one is rolled back."""
        quoted = uri.replace("'", "''")
        self.connection.execute("begin")
        try:
            result = self.run(f"copy target {columns} from '{quoted}' {options}")
        except Exception:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")
        return result

    def run(self, text: str) -> CopyResult:
        """Runs one COPY in the open transaction."""
        self.query_id += 1
        with self.connection.cursor() as cursor:
            log = LoadLog(cursor, 4711, self.query_id, self.query_id, 100, "dev")
            return run_copy(self.connection, parse_copy(text), log)

    def load(self, content: str | bytes, options: str = "json 'auto'") -> list[Any]:
        """Loads one file and gives the table's rows."""
        self.copy(self.write("input.json", content), options)
        return self.rows()

    def rows(self, sql: str = "from public.target") -> list[Any]:
        """Rows of a query, sorted."""
        return sorted(self.connection.execute(sql).fetchall(), key=repr)

    def rejected(self, *columns: str) -> Sequence[Any]:
        """What sys_load_error_detail shows, in the order of files and lines."""
        chosen = ", ".join(columns or ("line_number", "column_name", "error_code"))
        return self.connection.execute(
            f"select {chosen} from redshift_catalog.sys_load_error_detail"
            " order by query_id, file_name, line_number, column_name"
        ).fetchall()


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database() as connection:
        bootstrap(connection)
        yield connection


@pytest.fixture
def loader(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> Iterator[Loader]:
    folder = tmp_path / "lake"
    folder.mkdir()
    with database.cursor() as connection:
        yield Loader(connection, folder)
    for statement in ("drop table if exists public.target", *_EMPTY_THE_LOG):
        database.execute(statement)
