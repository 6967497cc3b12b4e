"""What a lake in a directory lists, and what it leaves out."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load, MakeLake
from stand_in import StandIn
from tiny_lake import find_path, open_lake, write_files

from warehouse.database.statements import SQL_DIRECTORY
from warehouse.errors import ConfigurationError, PermanentError
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import EVERY_DAY, HIDDEN, NO_JSON, Listing, Window
from warehouse.sources import EVENTS, SONGS

ODD = 'it\'s "ünï" 100% %41 [a] (b) #1 ? & ;--'


def list_all(lake: DirectoryLake, window: Window = EVERY_DAY) -> Listing:
    return lake.list_files(EVENTS, window)


def list_names(lake: DirectoryLake, window: Window = EVERY_DAY) -> list[str]:
    return [file.uri.rsplit("/", 1)[-1] for file in list_all(lake, window)]


def list_ignored(lake: DirectoryLake, window: Window = EVERY_DAY) -> dict[str, str]:
    """Reasons by path below the lake."""
    ignored = list_all(lake, window).ignored
    return {entry.uri.removeprefix(f"{lake.uri}/"): entry.reason for entry in ignored}


def test_files_are_listed_with_day_and_size_in_order_of_their_uris(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-02-b.json": ["x"], "2018-11-02-a.json.gz": ["x"]})
    write_files(tmp_path, {"2018-11-01-events.json": [], "TRA.json": ["yy"]})
    lake = open_lake(tmp_path)
    files = list(lake.list_files(EVENTS, EVERY_DAY))

    assert [file.day for file in files] == [date(2018, 11, 1), *[date(2018, 11, 2)] * 2]
    assert [file.is_gzip for file in files] == [False, True, False]
    assert [file.size_bytes for file in files][::2] == [0, 1]
    assert files[0].uri == f"file://{tmp_path}/lake/log_data/2018/11/2018-11-01-events.json"
    (song,) = lake.list_files(SONGS, EVERY_DAY)
    assert (song.kind, song.day, song.size_bytes) == ("songs", None, 2)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".2018-11-01-events.json", HIDDEN),
        ("_2018-11-01-events.json", HIDDEN),
        ("_SUCCESS", HIDDEN),
        ("2018-11-01-events.json.crc", NO_JSON),
        ("2018-11-01-events.json~", NO_JSON),
        ("2018-11-01-events.csv", NO_JSON),
        ("2018-11-01-events.json.gz.part", NO_JSON),
        ("2018-11-01-events.gz", NO_JSON),
        ("json", NO_JSON),
    ],
)
def test_what_is_no_file_of_json_is_ignored_with_its_reason(
    name: str, reason: str, tmp_path: Path
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    (find_path(tmp_path, "2018-11-01-x").parent / name).write_text("{}")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]
    assert list_ignored(open_lake(tmp_path)) == {f"log_data/2018/11/{name}": reason}


@pytest.mark.parametrize("folder", [".ipynb_checkpoints", "_temporary"])
def test_a_hidden_folder_is_ignored_as_one(folder: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    for name in ("2018-11-01-events.json", "2018-11-02-events.json", "deep/notes.csv"):
        write_files(tmp_path, {f"log_data/2018/{folder}/{name}": []})
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]
    assert list_ignored(open_lake(tmp_path)) == {f"log_data/2018/{folder}/": HIDDEN}


def test_the_same_is_ignored_among_the_songs(tmp_path: Path) -> None:
    write_files(tmp_path, {"TRA.JSON": [], "TRB.ndjson.GZ": [], "TRC.csv": [], "_TRD.json": []})
    listing = open_lake(tmp_path).list_files(SONGS, EVERY_DAY)
    assert [file.uri[-8:] for file in listing] == ["TRA.JSON", "djson.GZ"]
    assert [entry.reason for entry in listing.ignored] == [NO_JSON, HIDDEN]


def test_what_cannot_be_read_as_a_file_is_ignored(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    folder = find_path(tmp_path, "2018-11-01-x").parent
    os.mkfifo(folder / "2018-11-02-events.json")
    (folder / "2018-11-03-events.json").symlink_to("nowhere")
    (folder / "2018-11-04-events.json").symlink_to("2018-11-01-events.json/below")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]
    assert list_ignored(open_lake(tmp_path)) == {
        "log_data/2018/11/2018-11-02-events.json": "no regular file",
        "log_data/2018/11/2018-11-03-events.json": "a link to nothing",
        "log_data/2018/11/2018-11-04-events.json": "a link to nothing",
    }


def test_a_name_that_is_not_utf_8_is_ignored_and_all_else_loads(tmp_path: Path, load: Load) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}]})
    folder = Path(os.fsdecode(b"\xff"))
    for place in (Path(os.fsdecode(b"2018-11-01-\xff.json")), folder / "2018-11-01-events.json"):
        path = tmp_path / "lake" / "log_data" / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    assert list_ignored(open_lake(tmp_path)) == dict.fromkeys(
        (r"log_data/2018-11-01-\xff.json", r"log_data/\xff/"), "a name that is not UTF-8"
    )
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert figures.lines == 1


LOOP = "a link that leads back to a folder above it or to itself"


@pytest.mark.parametrize("target", [".", "..", "../..", "../../..", "back", "/"])
def test_a_link_that_leads_back_is_ignored(target: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [], "TRA.json": []})
    (find_path(tmp_path, "2018-11-01-x").parent / "back").symlink_to(target)
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]
    assert list_ignored(open_lake(tmp_path)) == {"log_data/2018/11/back": LOOP}


@pytest.mark.parametrize("target", ["lake", "lake/log_data", "outside"])
def test_a_link_that_leads_back_by_way_of_another_folder_is_ignored(
    target: str, tmp_path: Path
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [], "TRA.json": []})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "2018-11-02-events.json").write_text("{}")
    (outside / "back").symlink_to(tmp_path / target)
    (tmp_path / "lake" / "log_data" / "more").symlink_to(outside)
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json", "2018-11-02-events.json"]
    assert list_ignored(open_lake(tmp_path)) == {"log_data/more/back": LOOP}


def test_links_to_each_other_are_ignored(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    folder = find_path(tmp_path, "2018-11-01-x").parent
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    assert list_names(open_lake(tmp_path)) == ["2018-11-01-events.json"]
    assert list_ignored(open_lake(tmp_path)) == dict.fromkeys(
        ("log_data/2018/11/one", "log_data/2018/11/two"), LOOP
    )


def test_links_to_folders_and_files_are_followed_and_each_real_folder_once(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-02-events.json": []})
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "2018-11-01-events.json").write_text("{}")
    root = tmp_path / "lake" / "log_data"
    (root / "2018-11-03-events.json").symlink_to(outside / "deep" / "2018-11-01-events.json")
    (root / "a").symlink_to(outside / "deep")  # before the folder that holds it
    (root / "b").symlink_to(outside)
    (root / "0").symlink_to("2018")  # before the folder itself
    lake = open_lake(tmp_path)
    assert [file.uri.removeprefix(f"{lake.uri}/log_data/") for file in list_all(lake)] == [
        "2018-11-03-events.json",
        "2018/11/2018-11-02-events.json",
        "a/2018-11-01-events.json",
    ]
    assert list_ignored(lake) == dict.fromkeys(
        ("log_data/0/", "log_data/b/deep/"), "a folder that is read under another name"
    )


def test_a_window_lists_its_days_with_both_ends(tmp_path: Path) -> None:
    days = ["2018-10-31", "2018-11-01", "2018-11-15", "2018-11-30", "2018-12-01", "2019-11-15"]
    write_files(tmp_path, {f"{day}.json": [] for day in days})
    lake = open_lake(tmp_path)
    window = Window(date(2018, 11, 1), date(2018, 11, 30))
    assert list_names(lake, window) == [f"{day}.json" for day in days[1:4]]
    assert list_names(lake, Window(first_day=date(2018, 12, 1))) == [f"{d}.json" for d in days[4:]]
    assert list_names(lake, Window(last_day=date(2018, 10, 31))) == [f"{days[0]}.json"]


def test_a_window_finds_its_days_in_whatever_folder_they_are(tmp_path: Path) -> None:
    write_files(tmp_path, {"log_data/2017/01/2018-11-01.json": [], "log_data/2018-11-02.json": []})
    write_files(tmp_path, {"log_data/2018/11/2017-01-01.json": []})
    november = Window(date(2018, 11, 1), date(2018, 11, 30))
    assert list_names(open_lake(tmp_path), november) == ["2018-11-01.json", "2018-11-02.json"]


def test_no_window_excludes_a_file_without_a_day_or_hides_what_is_ignored(tmp_path: Path) -> None:
    write_files(tmp_path, {"log_data/events.json": [], "log_data/2018-11-31.json": []})
    write_files(tmp_path, {"log_data/2018-11-01.csv": []})
    window, lake = Window(date(2019, 1, 1), date(2019, 1, 1)), open_lake(tmp_path)
    assert list_names(lake, window) == ["2018-11-31.json", "events.json"]
    assert list_ignored(lake, window) == {"log_data/2018-11-01.csv": NO_JSON}


def test_a_lake_that_is_none_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not a directory"):
        DirectoryLake(tmp_path / "nowhere", tmp_path)
    with pytest.raises(ConfigurationError, match="has no log_data/"):
        DirectoryLake(tmp_path, tmp_path)


def test_the_etag_changes_with_the_content_even_when_size_and_time_do_not(tmp_path: Path) -> None:
    write_files(tmp_path, {"TRA.json": ["aa"]})
    path, lake = find_path(tmp_path, "TRA.json"), open_lake(tmp_path)
    (before,) = lake.list_files(SONGS, EVERY_DAY)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text("bb")
    os.utime(path, ns=times)
    (after,) = lake.list_files(SONGS, EVERY_DAY)
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


def test_what_cannot_be_listed_is_named(tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": []})
    long = find_path(tmp_path, "2018-11-01-x").parent / "2018-11-02-events.json"
    long.symlink_to("x" * 300)
    with pytest.raises(ConfigurationError, match=rf"{long} cannot be listed \(File name too long"):
        list_names(open_lake(tmp_path))


def test_a_file_that_went_after_it_was_listed_is_told_by_name(tmp_path: Path) -> None:
    write_files(tmp_path, {"TRA.json": ["x"]})
    lake = open_lake(tmp_path)
    (song,) = lake.list_files(SONGS, EVERY_DAY)
    write_files(tmp_path, {"TRA.json": None})
    (error,) = lake.read_all([song])
    assert isinstance(error, PermanentError)
    assert re.search(r"TRA.json was listed but cannot be read .*run again", str(error))


def test_a_work_folder_that_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("in the way")
    with pytest.raises(PermanentError, match=rf"{tmp_path}/work/b/x.manifest cannot be written"):
        open_lake(tmp_path).write("b", "x.manifest", b"")
