"""Columns that hold what belongs into another one are found, and honest files are not suspected."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from fixture_types import Load
from quick_load import build, finish
from stand_in import StandIn
from tiny_lake import Row, open_lake, write_files

from sample_lake.lake import make_lake as make_sample
from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Warehouse
from warehouse.database.statements import SQL_DIRECTORY
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import EVERY_DAY, Window
from warehouse.planning.plan import Request, plan_batch
from warehouse.sources import EVENTS

OWN = SQL_DIRECTORY / "staging/staging_events/jsonpaths.json"
DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2)]
REAL = Path(__file__).parents[4] / "shared/data/sparkify"
ARTIST_AND_SONG = {"artist": "song", "song": "artist"}


def run(warehouse: Warehouse, lake: DirectoryLake, request: Request | None = None) -> BatchLoad:
    batch = plan_batch(warehouse, lake, request or Request())
    built = build(warehouse, lake, batch, max_rejected=1000)
    finish(built)
    return built


def list_reasons(built: BatchLoad) -> set[str]:
    assert built.settled is not None
    return {each.reason for each in built.settled.quarantined}


def write_paths(lake: Path, fields: Mapping[str, str], spelled: str = "$['{}']") -> None:
    """A JSONPaths file that reads some fields from others."""
    paths = [path[3:-2] for path in json.loads(OWN.read_text())["jsonpaths"]]
    paths = [spelled.format(fields.get(path, path)) for path in paths]
    (lake / "log_json_path.json").write_text(json.dumps({"jsonpaths": paths}))


def put_days(root: Path) -> None:
    days: dict[str, list[Row]] = {name: [{}] * 12 for name in DAYS}
    write_files(root, days)


@pytest.mark.parametrize("spelled", ["$['{}']", '$[ "{}" ]', "$.{}"])
def test_paths_that_are_swapped_publish_nothing_and_are_tried_again_once_they_are_right(
    spelled: str, warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    put_days(tmp_path)
    lake = open_lake(tmp_path)
    write_paths(tmp_path / "lake", ARTIST_AND_SONG, spelled)
    (reason,) = list_reasons(run(warehouse, lake))
    assert reason == (
        "log_json_path.json takes one field for another: artist is read from song; song is read "
        "from artist. Correct that file"
    )
    assert stand_in.value("select count(*) from star.songplays") == 0
    assert plan_batch(warehouse, lake, Request()).is_empty
    write_paths(tmp_path / "lake", {}, spelled)
    assert list_reasons(run(warehouse, lake)) == set()
    assert stand_in.value("select min(artist_name) from star.songplays") == "Some Artist"
    assert plan_batch(warehouse, lake, Request()).is_empty


def test_paths_that_are_swapped_load_a_file_that_is_accepted(
    warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    put_days(tmp_path)
    write_paths(tmp_path / "lake", ARTIST_AND_SONG)
    built = run(warehouse, open_lake(tmp_path), Request(accept=(DAYS[0],)))
    assert built.settled is not None
    (left_out,) = built.settled.quarantined
    assert left_out.unit.endswith(DAYS[1])
    assert stand_in.value("select min(artist_name) from star.songplays") == "Some Song"


def test_paths_of_fields_below_a_field_are_not_suspected(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    put_days(tmp_path)
    write_paths(tmp_path / "lake", {})
    path = tmp_path / "lake" / "log_json_path.json"
    path.write_text(path.read_text().replace("$['artist']", "$['song']['artist']"))
    (reason,) = list_reasons(run(warehouse, open_lake(tmp_path)))
    assert reason.startswith("artist is empty in 100% of 12 lines")


def test_the_first_load_is_judged_by_the_artists_of_the_songs(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    rows: list[Row] = [{"artist": "Some Song", "song": "Some Artist"}] * 3
    write_files(tmp_path, {DAYS[0]: rows, "TRA.json": [{"artist_name": "Some Artist"}]})
    (reason,) = list_reasons(run(warehouse, open_lake(tmp_path)))
    assert reason.startswith("artist and song are swapped in 3 lines, and right in 0")


def test_a_swapped_file_that_was_accepted_is_replaced_by_what_is_right(
    load: Load, warehouse: Warehouse, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{"artist": "Some Song", "song": "Some Artist"}] * 12})
    load(open_lake(tmp_path), accepts=True)
    put_days(tmp_path)
    write_files(tmp_path, {DAYS[1]: None})
    assert list_reasons(run(warehouse, open_lake(tmp_path))) == set()


def test_artists_who_sing_of_themselves_are_not_suspected(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    rows: list[Row] = [{"artist": "Bad Company", "song": "Bad Company"}] * 12
    write_files(tmp_path, {name: [*rows, {"itemInSession": 99}] for name in DAYS})
    assert list_reasons(run(warehouse, open_lake(tmp_path))) == set()


def load_day_by_day(warehouse: Warehouse, lake: DirectoryLake, step: int = 1) -> set[str]:
    """The reasons for which files are left out when each day is a run of its own."""
    reasons = set()
    files = lake.list_files(EVENTS, EVERY_DAY).files
    for day in sorted({file.day for file in files if file.day})[::step]:
        reasons |= list_reasons(run(warehouse, lake, Request(Window(day, day))))
    return reasons


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3))]
)
def test_days_of_a_sample_are_not_suspected(
    seed: int, warehouse: Warehouse, tmp_path: Path
) -> None:
    make_sample(tmp_path / "lake", seed=seed, days=4, events=300, songs=20)
    assert load_day_by_day(warehouse, open_lake(tmp_path)) == set()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real logs are not there")
def test_real_days_are_not_suspected(
    warehouse: Warehouse,
    tmp_path: Path,
    long: bool,  # noqa: FBT001 - a fixture
) -> None:
    lake = DirectoryLake(REAL, tmp_path / "work")
    assert load_day_by_day(warehouse, lake, step=1 if long else 4) == set()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real logs are not there")
def test_each_real_day_is_found_when_its_artists_and_songs_are_swapped(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    run(warehouse, DirectoryLake(REAL, tmp_path / "work"))
    for path in (REAL / "log_data").rglob("*.json"):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        swapped = [row | {"artist": row["song"], "song": row["artist"]} for row in rows]
        write_files(tmp_path, {f"log_data/{path.name}": [json.dumps(row) for row in swapped]})
    built = run(warehouse, open_lake(tmp_path))
    assert built.settled is not None
    assert not built.batch.list_files(EVENTS), [each.uri for each in built.batch.list_files(EVENTS)]
