"""A lost ledger is rebuilt from the lake and the star: what is proven, and what is left out."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import Row, find_path, open_lake, write_files

from warehouse.database.lease import take_lease
from warehouse.errors import LeaseLostError, LedgerMissingError
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import EVERY_DAY, Lake, Window
from warehouse.planning.plan import Request, plan_batch
from warehouse.reconciling.comparison import compare_lake
from warehouse.reconciling.ledger_rebuilding import RebuiltLedger, prove_files, write_ledger
from warehouse.reconciling.reconciliation_text import write_text

DAY_1, DAY_2, DAY_3 = (f"2018-11-0{day}-events.json" for day in (1, 2, 3))
SHARED = Path(__file__).parents[4] / "shared" / "data" / "sparkify"
NEEDS_REAL = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the real files are not here: {SHARED} does not exist"
)


def rebuild(stand_in: StandIn, lake: Lake, window: Window = EVERY_DAY) -> RebuiltLedger:
    lease = take_lease(stand_in.warehouse, "rebuild-1")
    assert lease is not None
    with lease:
        rebuilt = prove_files(stand_in.warehouse, lake, window)
        write_ledger(lease, lake, rebuilt)
    return rebuilt


def lose_ledger(stand_in: StandIn) -> None:
    stand_in.run("delete from ops.loaded_files", "delete from ops.load_units")


def read_ledger(stand_in: StandIn) -> list[dict[str, object]]:
    return stand_in.rows(
        "select uri, kind, day, etag, size_bytes from ops.loaded_files order by uri"
    )


def list_doubts(rebuilt: RebuiltLedger) -> dict[str, str]:
    return {file.uri.rsplit("/", 1)[-1]: doubt for file, doubt in rebuilt.doubts.items()}


def is_done(stand_in: StandIn, lake: Lake) -> bool:
    return plan_batch(stand_in.warehouse, lake, Request()).is_empty


def test_a_lost_ledger_is_rebuilt_as_it_was_and_nothing_is_left_to_do(
    stand_in: StandIn, loaded: Path
) -> None:
    lake = open_lake(loaded)
    before = read_ledger(stand_in)
    lose_ledger(stand_in)
    with pytest.raises(LedgerMissingError, match=r"python flows/reconcile_flow\.py --rebuild-led"):
        is_done(stand_in, lake)
    rebuilt = rebuild(stand_in, lake)
    assert read_ledger(stand_in) == before
    assert not rebuilt.doubts
    assert is_done(stand_in, lake)
    assert compare_lake(stand_in.warehouse, lake, EVERY_DAY).is_in_agreement
    assert stand_in.value("select count(*) from staging.batch_files") == 0
    assert not list((loaded / "work").glob("*"))
    assert stand_in.value("select count(*) from ops.batches") == 1


@NEEDS_REAL
def test_the_ledger_of_the_real_files_is_rebuilt_whole(
    stand_in: StandIn, load: Load, tmp_path: Path
) -> None:
    lake = DirectoryLake(SHARED, tmp_path / "work")
    load(lake)
    before = read_ledger(stand_in)
    lose_ledger(stand_in)
    assert not rebuild(stand_in, lake).doubts
    assert read_ledger(stand_in) == before
    assert len(before) == 1207


def test_a_ledger_that_is_lost_in_part_gets_back_what_it_lacks(
    stand_in: StandIn, loaded: Path
) -> None:
    before = stand_in.rows("select uri, batch_id from ops.loaded_files order by uri")
    stand_in.run("delete from ops.loaded_files where uri like '%TRA.json' or day = '2018-11-01'")
    rebuilt = rebuild(stand_in, open_lake(loaded))
    assert (len(rebuilt.proven), rebuilt.known_count) == (2, 2)
    after = stand_in.rows("select uri, batch_id from ops.loaded_files order by uri")
    assert [row["uri"] for row in after] == [row["uri"] for row in before]
    assert [row["batch_id"] == "rebuild-1" for row in after] == [True, False, True, False]


def test_the_rows_of_vanished_files_stay_in_the_ledger(stand_in: StandIn, loaded: Path) -> None:
    write_files(loaded, {DAY_1: None, "TRA.json": None})
    stand_in.run("delete from ops.loaded_files where uri like '%TRB.json'")
    before = len(read_ledger(stand_in))
    assert len(rebuild(stand_in, open_lake(loaded)).proven) == 1
    assert len(read_ledger(stand_in)) == before + 1


CHANGES: list[dict[str, object]] = [
    {"level": "paid"},
    {"location": "Elsewhere"},
    {"userAgent": "curl"},
    {"userId": "99"},
    {"ts": "2018-12-05 12:00:00.797"},
    {"sessionId": 5},
    {"page": "Error"},
]


@pytest.mark.parametrize(
    ("event", "changes"),
    [
        ({}, [*CHANGES, {"song": "Other"}, {"artist": "Other"}, {"length": 200.6}]),
        ({"page": "Home"}, [*CHANGES, {"page": "NextSong"}, {"method": "PUT"}, {"status": 404}]),
    ],
    ids=["play", "page view"],
)
def test_a_file_of_which_any_field_was_replaced_is_not_claimed(
    event: dict[str, object],
    changes: list[dict[str, object]],
    *,
    stand_in: StandIn,
    load: Load,
    tmp_path: Path,
) -> None:
    names = [f"2018-12-{day:02}-events.json" for day in range(1, len(changes) + 1)]
    write_files(tmp_path, {DAY_1: [{}], **{name: [event] for name in names}})
    lake = open_lake(tmp_path)
    load(lake)
    changed = {name: [event | change] for name, change in zip(names, changes, strict=True)}
    write_files(tmp_path, changed)
    lose_ledger(stand_in)
    assert list(list_doubts(rebuild(stand_in, lake))) == names
    assert len(read_ledger(stand_in)) == 1


def test_a_user_of_a_page_view_counts_as_well(stand_in: StandIn, loaded: Path) -> None:
    home = {"page": "Home", "userId": "16", "level": "paid", "lastName": "Other"}
    write_files(loaded, {DAY_1: [{}, {}, home]})
    lose_ledger(stand_in)
    doubts = list_doubts(rebuild(stand_in, open_lake(loaded)))
    assert list(doubts) == [DAY_1]
    assert "other users" in doubts[DAY_1]


@pytest.mark.parametrize("rows", [[], [{}]], ids=["empty", "fewer lines"])
def test_a_file_that_was_replaced_by_less_is_not_claimed(
    rows: list[dict[str, object]], stand_in: StandIn, loaded: Path
) -> None:
    write_files(loaded, {DAY_1: rows})
    lose_ledger(stand_in)
    doubts = list_doubts(rebuild(stand_in, open_lake(loaded)))
    assert doubts == {DAY_1: f"has {len(rows)} plays, and 2 of it are in the star"}


def test_what_is_left_out_is_loaded_by_the_next_run_and_then_all_agrees(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    write_files(loaded, {DAY_2: [{"song": "Other"}], "TRB.json": [{"title": "New"}]})
    lose_ledger(stand_in)
    lake = open_lake(loaded)
    rebuilt = rebuild(stand_in, lake)
    assert set(list_doubts(rebuilt)) == {DAY_2, "TRB.json"}
    text = write_text(compare_lake(stand_in.warehouse, lake, EVERY_DAY), rebuilt)
    assert "2 files are proven to be in the star and were written, 0 were known, 2 are" in text
    assert f"{DAY_2}: has other plays" in text
    load(lake)
    assert compare_lake(stand_in.warehouse, lake, EVERY_DAY).is_in_agreement
    assert stand_in.value("select title from star.songplays where session_id = 20181102") == "Other"


def test_a_song_file_of_which_any_field_was_replaced_is_not_claimed(
    stand_in: StandIn, load: Load, tmp_path: Path
) -> None:
    changes: list[dict[str, object]] = [
        {"title": "New"},
        {"artist_name": "New"},
        {"duration": 200.6},
        {"year": 0},
        {"artist_latitude": 1.5},
        {"artist_location": "Here"},
        {"song_id": "SO-NEW"},
        {"artist_id": "AR-NEW"},
    ]
    names = [f"TR{number}.json" for number in range(len(changes))]
    write_files(tmp_path, {"TRX.json": [{}], **{name: [{}] for name in names}})
    lake = open_lake(tmp_path)
    load(lake)
    write_files(tmp_path, {name: [change] for name, change in zip(names, changes, strict=True)})
    lose_ledger(stand_in)
    doubt = "has other songs than ops.catalogue has of it"
    assert list_doubts(rebuild(stand_in, lake)) == dict.fromkeys(names, doubt)
    assert len(read_ledger(stand_in)) == 1


@pytest.mark.parametrize(
    ("statement", "left_out"),
    [
        ("delete from star.songplays where start_time < '2018-11-02'", {DAY_1}),
        ("update star.songplays set level = 'x' where start_time < '2018-11-02'", {DAY_1}),
        ("delete from star.page_views", {DAY_1}),
        ("update star.page_views set status = 404", {DAY_1}),
        ("delete from star.time where start_time < '2018-11-02'", {DAY_1}),
        ("delete from star.users where user_id = '16'", {DAY_1}),
        ("delete from ops.user_files where user_id = '16'", {DAY_1}),
        ("delete from star.songs where song_id = 'SO-TRA-0'", {"TRA.json"}),
        ("delete from star.artists where artist_id = 'AR-TRA-0'", {"TRA.json"}),
        ("delete from ops.catalogue", {"TRA.json", "TRB.json"}),
    ],
)
def test_a_file_whose_rows_are_not_in_the_star_is_not_claimed(
    statement: str, left_out: set[str], stand_in: StandIn, loaded: Path
) -> None:
    stand_in.run(statement)
    lose_ledger(stand_in)
    assert set(list_doubts(rebuild(stand_in, open_lake(loaded)))) == left_out


def test_a_file_with_a_bad_line_is_not_claimed(
    stand_in: StandIn, load: Load, tmp_path: Path
) -> None:
    bad: list[Row] = [{}, "bad"]
    write_files(tmp_path, {DAY_1: bad, DAY_2: [{}, {"ts": 1541030400}]})  # in seconds
    write_files(tmp_path, {DAY_3: [{}], "TRA.json": ["bad"]})
    lake = open_lake(tmp_path)
    load(lake)
    lose_ledger(stand_in)
    assert list_doubts(rebuild(stand_in, lake)) == {
        DAY_1: "has a line that is no JSON object",
        DAY_2: "has an event that the warehouse does not take",
        "TRA.json": "has a line that is no JSON object",
    }


def test_a_compressed_file_that_is_none_is_not_claimed(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    name = "2018-11-03-events.json.gz"
    write_files(loaded, {name: [{}]})
    load(open_lake(loaded))
    lose_ledger(stand_in)
    path = find_path(loaded, name)
    content = path.read_bytes()
    path.write_bytes(content[:-12])
    assert list(list_doubts(rebuild(stand_in, open_lake(loaded)))) == [name]
    path.write_bytes(gzip.compress(gzip.decompress(content)))
    assert not list_doubts(rebuild(stand_in, open_lake(loaded)))


def test_odd_values_are_understood_as_copy_does(
    stand_in: StandIn, load: Load, tmp_path: Path
) -> None:
    rows: list[Row] = [
        {"artist": "BjÃ\x83Â¶rk", "firstName": "JosÃ©", "location": " MÃ¼nchen "},
        {"artist": 311, "song": 1.50, "length": None, "userAgent": '" "x" "'},
        {"artist": " ", "song": None, "level": "paid"},
        {"userId": "", "page": "Login", "firstName": None},
        {"userId": " 8 ", "ts": "2018-11-01 23:59:59.999"},
    ]
    repeated: dict[str, object] = {"sessionId": 5, "itemInSession": 1}
    newest = {**repeated, "ts": "2018-11-01 13:00:00", "song": "Newest"}
    songs: list[Row] = [{"artist_name": 311, "year": 0, "artist_latitude": 1.25}, {"title": " A  "}]
    write_files(tmp_path, {DAY_1: [*rows, repeated, newest, repeated], "TRA.json": songs})
    write_files(tmp_path, {"2018-11-01-more.json": [{"sessionId": 6}], DAY_2: []})
    lake = open_lake(tmp_path)
    load(lake)
    lose_ledger(stand_in)
    assert not list_doubts(rebuild(stand_in, lake))
    assert is_done(stand_in, lake)


def test_events_printed_over_many_lines_are_understood(
    stand_in: StandIn, load: Load, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAY_1: [{}, {}]})
    path = find_path(tmp_path, DAY_1)
    path.write_text(path.read_text("utf-8").replace(', "', ',\n  "'), "utf-8")
    lake = open_lake(tmp_path)
    load(lake)
    lose_ledger(stand_in)
    assert not list_doubts(rebuild(stand_in, lake))


def test_an_event_in_the_file_of_another_day_is_proven_like_any_other(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    other_day = {"ts": "2018-11-02 01:00:00", "itemInSession": 9}
    write_files(loaded, {DAY_3: [{}, other_day]})
    lake = open_lake(loaded)
    load(lake)
    lose_ledger(stand_in)
    assert not list_doubts(rebuild(stand_in, lake))
    assert compare_lake(stand_in.warehouse, lake, EVERY_DAY).is_in_agreement
    assert stand_in.value("select count(*) from star.songplays") == 5


def test_a_play_that_another_file_has_won_is_proven_in_both(
    stand_in: StandIn, load: Load, tmp_path: Path
) -> None:
    play = {"sessionId": 1, "itemInSession": 1, "ts": "2018-11-02 10:00:00"}
    write_files(tmp_path, {DAY_1: [{}, play], DAY_2: [{**play, "song": "Same key"}]})
    lake = open_lake(tmp_path)
    load(lake)
    before = stand_in.rows("select unit, plays, digest_sum from ops.load_units order by unit")
    lose_ledger(stand_in)
    assert not list_doubts(rebuild(stand_in, lake))
    after = stand_in.rows("select unit, plays, digest_sum from ops.load_units order by unit")
    assert after == before
    assert [row["plays"] for row in after] == [2, 1]
    assert compare_lake(stand_in.warehouse, lake, EVERY_DAY).is_in_agreement


def test_a_file_that_was_copied_anew_with_the_same_content_is_proven(
    stand_in: StandIn, loaded: Path
) -> None:
    write_files(loaded, {DAY_2: [{}], "TRA.json": [{}]})
    lake = open_lake(loaded)
    assert not is_done(stand_in, lake)
    assert len(rebuild(stand_in, lake).proven) == 2
    assert is_done(stand_in, lake)


def test_days_outside_of_the_window_are_left_as_they_are(stand_in: StandIn, loaded: Path) -> None:
    lose_ledger(stand_in)
    day = date(2018, 11, 2)
    rebuild(stand_in, open_lake(loaded), Window(day, day))
    uris = [str(row["uri"]).rsplit("/", 1)[-1] for row in read_ledger(stand_in)]
    assert uris == [DAY_2, "TRA.json", "TRB.json"]


def test_a_rebuild_that_was_overtaken_writes_nothing(stand_in: StandIn, loaded: Path) -> None:
    lake = open_lake(loaded)
    lose_ledger(stand_in)
    slow = take_lease(stand_in.warehouse, "slow", lease_seconds=0.0)
    assert slow is not None
    assert take_lease(stand_in.warehouse, "fast", lease_seconds=0.0) is not None
    rebuilt = prove_files(stand_in.warehouse, lake, EVERY_DAY)
    with pytest.raises(LeaseLostError, match="overtaken"):
        write_ledger(slow, lake, rebuilt)
    assert read_ledger(stand_in) == []
