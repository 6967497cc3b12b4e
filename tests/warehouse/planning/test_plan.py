"""What a run loads: new, changed and gone files against the ledger."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load, MakeLake
from quick_load import load as run_load
from stand_in import StandIn
from tiny_lake import Row, open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.errors import LedgerMissingError
from warehouse.lake.files import LakeFile, Window
from warehouse.planning import batch as batches
from warehouse.planning.batch import Batch
from warehouse.planning.plan import Request, plan_batch
from warehouse.sources import EVENTS, SONGS

NOV_1, NOV_2, NOV_3 = (date(2018, 11, day) for day in (1, 2, 3))
DAY_1, DAY_2, DAY_3 = (f"2018-11-0{day}-events.json" for day in (1, 2, 3))


def names(files: Iterable[LakeFile]) -> list[str]:
    return [file.uri.rsplit("/", 1)[-1] for file in files]


@pytest.fixture
def loaded(load: Load, tmp_path: Path) -> Path:
    """A directory whose lake is loaded: two days, the first of two files, and two songs."""
    write_files(tmp_path, {DAY_1: [{}], "2018-11-01-more.json": [{"sessionId": 2}], DAY_2: [{}]})
    write_files(tmp_path, {"TRA.json": [{}], "TRB.json": [{}]})
    load(open_lake(tmp_path))
    return tmp_path


def plan(warehouse: Warehouse, root: Path, request: Request | None = None) -> Batch:
    return plan_batch(warehouse, open_lake(root), request or Request())


def test_everything_is_new_to_an_empty_warehouse(warehouse: Warehouse, make_lake: MakeLake) -> None:
    batch = plan_batch(warehouse, make_lake({"2018-11-01": [{}]}, [{}]), Request())
    assert (names(batch.list_files(EVENTS)), names(batch.list_files(SONGS))) == (
        [DAY_1],
        ["TR0.json"],
    )
    assert (batch.days, batch.title) == ([NOV_1], "2018-11-01")


def test_a_warehouse_without_our_tables_is_as_good_as_an_empty_one(
    stand_in: StandIn, make_lake: MakeLake
) -> None:
    stand_in.clean()
    stand_in.run("alter table ops.loaded_files rename to hidden_files")
    try:
        batch = plan_batch(stand_in.warehouse, make_lake({"2018-11-01": [{}]}), Request())
    finally:
        stand_in.run("alter table ops.hidden_files rename to loaded_files")
    assert names(batch.files) == [DAY_1]


def test_what_is_loaded_is_not_loaded_again(warehouse: Warehouse, loaded: Path) -> None:
    batch = plan(warehouse, loaded)
    assert batch.is_empty
    assert batch.title == "nothing to do"
    assert not batch.vanished


def test_of_a_day_only_the_replaced_file_is_loaded(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {DAY_1: [{"song": "Other"}]})
    batch = plan(warehouse, loaded)
    assert names(batch.files) == [DAY_1]
    (file,) = batch.files
    assert batch.find_known_unit(file.uri) == batch.unit_names[file.uri] == file.uri


def test_of_a_day_only_the_new_file_is_loaded(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {"2018-11-02-more.json.gz": [{"sessionId": 3}], DAY_3: [{}]})
    batch = plan(warehouse, loaded)
    assert names(batch.files) == ["2018-11-02-more.json.gz", DAY_3]
    assert batch.title == "2018-11-02 to 2018-11-03"


def test_a_song_is_loaded_alone(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {"TRB.json": [{"title": "Other"}], "TRC.json": [{}]})
    batch = plan(warehouse, loaded)
    assert names(batch.files) == ["TRB.json", "TRC.json"]
    assert (batch.days, batch.title) == ([], "songs only")


def test_gone_files_are_told_and_load_nothing(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {DAY_2: None, "TRA.json": None})
    batch = plan(warehouse, loaded)
    assert batch.is_empty
    assert sorted(names(batch.vanished)) == [DAY_2, "TRA.json"]


def test_a_replaced_file_is_loaded_though_another_of_its_day_is_gone(
    warehouse: Warehouse, loaded: Path
) -> None:
    write_files(loaded, {DAY_1: None, "2018-11-01-more.json": [{"song": "Other"}]})
    batch = plan(warehouse, loaded)
    assert names(batch.files) == ["2018-11-01-more.json"]
    assert names(batch.vanished) == [DAY_1]


def test_prune_takes_gone_files_out_and_reads_no_other(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {DAY_1: None, DAY_2: None, "TRA.json": None})
    batch = plan(warehouse, loaded, Request(is_prune=True))
    assert batch.files == ()
    assert sorted(names(batch.removed)) == [DAY_1, DAY_2, "TRA.json"]
    assert (batch.days, batch.vanished) == ([NOV_1, NOV_2], ())


@pytest.mark.usefixtures("loaded")
def test_files_of_another_lake_stay_whatever_is_pruned(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write_files(other, {DAY_1: [{"sessionId": 9}]})
    batch = plan(warehouse, other, Request(is_prune=True))
    assert names(batch.files) == [DAY_1]
    assert (batch.removed, batch.vanished) == ((), ())


def test_full_loads_every_file_again(warehouse: Warehouse, loaded: Path) -> None:
    batch = plan(warehouse, loaded, Request(is_full=True))
    assert len(batch.files) == 5


def test_full_keeps_the_rows_of_gone_files(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {DAY_1: None, DAY_2: None})
    batch = plan(warehouse, loaded, Request(is_full=True))
    assert names(batch.list_files(EVENTS)) == ["2018-11-01-more.json"]
    assert sorted(names(batch.vanished)) == [DAY_1, DAY_2]


def test_a_window_bounds_what_is_new_and_what_is_gone(warehouse: Warehouse, loaded: Path) -> None:
    write_files(loaded, {DAY_1: None, DAY_2: [{"song": "Other"}], DAY_3: [{}], "TRA.json": None})
    window = Window(NOV_2, NOV_2)
    batch = plan(warehouse, loaded, Request(window))
    assert names(batch.files) == [DAY_2]
    assert names(batch.vanished) == ["TRA.json"]
    assert names(plan(warehouse, loaded, Request(window, is_prune=True)).removed) == ["TRA.json"]
    assert names(plan(warehouse, loaded, Request(Window(NOV_3))).files) == [DAY_3]


def test_a_plan_writes_nothing(
    warehouse: Warehouse, stand_in: StandIn, make_lake: MakeLake, tmp_path: Path
) -> None:
    plan_batch(warehouse, make_lake({"2018-11-01": [{}]}), Request(is_full=True))
    assert stand_in.value("select count(*) from ops.lease") == 0
    assert not (tmp_path / "work").exists()


def test_an_empty_ledger_beside_plays_is_refused_with_the_command_that_rebuilds_it(
    warehouse: Warehouse, stand_in: StandIn, loaded: Path
) -> None:
    stand_in.run("delete from ops.loaded_files")
    for request in (Request(), Request(is_full=True), Request(Window(NOV_3))):
        with pytest.raises(LedgerMissingError, match="--rebuild-ledger"):
            plan(warehouse, loaded, request)


def test_a_window_before_all_loaded_days_is_no_missing_ledger(
    warehouse: Warehouse, loaded: Path
) -> None:
    assert plan(warehouse, loaded, Request(Window(last_day=date(2018, 1, 1)))).is_empty


@pytest.fixture
def shared(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory whose lake is loaded: five large files of one day, and one of another."""
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", 1)
    monkeypatch.setattr(batches, "MANY_LARGE_FILES", 3)
    parts: dict[str, list[Row]] = {
        f"2018-11-01-{part}.json": [{"sessionId": part}] for part in range(5)
    }
    write_files(tmp_path, {**parts, DAY_2: [{}]})
    load(open_lake(tmp_path))
    return tmp_path


