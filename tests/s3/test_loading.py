"""A lake in a bucket is loaded as one in a directory, whatever S3 and the network do meanwhile."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load
from quick_load import build, finish
from s3_server import Fault
from stand_in import StandIn
from star_rows import read_star
from stepwise import Stepwise, run_steps
from synced_bucket import SyncedBucket
from tiny_lake import Row, open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.errors import ConfigurationError, StatementError
from warehouse.lake import s3_lake
from warehouse.lake.files import Lake
from warehouse.planning import batch as batches
from warehouse.planning.plan import Request, plan_batch

DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2, 3)]
BEFORE: dict[str, Iterable[Row] | None] = {
    DAYS[0]: [{}, {"artist": "BjÃ¶rk"}, {"page": "Home"}, "{not json"],
    DAYS[1]: [{}],
    f"{DAYS[2]}.gz": [{"ts": "2018-11-03 01:00:00", "userId": "16", "level": "paid"}],
    "TRA.json": [{}],
    "TRB.json.gz": [{"title": "Other"}],
}
AFTER: dict[str, Iterable[Row] | None] = {
    DAYS[0]: [{}, {"artist": "Muse"}, {"page": "Home"}],
    DAYS[1]: None,
    "TRA.json": [{"year": 2008}],
}
BORDERS = pytest.mark.parametrize("border", [1, 2**40], ids=["large", "packed"])


@pytest.fixture
def _border(border: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", border)


def read_plain_star(stand_in: StandIn, lake: Lake) -> dict[str, list[tuple[Any, ...]]]:
    """The star, with the files named as they lie in the lake."""
    root = lake.uri.rstrip("/") + "/"
    return {
        table: sorted(
            (
                tuple(each.removeprefix(root) if isinstance(each, str) else each for each in row)
                for row in rows
            ),
            key=repr,
        )
        for table, rows in read_star(stand_in.connect).items()
    }


@BORDERS
@pytest.mark.usefixtures("_border", "warehouse")
def test_bucket_and_directory_give_the_same_star_also_after_changes(
    synced: SyncedBucket, stand_in: StandIn, tmp_path: Path
) -> None:
    stars = []
    for changes in (BEFORE, AFTER):
        write_files(tmp_path, changes)
        synced.sync()
        both = []
        for lake in (open_lake(tmp_path), synced.lake):
            stand_in.clean()
            run_steps(stand_in.warehouse, lake)
            both.append(read_plain_star(stand_in, lake))
        assert both[0] == both[1]
        stars.append(both[1])
        assert synced.work_files() == []
    assert stars[0] != stars[1]
    assert len(stars[0]["songplays"]) == 4


def test_a_bucket_that_changes_is_followed_file_by_file(
    synced: SyncedBucket, warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{}], DAYS[1]: [{}, {}], "TRA.json": [{}]})
    synced.sync()
    run_steps(warehouse, synced.lake)
    again = run_steps(warehouse, synced.lake)
    assert again is not None
    assert again.is_empty

    write_files(tmp_path, {DAYS[0]: [{}, {}, {}], DAYS[1]: None})
    synced.sync()
    batch = run_steps(warehouse, synced.lake)
    assert batch is not None
    assert [file.uri for file in batch.files] == [f"{synced.uri}/log_data/2018/11/{DAYS[0]}"]
    assert stand_in.value("select count(*) from star.songplays") == 3
    assert synced.work_files() == []


@BORDERS
@pytest.mark.usefixtures("_border")
def test_an_object_that_s3_refuses_is_left_out_and_the_others_are_loaded(
    synced: SyncedBucket, warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    refused = [Fault(method, f"/{DAYS[0]}") for method in ("GET", "HEAD")]
    with synced.server.faults(*refused):
        built = build(warehouse, synced.lake, plan_batch(warehouse, synced.lake, Request()))
        finish(built)
    assert built.settled is not None
    (left_out,) = built.settled.quarantined
    assert left_out.unit == f"{synced.uri}/log_data/2018/11/{DAYS[0]}"
    assert "AccessDenied" in left_out.reason
    assert stand_in.value("select count(*) from star.songplays") == 1


def test_an_object_that_only_copy_may_not_read_is_left_out_as_well(
    synced: SyncedBucket, warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", 1)
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    with synced.server.faults(Fault("HEAD", f"/{DAYS[0]}")):  # COPY looks at its size
        built = build(warehouse, synced.lake, plan_batch(warehouse, synced.lake, Request()))
        published = finish(built)
    assert built.settled is not None
    (left_out,) = built.settled.quarantined
    assert left_out.reason.startswith("COPY cannot read it: ")
    assert "S3ServiceException:Access Denied,Status 403,Error AccessDenied" in left_out.reason
    assert published.lines == 1


def test_a_copy_that_may_read_no_file_at_all_fails_the_run_and_leaves_nothing_out(
    synced: SyncedBucket,
    warehouse: Warehouse,
    *,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", 1)
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}]})
    synced.sync()
    words = "Access Denied,Status 403.* No file of the batch could be read"
    with (
        synced.server.faults(Fault("HEAD", "-events.json")),
        pytest.raises(StatementError, match=words),
    ):
        build(warehouse, synced.lake, plan_batch(warehouse, synced.lake, Request()))
    assert stand_in.value("select count(*) from ops.quarantined_files") == 0


@pytest.mark.parametrize("few", [0, 100], ids=["listed", "one by one"])
def test_an_object_that_changes_while_it_is_read_goes_to_the_next_batch(
    synced: SyncedBucket,
    warehouse: Warehouse,
    tmp_path: Path,
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(s3_lake, "FEW_FILES", few)
    write_files(tmp_path, {DAYS[0]: [{}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    batch = plan_batch(warehouse, synced.lake, Request())
    write_files(tmp_path, {DAYS[0]: [{}, {}]})
    synced.sync()
    built = build(warehouse, synced.lake, batch)
    published = finish(built)
    assert built.settled is not None
    assert (list(built.settled.quarantined), published.lines) == ([], 1)
    next_batch = plan_batch(warehouse, synced.lake, Request())
    assert [file.uri.rsplit("/", 1)[-1] for file in next_batch.files] == [DAYS[0]]


FAULTS = {
    "the listing is refused as busy": Fault("GET", "list-type=2", 503, "SlowDown", times=3),
    "an object is refused as busy": Fault("GET", "/TRA.json", 503, "SlowDown", times=3),
    "a work file is refused as busy": Fault("PUT", "/sparkify-work/", 503, "SlowDown", times=3),
    "a removal is refused as busy": Fault("POST", "delete", 503, "SlowDown", times=3),
    "a look is refused as busy": Fault("HEAD", "/sparkify/", 503, "SlowDown", times=3),
    "COPY is refused as busy": Fault("GET", "/sparkify-work/", 503, "SlowDown", times=6),
    "the listing is cut": Fault("GET", "list-type=2", 0, times=1),
    "an object is cut": Fault("GET", "/TRA.json", 0, times=1),
    "a manifest is cut": Fault("GET", ".manifest", 0, times=1),
    "a pack is cut": Fault("GET", ".json.gz", 0, times=1),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_passes_is_tried_again_and_the_star_is_whole(
    synced: SyncedBucket, warehouse: Warehouse, stand_in: StandIn, tmp_path: Path, fault: Fault
) -> None:
    """Busy for longer than the client of S3 itself tries; so the task must."""
    write_files(tmp_path, {DAYS[0]: [{}, {}], "TRA.json": [{}]})
    synced.sync()
    with synced.server.faults(fault):
        assert Stepwise(warehouse, synced.lake).run() is not None
        assert len(synced.server.struck()) == fault.times
    assert stand_in.value("select count(*) from star.songplays") == 2
    assert stand_in.value("select count(*) from star.songs") == 1
    assert synced.work_files() == []


def test_a_bucket_that_is_missing_is_named(synced: SyncedBucket, load: Load) -> None:
    synced.server.client.delete_bucket(Bucket=synced.name)
    with pytest.raises(ConfigurationError, match=f"s3://{synced.name}/.*NoSuchBucket"):
        load(synced.lake)
