"""What tests share: a stand-in in a temporary directory, tiny lakes, and the steps of a load.

`stand_in` runs for the whole session; `warehouse` is it with empty tables. The rest is in
`tests/support`: `tiny_lake` writes lakes, `quick_load` runs the steps of the flow without Prefect.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from quick_load import load as run_load
from stand_in import StandIn
from tiny_lake import Row, write_lake

from local_redshift.process import stop_running
from warehouse.building import create_missing
from warehouse.connection import Warehouse
from warehouse.directory_lake import DirectoryLake
from warehouse.lake import Lake
from warehouse.plan import Request
from warehouse.publishing import PublishedFigures

MakeLake = Callable[..., DirectoryLake]
Load = Callable[..., PublishedFigures | None]


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in with the project's relations; ends with the session."""
    running = StandIn(tmp_path_factory.mktemp("stand_in"))
    create_missing(running.warehouse)
    yield running
    stop_running(running.directory)


@pytest.fixture
def warehouse(stand_in: StandIn) -> Warehouse:
    """The stand-in's database with empty tables."""
    stand_in.clean()
    return stand_in.warehouse


@pytest.fixture
def make_lake(tmp_path: Path) -> MakeLake:
    """`make_lake(events={day: [...]}, songs=[...])`: a lake in the test's directory."""

    def make(
        events: Mapping[str, Iterable[Row]] | None = None,
        songs: Iterable[Mapping[str, object]] = (),
    ) -> DirectoryLake:
        return write_lake(tmp_path, events, songs)

    return make


@pytest.fixture
def load(warehouse: Warehouse) -> Load:
    """`load(lake, request, max_rejected=100)`: the flow's steps on the clean warehouse."""

    def load_lake(
        lake: Lake, request: Request | None = None, *, max_rejected: int = 100
    ) -> PublishedFigures | None:
        return run_load(warehouse, lake, request, max_rejected=max_rejected)

    return load_lake
