"""What tests share: a stand-in in a temporary directory, tiny lakes, and the steps of a load.

`stand_in` runs for the whole session; `warehouse` is it with empty tables. The rest is in
`tests/support`: `tiny_lake` writes lakes, `quick_load` runs the steps of the flow without Prefect.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from fixture_types import Load, MakeLake
from prefect_server import prefect_server as prefect_server  # noqa: PLC0414 - a fixture
from quick_load import load as run_load
from stand_in import StandIn
from tiny_lake import write_lake

from local_redshift.process import stop_running
from warehouse.building import create_missing
from warehouse.connection import Warehouse


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
    """`make_lake({day: [...]}, [song, ...])`: a lake in the test's directory."""
    return partial(write_lake, tmp_path)


@pytest.fixture
def load(warehouse: Warehouse) -> Load:
    """`load(lake, request, max_rejected=100)`: the flow's steps on the clean warehouse."""
    return partial(run_load, warehouse)
