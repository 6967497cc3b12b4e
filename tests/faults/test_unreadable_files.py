"""A file without rights is left out by itself; a folder without rights stops the run by name."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import redshift_connector
from quick_load import build, finish
from stand_in import ROLE, StandIn
from tiny_lake import find_path, open_lake, write_files

from local_redshift import allow_reading
from warehouse.database.connection import Warehouse
from warehouse.errors import ConfigurationError, PermanentError
from warehouse.planning import batch as batches
from warehouse.planning.plan import Request, plan_batch

NOBODY = 65534
DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2)]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def root(stand_in: StandIn) -> Iterator[Path]:
    """A lake of two days that another user may read, and whose work folder is theirs.

    In /tmp, whatever TMPDIR says: that may be a folder that another user may not enter.
    """
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "work").mkdir()
        os.chown(folder / "work", NOBODY, NOBODY)
        write_files(folder, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
        allow_reading(stand_in.directory, [folder])
        yield folder


@pytest.fixture
def reached(warehouse: Warehouse, stand_in: StandIn) -> Warehouse:
    """The clean warehouse, for a user who cannot read the password's file."""
    connect = partial(redshift_connector.connect, **stand_in.endpoint.driver_values)
    return Warehouse(warehouse.name, connect, ROLE)


@contextmanager
def another_user() -> Iterator[None]:
    """This process has the rights of nobody."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("border", [1, 2**40], ids=["large", "packed"])
def test_a_file_without_rights_is_left_out_and_the_others_are_loaded(
    border: int,
    *,
    root: Path,
    reached: Warehouse,
    stand_in: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", border)
    find_path(root, DAYS[0]).chmod(0o600)
    with another_user():
        lake = open_lake(root)
        built = build(reached, lake, plan_batch(reached, lake, Request()))
        finish(built)
    assert built.settled is not None
    (left_out,) = built.settled.quarantined
    assert left_out.unit.endswith(DAYS[0])
    assert "cannot be read (Permission denied). Check its rights" in left_out.reason
    assert stand_in.value("select count(*) from star.songplays") == 1


def test_a_folder_without_rights_stops_the_run_as_its_files_would_count_as_gone(
    root: Path, warehouse: Warehouse
) -> None:
    folder = find_path(root, DAYS[0]).parent
    folder.chmod(0o700)
    with another_user(), pytest.raises(ConfigurationError) as raised:
        plan_batch(warehouse, open_lake(root), Request(is_prune=True))
    assert str(raised.value) == (
        f"{folder} cannot be listed (Permission denied). Check its rights. Nothing was changed."
    )


def test_a_jsonpaths_file_without_rights_stops_the_run_by_name(
    root: Path, warehouse: Warehouse
) -> None:
    path = root / "lake" / "log_json_path.json"
    path.write_text("{}")
    path.chmod(0o600)
    with another_user(), pytest.raises(PermanentError, match=r"log_json_path\.json was listed but"):
        plan_batch(warehouse, open_lake(root), Request())
