"""A DuckDB database opened as the server opens it, and statements run as it runs them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pytest
from given_warehouse import GivenWarehouse
from redshift_connector.error import Error

from local_redshift import dialect
from local_redshift.database import open_database
from local_redshift.dialect import Argument, SessionValues
from local_redshift.errors import RedshiftError

SESSION = SessionValues(
    backend_pid=4711,
    user="analyst",
    database="dev",
    search_path=("public",),
    last_copy_count=12,
    last_copy_id=3,
    last_query_id=99,
    transaction_started_at=datetime(2018, 11, 15, 10, 0, 0, 796000),  # noqa: DTZ001
)
_OIDS = {str: 705, int: 23, float: 701, bool: 16, type(None): 705}


class Warehouse:
    """Runs Redshift SQL on DuckDB, without a server between."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        dialect.bootstrap(connection)
        for setting in dialect.SESSION_SETTINGS:
            connection.execute(setting)

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement, none for one that returns none."""
        statement = dialect.parse(sql)
        arguments = [Argument(_OIDS.get(type(value), 0), value) for value in values]
        translated = self.translate(sql, arguments)
        if not translated:
            return []
        found = self.connection.execute(translated)
        return found.fetchall() if statement.returns_rows else []

    def translate(self, sql: str, arguments: Sequence[Argument]) -> str:
        """The DuckDB text of a statement with its values."""
        return dialect.to_duckdb(dialect.parse(sql), SESSION, arguments)

    def describe(self, sql: str, oids: Sequence[int] = ()) -> list[tuple[str, str]]:
        """Names and DuckDB types of a query's columns, without running it."""
        translated = dialect.to_duckdb(dialect.parse(sql), SESSION, None, oids)
        found = self.connection.execute(f"describe {translated}").fetchall()
        return [(name, kind) for name, kind, *_ in found]


class Asked:
    """Runs Redshift SQL on the warehouse that `--warehouse` names; it translates nothing."""

    def __init__(self, given: GivenWarehouse) -> None:
        self._connection = given.connect()
        self._connection.autocommit = True

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement, none for one that returns none."""
        if values:
            pytest.skip("the driver binds values in another way")
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql)
        except Error as error:
            fields = error.args[0] if isinstance(error.args[0], dict) else {}
            raise RedshiftError(fields.get("C", "08006"), fields.get("M", str(error))) from error
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def __getattr__(self, name: str) -> Any:
        pytest.skip(f"{name} is asked of the stand-in's dialect alone")

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty database in memory."""
    connection = open_database()
    yield Warehouse(connection)
    connection.close()


@pytest.fixture(scope="module")
def shared(given: GivenWarehouse | None) -> Iterator[Warehouse | Asked]:
    """An empty database in memory, for queries that write nothing."""
    if given is not None:
        asked = Asked(given)
        yield asked
        asked.close()
        return
    connection = open_database()
    yield Warehouse(connection)
    connection.close()
