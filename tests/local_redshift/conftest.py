"""A stand-in of the tests' own: started in a directory of pytest's and stopped at the end."""

import contextlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redshift_connector.error import InterfaceError
from stand_in import connect_to

from local_redshift import Endpoint, ensure_running
from local_redshift.process import stop_running

Connect = Callable[..., Any]


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A running server, shared by the tests that do not stop it."""
    directory = tmp_path_factory.mktemp("redshift")
    yield ensure_running(directory)
    stop_running(directory)


@pytest.fixture
def connect(endpoint: Endpoint) -> Iterator[Connect]:
    """Opens connections of the real driver, closed when the test ends."""
    opened: list[Any] = []

    def open_one(to: Endpoint = endpoint, *, autocommit: bool = False) -> Any:
        connection = connect_to(to)
        connection.autocommit = autocommit
        opened.append(connection)
        return connection

    yield open_one
    for connection in opened:
        with contextlib.suppress(InterfaceError, BrokenPipeError):
            connection.close()


@pytest.fixture
def cursor(connect: Connect) -> Any:
    """A cursor in autocommit."""
    return connect(autocommit=True).cursor()


@pytest.fixture
def table(cursor: Any, request: pytest.FixtureRequest) -> str:
    """The name of an empty table `(id integer, name varchar(10))` of the test's own."""
    name = f"public.t{zlib.crc32(request.node.nodeid.encode())}"
    cursor.execute(f"create table {name} (id integer, name varchar(10))")
    return name
