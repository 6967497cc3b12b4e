"""What a lake in a directory lists, and what it leaves out."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load, MakeLake
from stand_in import StandIn
from tiny_lake import find_path, open_lake, write_files

from warehouse.directory_lake import DirectoryLake
from warehouse.errors import ConfigurationError, PermanentError
from warehouse.lake import EVERY_DAY, Window
from warehouse.statements import SQL_DIRECTORY

ODD = 'it\'s "ünï" 100% %41 [a] (b) #1 ? & ;--'


def list_names(lake: DirectoryLake, window: Window = EVERY_DAY) -> list[str]:
    return [file.uri.rsplit("/", 1)[-1] for file in lake.list_files("events", window)]


def test_files_are_listed_with_day_and_size_in_order_of_their_uris(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-02-b.json": ["x"], "2018-11-02-a.json.gz": ["x"]})
    write_files(tmp_path, {"2018-11-01-events.json": [], "TRA.json": ["yy"]})
    lake = open_lake(tmp_path)
    files = list(lake.list_files("events", EVERY_DAY))

    assert [file.day for file in files] == [date(2018, 11, 1), *[date(2018, 11, 2)] * 2]
    assert [file.is_gzip for file in files] == [False, True, False]
    assert [file.size_bytes for file in files][::2] == [0, 1]
    assert files[0].uri == f"file://{tmp_path}/lake/log_data/2018/11/2018-11-01-events.json"
    (song,) = lake.list_files("songs", EVERY_DAY)
    assert (song.kind, song.day, song.size_bytes) == ("songs", None, 2)


@pytest.mark.parametrize(
    "name",
    [
        ".2018-11-01-events.json",
        "_2018-11-01-events.json",
        "2018-11-01-events.json.crc",
        "2018-11-01-events.json~",
        "2018-11-01-events.csv",
        "2018-11-01-events.json.gz.part",
        "2018-02-30-events.json",
        "2018-13-01-events.json",
        "events-2018-11-01.json",
        "_SUCCESS",
    ],
)
def test_what_is_no_file_of_a_day_is_left_out(name: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    (find_path(tmp_path, "2018-11-01-x").parent / name).write_text("{}")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]


@pytest.mark.parametrize("folder", [".ipynb_checkpoints", "_temporary"])
def test_what_lies_in_a_hidden_folder_is_left_out(folder: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    hidden = find_path(tmp_path, "2018-11-01-x").parent / folder
    hidden.mkdir()
    (hidden / "2018-11-01-events-checkpoint.json").write_text("{}")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]


def test_a_window_lists_its_days_with_both_ends(tmp_path: Path) -> None:
    days = ["2018-10-31", "2018-11-01", "2018-11-15", "2018-11-30", "2018-12-01", "2019-11-15"]
    write_files(tmp_path, {f"{day}.json": [] for day in days})
    lake = open_lake(tmp_path)
    window = Window(date(2018, 11, 1), date(2018, 11, 30))
    assert list_names(lake, window) == [f"{day}.json" for day in days[1:4]]
    assert list_names(lake, Window(first_day=date(2018, 12, 1))) == [f"{d}.json" for d in days[4:]]
    assert list_names(lake, Window(last_day=date(2018, 10, 31))) == [f"{days[0]}.json"]


def test_a_month_outside_of_the_window_is_not_even_read(tmp_path: Path) -> None:
    misplaced = find_path(tmp_path, "2017-01-01-x").parent
    misplaced.mkdir(parents=True)
    (misplaced / "2018-11-01-events.json").write_text("{}")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]
    november = Window(date(2018, 11, 1), date(2018, 11, 30))
    assert list_names(open_lake(tmp_path), november) == []


def test_a_lake_that_is_none_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not a directory"):
        DirectoryLake(tmp_path / "nowhere", tmp_path)
    with pytest.raises(ConfigurationError, match="has no log_data/"):
        DirectoryLake(tmp_path, tmp_path)


def test_the_etag_changes_with_the_content_even_when_size_and_time_do_not(tmp_path: Path) -> None:
    write_files(tmp_path, {"TRA.json": ["aa"]})
    path, lake = find_path(tmp_path, "TRA.json"), open_lake(tmp_path)
    (before,) = lake.list_files("songs", EVERY_DAY)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text("bb")
    os.utime(path, ns=times)
    (after,) = lake.list_files("songs", EVERY_DAY)
    assert before.etag != after.etag


def test_a_lake_without_songs_loads(make_lake: MakeLake, load: Load) -> None:
    figures = load(make_lake({"2018-11-01": [{}]}))
    assert figures is not None
    assert (figures.songplays, figures.matched) == (1, 0)


def test_names_may_hold_whatever_a_file_system_takes(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    root = tmp_path / ODD
    write_files(
        root, {f"2018-11-01 {ODD}.json": [{}], f"2018-11-01 {ODD}.json.gz": [{"sessionId": 2}]}
    )
    write_files(root, {f"{ODD}.json": [{"song_id": "SO1"}]})
    (root / "lake" / "log_json_path.json").write_bytes(
        (SQL_DIRECTORY / "staging" / "staging_events" / "jsonpaths.json").read_bytes()
    )
    figures = load(open_lake(root))
    assert figures is not None
    assert (figures.songplays, figures.matched) == (2, 2)
    ledger = {row["uri"] for row in stand_in.rows("select uri from ops.loaded_files")}
    assert f"file://{root}/lake/song_data/A/B/{ODD}.json" in ledger
    assert len(ledger) == 3


def test_a_batch_writes_beside_the_lake_and_leaves_nothing(
    make_lake: MakeLake, load: Load, tmp_path: Path
) -> None:
    load(make_lake({"2018-11-01": [{}]}, [{}]))
    assert sorted(path.name for path in (tmp_path / "lake").iterdir()) == ["log_data", "song_data"]
    assert list((tmp_path / "work").iterdir()) == []


def test_a_file_that_went_while_its_folder_was_listed_is_left_out(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    (find_path(tmp_path, "2018-11-01-x").parent / "2018-11-02-events.json").symlink_to("nowhere")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]


def test_what_cannot_be_listed_is_told_by_name(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    loop = find_path(tmp_path, "2018-11-01-x").parent / "2018-11-02-events.json"
    loop.symlink_to(loop.name)
    with pytest.raises(ConfigurationError, match=rf"{loop} cannot be listed \(Too many.*Check its"):
        list_names(open_lake(tmp_path))


def test_a_file_that_went_after_it_was_listed_is_told_by_name(tmp_path: Path) -> None:
    write_files(tmp_path, {"TRA.json": ["x"]})
    lake = open_lake(tmp_path)
    (song,) = lake.list_files("songs", EVERY_DAY)
    write_files(tmp_path, {"TRA.json": None})
    (error,) = lake.read_all([song.uri])
    assert isinstance(error, PermanentError)
    assert re.search(r"TRA.json was listed but cannot be read .*run again", str(error))


def test_a_work_folder_that_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("in the way")
    with pytest.raises(PermanentError, match=rf"{tmp_path}/work/b/x.manifest cannot be written"):
        open_lake(tmp_path).write("b", "x.manifest", b"")