def test_many_large_files_of_a_day_are_one_unit(stand_in: StandIn, shared: Path) -> None:
    units = stand_in.rows("select unit, files, plays from ops.load_units order by files")
    assert [(row["files"], row["plays"]) for row in units] == [(1, 1), (5, 5)]
    assert units[0]["unit"].endswith(DAY_2)
    ledger = stand_in.rows("select count(distinct uri) as n from ops.loaded_files group by unit")
    assert sorted(row["n"] for row in ledger) == [1, 5]
    rows = stand_in.rows("select file_uri, count(*) as n from star.songplays group by file_uri")
    assert {row["file_uri"]: row["n"] for row in rows} == {
        row["unit"]: row["plays"] for row in units
    }
    assert plan(stand_in.warehouse, shared).is_empty


def test_one_replaced_file_of_a_unit_brings_the_others(warehouse: Warehouse, shared: Path) -> None:
    write_files(shared, {"2018-11-01-3.json": [{"sessionId": 30}, {"sessionId": 31}]})
    batch = plan(warehouse, shared)
    assert names(batch.files) == [f"2018-11-01-{part}.json" for part in range(5)]
    assert len({batch.find_known_unit(file.uri) for file in batch.files}) == 1


def test_a_unit_of_which_a_file_is_gone_stays_as_it_is_until_that_is_pruned(
    warehouse: Warehouse, stand_in: StandIn, shared: Path
) -> None:
    write_files(shared, {"2018-11-01-0.json": None, "2018-11-01-3.json": [{"sessionId": 30}]})
    batch = plan(warehouse, shared)
    assert batch.is_empty
    assert (names(batch.vanished), names(batch.held_back)) == (
        ["2018-11-01-0.json"],
        ["2018-11-01-3.json"],
    )
    pruned = run_load(warehouse, open_lake(shared), Request(is_prune=True))
    assert pruned is not None
    sessions = stand_in.rows("select session_id from star.songplays order by session_id")
    assert [row["session_id"] for row in sessions] == [1, 2, 4, 30, 20181102]
    assert plan(warehouse, shared).is_empty


def test_a_new_large_file_is_loaded_without_the_unit_of_its_day(
    warehouse: Warehouse, shared: Path
) -> None:
    write_files(shared, {"2018-11-01-9.json": [{"sessionId": 9}]})
    assert names(plan(warehouse, shared).files) == ["2018-11-01-9.json"]
