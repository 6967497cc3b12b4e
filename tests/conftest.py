"""What tests share: a stand-in in a temporary directory, tiny lakes, and the steps of a load.

`stand_in` runs for the whole session; `warehouse` is it with empty tables, and `sparkify_home` a
state directory in which flows find it. `prefect_api` is a Prefect server for flows that run in this
process. The rest is in `tests/support`: `tiny_lake` writes lakes, `quick_load` runs the flow's
steps without Prefect, `worker_groups` says which tests may run side by side.
"""

import fcntl
import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load, MakeLake
from given_warehouse import GivenWarehouse
from prefect_server import prefect_server as prefect_server  # noqa: PLC0414 - a fixture
from quick_load import load as run_load
from stand_in import StandIn, lend, stop_all
from tiny_lake import write_lake
from warm_python import close_warm_pythons
from worker_groups import GroupScheduling, rank_group

from local_redshift.process import stop_running
from warehouse.database.connection import Warehouse
from warehouse.database.tables import update_tables
from warehouse.garbage_collection import collect_seldom


def pytest_configure() -> None:
    """Half a million objects of libraries are not to be looked through again and again."""
    collect_seldom()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option for the full form of tests that otherwise run a short seeded part."""
    parser.addoption("--long", action="store_true", help="run proofs in full, for minutes")
    parser.addoption(
        "--warehouse", help="ask this warehouse, a URL or a block, what the stand-in is asked"
    )
    parser.addoption(
        "--warehouse-report", default="warehouse-report.jsonl", help="where it says what differs"
    )
    parser.addoption("--bucket", help="with --warehouse: load from this s3://bucket/prefix")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what only `--long` runs, and sorts the groups of tests for several workers."""
    if not config.getoption("--long"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if hasattr(config, "workerinput"):  # what pytest-xdist gives to a worker
        items.sort(key=lambda item: rank_group(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    """What shares the tests out among several workers."""
    return GroupScheduling(config, log)


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether proofs run in full."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture(scope="session")
def given(pytestconfig: pytest.Config) -> Iterator[GivenWarehouse | None]:
    """The warehouse that `--warehouse` names, if it does."""
    name = pytestconfig.getoption("--warehouse")
    report = Path(pytestconfig.getoption("--warehouse-report"))
    found = GivenWarehouse(name, report) if name else None
    yield found
    if found is not None:
        found.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Writes down what differs where another warehouse is asked."""
    report = yield
    given = getattr(item, "funcargs", {}).get("given")
    if given is not None and report.failed:
        given.write({"difference": report.longreprtext.splitlines()[-30:]})
    return report


@pytest.fixture(scope="session")
def workers_directory(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory of all workers."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def prepared(workers_directory: Path) -> Path:
    """A database with the project's relations, which one worker makes for all."""
    database = workers_directory / "prepared" / "warehouse.duckdb"
    with lock(workers_directory / "prepared.lock"):
        if not database.exists():
            running = StandIn(database.parent)
            update_tables(running.warehouse)
            stop_running(running.directory)
    return database


@pytest.fixture(scope="session")
def chart_scripts(workers_directory: Path) -> Path:
    """What reports draw their charts with, which one worker bundles for all."""
    from dashboard.scripts import read_scripts  # noqa: PLC0415 - only reports need it

    with lock(workers_directory / "scripts.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARKIFY_HOME", str(workers_directory / "state"))
        read_scripts()
    (scripts,) = (workers_directory / "state" / "reports").glob("*.js")
    return scripts


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """While one worker is in the block, the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[StandIn]:
    """A stand-in with the project's relations; ends with the session."""
    running = StandIn(tmp_path_factory.mktemp("stand_in"), prepared)
    yield running
    stop_running(running.directory)


@pytest.fixture(scope="session", autouse=True)
def _warm_pythons() -> Iterator[None]:
    yield
    close_warm_pythons()


@pytest.fixture
def warehouse(stand_in: StandIn) -> Warehouse:
    """The stand-in's database with empty tables."""
    stand_in.clean()
    return stand_in.warehouse


@pytest.fixture
def make_lake(tmp_path: Path) -> MakeLake:
    """`make_lake({day: [...]}, [song, ...])`: a lake in the test's directory."""
    return partial(write_lake, tmp_path)


@pytest.fixture
def load(warehouse: Warehouse) -> Load:
    """`load(lake, request, max_rejected=100)`: the flow's steps on the clean warehouse."""
    return partial(run_load, warehouse)


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of a temporary Prefect server, which flows in this process use; takes seconds."""
    from prefect.settings import (  # noqa: PLC0415 - only flow tests pay for Prefect
        PREFECT_API_URL,
        PREFECT_LOGGING_TO_API_ENABLED,
        PREFECT_SERVER_ANALYTICS_ENABLED,
        PREFECT_SERVER_EPHEMERAL_ENABLED,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    settings = {
        PREFECT_LOGGING_TO_API_ENABLED: False,
        PREFECT_SERVER_ANALYTICS_ENABLED: False,
    }
    with (
        temporary_settings(updates=settings),
        prefect_test_harness(server_startup_timeout=180),
        temporary_settings(updates={PREFECT_SERVER_EPHEMERAL_ENABLED: False}),
    ):
        yield str(PREFECT_API_URL.value())
        logging.getLogger("prefect").setLevel(logging.WARNING)  # pytest has closed its stream


@pytest.fixture
def sparkify_home(empty_home: Path, stand_in: StandIn, chart_scripts: Path, tmp_path: Path) -> Path:
    """A state directory in which the test's lake has the session's stand-in, with empty tables."""
    lend(stand_in, (tmp_path / "lake").as_uri(), chart_scripts)
    return empty_home


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty state directory for flows; the stand-ins that they start in it end with the test."""
    home = tmp_path / "home"
    monkeypatch.setenv("SPARKIFY_HOME", str(home))
    yield home
    stop_all(home)
