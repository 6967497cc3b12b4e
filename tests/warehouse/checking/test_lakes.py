"""Lakes as they come pass the checks: the sample, the real files, and batches of one kind only."""

from pathlib import Path

import pytest
from quick_load import build, finish, load
from stand_in import StandIn
from tiny_lake import write_lake

import sample_lake
from warehouse.checking import Checker, TableCheck
from warehouse.checking.suites import STAR
from warehouse.database.connection import Warehouse
from warehouse.database.statements import SQL_DIRECTORY
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import Lake
from warehouse.planning.load_order import list_checked
from warehouse.planning.plan import Request, plan_batch

REAL_LAKE = Path(__file__).parents[4] / "shared" / "data" / "sparkify"


def check_all(warehouse: Warehouse, lake: Lake) -> list[TableCheck]:
    """Every check of a load of what is new in a lake."""
    built = build(warehouse, lake, plan_batch(warehouse, lake, Request()))
    with Checker(warehouse, lake, built.batch) as checker:
        tables = list_checked(built.batch.kinds) - {STAR}
        checks = [checker.check_table(table) for table in sorted(tables)]
        built.publish()
        return [*checks, checker.check_table(STAR)]


def list_warnings(checks: list[TableCheck]) -> list[str]:
    return [result.message for check in checks for result in check.warnings]


def test_the_sample_lake_passes_every_check(warehouse: Warehouse, tmp_path: Path) -> None:
    sample_lake.make_lake(tmp_path / "lake", events=2000, songs=300, days=10)
    lake = DirectoryLake(tmp_path / "lake", tmp_path / "work")
    assert list_warnings(check_all(warehouse, lake)) == []


@pytest.mark.skipif(not REAL_LAKE.is_dir(), reason=f"the real files are not in {REAL_LAKE}")
def test_the_real_files_pass_every_check(warehouse: Warehouse, tmp_path: Path) -> None:
    checks = check_all(warehouse, DirectoryLake(REAL_LAKE, tmp_path))
    assert list_warnings(checks) == []
    assert sum(len(check.results) for check in checks) == 76


def test_a_batch_of_songs_only_passes_every_check(warehouse: Warehouse, tmp_path: Path) -> None:
    song = {"song_id": "SO0000000000000001", "artist_id": "AR0000000000000001"}
    assert list_warnings(check_all(warehouse, write_lake(tmp_path, {}, [song]))) == []


def test_a_batch_of_one_event_of_nobody_passes_every_check(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    nobody = dict.fromkeys(("firstName", "gender", "lastName", "location", "registration"))
    visit = {"page": "Login", "auth": "Logged Out", "userId": "", "userAgent": None, **nobody}
    assert list_warnings(check_all(warehouse, write_lake(tmp_path, {"2018-11-05": [visit]}))) == []


def test_songs_that_come_after_the_plays_pass_every_check(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    load(warehouse, write_lake(tmp_path, {"2018-11-05": [{}, {}], "2018-11-06": [{}]}))
    song = {"song_id": "SO0000000000000001", "artist_id": "AR0000000000000001"}
    assert list_warnings(check_all(warehouse, write_lake(tmp_path, {}, [song]))) == []


def test_a_jsonpaths_file_with_a_wrong_path_leaves_the_files_out_by_its_column(
    warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    lake = write_lake(tmp_path, {"2018-11-05": [{}] * 10})
    own = (SQL_DIRECTORY / "staging/staging_events/jsonpaths.json").read_text("utf-8")
    path = tmp_path / "lake" / "log_json_path.json"
    path.write_text(own.replace("['gender']", "['sex']"))
    built = build(warehouse, lake, plan_batch(warehouse, lake, Request()))
    assert built.settled is not None
    (left_out,) = built.settled.quarantined
    assert "gender is empty in 100% of 10 lines that always have it" in left_out.reason
    assert "log_json_path.json" in left_out.reason
    finish(built)
    assert stand_in.value("select count(*) from star.songplays") == 0
