"""A good batch, built and published, in tables that take every bad value; restored after a test."""

import re
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from good_batch import GoodBatch, make_good_lake
from stand_in import StandIn

from local_redshift.process import stop_running
from warehouse.checking import Checker
from warehouse.database.statements import load_statement
from warehouse.database.tables import _order_creates


@pytest.fixture(scope="session", autouse=True)
def _imported_checks() -> None:
    """Great Expectations, imported once; a module of it warns about Python's own."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        import_module("warehouse.checking.documents")


@pytest.fixture(scope="session")
def loose_stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in whose columns all take NULL, so that each check can be seen to fail."""
    running = StandIn(tmp_path_factory.mktemp("loose_stand_in"))
    creates = [load_statement(name).text for name in _order_creates() if name[:5] != "mart/"]
    running.run(*(re.sub(r"(?<! is) not null\b", "", text) for text in creates))
    yield running
    stop_running(running.directory)


@pytest.fixture(scope="session")
def built_batch(loose_stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> GoodBatch:
    """The good batch, once."""
    return GoodBatch(loose_stand_in, make_good_lake(tmp_path_factory.mktemp("good_lake")))


@pytest.fixture
def good_batch(built_batch: GoodBatch) -> Iterator[GoodBatch]:
    """The good batch; what a test changes of it is put back."""
    yield built_batch
    built_batch.restore()


@pytest.fixture(scope="session")
def shared_checker(built_batch: GoodBatch) -> Iterator[Checker]:
    """A checker of the good batch, once."""
    with built_batch.make_checker() as made:
        yield made


@pytest.fixture
def checker(shared_checker: Checker, good_batch: GoodBatch) -> Iterator[Checker]:  # noqa: ARG001
    """A checker of the good batch that keeps nothing for the next test."""
    yield shared_checker
    shared_checker.save()


@pytest.fixture
def docs_directory(tmp_path: Path) -> Path:
    """Where a test's data docs go."""
    return tmp_path / "docs"
