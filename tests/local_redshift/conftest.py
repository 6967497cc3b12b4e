"""A stand-in of the tests' own: started in a directory of pytest's and stopped at the end."""

import contextlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from given_warehouse import GivenWarehouse
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips what only the stand-in has, where another warehouse is asked."""
    for item in items if config.getoption("--warehouse") else ():
        mark = item.get_closest_marker("stand_in_alone")
        fixtures = getattr(item, "fixturenames", ())
        if mark is not None or "endpoint" in fixtures:
            reason = mark.args[0] if mark else "it looks at the stand-in's own files and processes"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def connect(given: GivenWarehouse | None, request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Opens connections of the real driver, closed when the test ends."""
    opened: list[Any] = []

    def open_one(to: Endpoint | None = None, *, autocommit: bool = False) -> Any:
        if given is not None:
            connection = given.connect()
        else:
            connection = connect_to(to or request.getfixturevalue("endpoint"))
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
