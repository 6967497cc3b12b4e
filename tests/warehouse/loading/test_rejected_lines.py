"""Lines that cannot be loaded are kept whole, counted, and stop the run when they are too many."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import make_event, make_song, open_lake, write_files

from warehouse.errors import RejectedLinesError
from warehouse.planning import batch

DAY = "2018-11-01-events.json"
ODD_DAY = "2018-11-01 it's ünï 100% [a].json"
ReadRejected = Callable[[], list[dict[str, Any]]]


def event_line(**fields: object) -> str:
    return json.dumps(make_event(fields, DAY, 7), ensure_ascii=False)


def song_line(**fields: object) -> str:
    return json.dumps(make_song(fields, "TRA.json"), ensure_ascii=False)


@pytest.fixture
def read_rejected(stand_in: StandIn) -> ReadRejected:
    """The rejected lines, in order of file and line; the file by its name alone."""

    def read() -> list[dict[str, Any]]:
        rows = stand_in.rows("select * from ops.rejected_lines order by file_uri, line_number")
        return [{**row, "file": str(row["file_uri"]).rsplit("/", 1)[-1]} for row in rows]

    return read


def count_star(stand_in: StandIn) -> int:
    return sum(
        stand_in.value(f"select count(*) from {table}")
        for table in ("star.songplays", "star.users", "star.songs", "star.time", "ops.loaded_files")
    )


def list_good(count: int) -> list[Any]:
    """As many events that can be loaded, so that a file is not left out for the others."""
    return [{"sessionId": 900 + number} for number in range(count)]


BAD_EVENTS = [  # line, column, and what the reason must say
    ("garbage", "", ""),
    (event_line()[:-30], "", ""),
    (event_line(sessionId="abc"), "session_id", ""),
    (event_line(sessionId=1.5), "session_id", ""),
    (event_line(sessionId=None), "session_id", ""),
    (event_line(itemInSession=2**31), "item_in_session", ""),
    (event_line(page=None), "page", ""),
    (event_line(length="long"), "length", ""),
    (event_line(ts=-7).replace("-7", '"now"'), "ts", "epochmillisecs"),
    (event_line(ts=-1), "ts", ""),
    (event_line(artist="ü" * 512 + "x"), "artist", ""),
    (event_line(level="x" * 17), "level", ""),
    (event_line(itemInSession=101, ts=1541073600), "ts", "seconds"),
    (event_line(itemInSession=102, ts=5_000_000_000_000), "ts", "2128"),
]
BAD_SONGS = [
    ("garbage", ""),
    (song_line()[:-9], ""),
    ("[1, 2]", ""),
    (song_line(song_id=None), "song_id"),
    (song_line(artist_id=None), "artist_id"),
    (song_line(year="MCMXC"), "year"),
    (song_line(duration="long"), "duration"),
    (song_line(title="x" * 1025), "title"),
    (song_line(artist_latitude="north"), "artist_latitude"),
]


def test_each_bad_line_of_a_log_is_kept_whole_and_the_rest_loads(
    load: Load, read_rejected: ReadRejected, tmp_path: Path
) -> None:
    bad_lines = [line for line, _, _ in BAD_EVENTS]
    good = list_good(len(BAD_EVENTS))
    write_files(tmp_path, {DAY: [good[0], "", *bad_lines, *good[1:]]})
    figures = load(open_lake(tmp_path))

    assert figures is not None
    assert (figures.songplays, figures.rejected) == (len(good), len(BAD_EVENTS))
    assert figures.lines == len(good) + len(BAD_EVENTS)
    for number, (rejected, (line, column, reason)) in enumerate(
        zip(read_rejected(), BAD_EVENTS, strict=True), start=3
    ):
        assert rejected["raw_line"] == line
        assert (rejected["file"], rejected["line_number"]) == (DAY, number)
        assert rejected["table_name"] == "staging.staging_events"
        assert rejected["reason"], line
        assert (rejected["column_name"] or "", reason in rejected["reason"]) == (column, True), line


@pytest.mark.parametrize("border", [1, 2**40], ids=["files that COPY reads", "packed files"])
def test_bad_lines_are_named_by_the_lakes_own_files(
    border: int,
    *,
    load: Load,
    read_rejected: ReadRejected,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "LARGE_FILE_BYTES", border)
    names = [f"2018-11-0{day}-{part}.json" for day in (1, 2, 8) for part in "ab"]
    rows: dict[str, list[Any]] = {
        name: [{"sessionId": session}, f"garbage of {name}", {"sessionId": session + 50}]
        for session, name in enumerate(names)
    }
    write_files(tmp_path, rows)
    figures = load(open_lake(tmp_path))

    assert figures is not None
    assert (figures.songplays, figures.rejected) == (12, 6)
    assert [(row["file"], row["line_number"], row["raw_line"]) for row in read_rejected()] == [
        (name, 2, f"garbage of {name}") for name in names
    ]


def test_each_bad_song_is_named_by_the_lakes_own_file(
    load: Load, read_rejected: ReadRejected, tmp_path: Path
) -> None:
    files: dict[str, list[Any]] = {
        f"TR{number} it's ü.json": ["", line, {}] for number, (line, _) in enumerate(BAD_SONGS)
    }
    write_files(tmp_path, {"TRA.json": [{}], **files})
    figures = load(open_lake(tmp_path))

    assert figures is not None
    for rejected, file, (line, column) in zip(read_rejected(), files, BAD_SONGS, strict=True):
        assert rejected["raw_line"] == line
        assert (rejected["file"], rejected["line_number"]) == (file, 2)
        assert rejected["table_name"] == "staging.staging_songs"
        assert rejected["reason"], line
        assert (rejected["column_name"] or "") == column, line


def test_each_file_and_line_is_told(
    load: Load, read_rejected: ReadRejected, tmp_path: Path
) -> None:
    write_files(
        tmp_path, {ODD_DAY: ["bad 1", {}, "bad 3", {}], "2018-11-02-x.json.gz": [{}, "bad 2"]}
    )
    load(open_lake(tmp_path))
    assert [(row["file"], row["line_number"], row["raw_line"]) for row in read_rejected()] == [
        (ODD_DAY, 1, "bad 1"),
        (ODD_DAY, 3, "bad 3"),
        ("2018-11-02-x.json.gz", 2, "bad 2"),
    ]


def test_as_many_lines_as_allowed_pass(load: Load, stand_in: StandIn, tmp_path: Path) -> None:
    write_files(
        tmp_path, {DAY: ["bad", {}, event_line(ts=1), {"page": "Home"}, "bad", {"page": "Home"}]}
    )
    figures = load(open_lake(tmp_path), max_rejected=3)
    assert figures is not None
    assert (figures.lines, figures.songplays, figures.page_views, figures.rejected) == (6, 1, 2, 3)
    assert count_star(stand_in) == 1 + 1 + 1 + 1


@pytest.mark.parametrize(
    ("lines", "allowed"),
    [
        (["bad", {}, "bad", "bad"], 2),
        ([event_line(ts=1, itemInSession=number) for number in range(3)], 2),
        (["bad", event_line(ts=1), event_line(ts=1, itemInSession=9)], 2),
        (["bad"], 0),
        (["bad"] * 50, 0),
    ],
    ids=["copy's", "impossible times", "both", "none allowed", "many more"],
)
def test_one_line_more_than_allowed_publishes_nothing_and_names_the_file(
    lines: list[Any],
    allowed: int,
    *,
    load: Load,
    stand_in: StandIn,
    read_rejected: ReadRejected,
    tmp_path: Path,
) -> None:
    write_files(tmp_path, {DAY: lines + list_good(len(lines)), "2018-11-02-events.json": [{}]})
    with pytest.raises(RejectedLinesError, match=f"{DAY}.*Nothing|Nothing.*{DAY}") as raised:
        load(open_lake(tmp_path), max_rejected=allowed)
    assert f"{allowed} are allowed" in str(raised.value)
    assert "--max-rejected" in str(raised.value)
    assert count_star(stand_in) == 0
    assert len(read_rejected()) > allowed


def test_bad_lines_of_songs_and_events_count_together(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAY: ["bad", {}], "TRA.json": ["bad", {}], "TRB.json": ["bad", {}]})
    with pytest.raises(RejectedLinesError, match=r"3 lines.*TR[AB]\.json"):
        load(open_lake(tmp_path), max_rejected=2)
    assert count_star(stand_in) == 0


def test_a_run_that_failed_loads_when_the_file_is_mended(load: Load, tmp_path: Path) -> None:
    write_files(tmp_path, {DAY: ["bad", {}]})
    with pytest.raises(RejectedLinesError):
        load(open_lake(tmp_path), max_rejected=0)
    write_files(tmp_path, {DAY: [{}, {}]})
    figures = load(open_lake(tmp_path), max_rejected=0)
    assert figures is not None
    assert figures.songplays == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\xef\xbb\xbf"],
    ids=["empty", "blank lines", "a byte order mark alone"],
)
def test_a_file_without_lines_loads_as_a_day_without_plays(
    content: bytes, load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAY: [], "2018-11-02-events.json": [{}], "TRA.json": []})
    (tmp_path / "lake/log_data/2018/11" / DAY).write_bytes(content)
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert (figures.songplays, figures.rejected) == (1, 0)
    assert stand_in.value("select count(*) from ops.loaded_files") == 3
    assert load(open_lake(tmp_path)) is None


def test_a_lake_of_empty_files_alone_loads(load: Load, tmp_path: Path) -> None:
    write_files(tmp_path, {DAY: [], "TRA.json": []})
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert figures.lines == 0


def test_a_line_of_any_bytes_is_kept_as_far_as_text_can_show_it(
    load: Load, read_rejected: ReadRejected, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAY: [{}, {}]})
    path = tmp_path / "lake/log_data/2018/11" / DAY
    path.write_bytes(path.read_bytes() + b"\n\xff\xfe bad \0 bytes\r\n" + b"x" * 70_000)
    load(open_lake(tmp_path))
    first, second = read_rejected()
    assert first["raw_line"] == "\\xff\\xfe bad \\x00 bytes"
    assert len(second["raw_line"]) == 65_535


def test_broken_lines_of_two_files_that_follow_each_other_are_rejected_one_by_one(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    cut = event_line().partition(', "auth"')[0]
    write_files(tmp_path, {"2018-11-01-events.json": [*[{}] * 5, cut, "1.5, 2", cut]})
    write_files(tmp_path, {"2018-11-02-events.json": ['Song", "status": 1}', {}, {}, {}]})
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert (figures.lines, figures.songplays, figures.rejected) == (13, 8, 5)
    rows = stand_in.rows(
        "select split_part(file_uri, '/11/', 2) as name, line_number from ops.rejected_lines "
        "order by file_uri, line_number"
    )
    assert [(row["name"][9:10], row["line_number"]) for row in rows] == [
        ("1", 6),
        ("1", 7),
        ("1", 7),
        ("1", 8),
        ("2", 1),
    ]
