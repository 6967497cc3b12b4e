"""Every file below the lake's folders is loaded, or is named with the reason why it is not."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import find_path, make_event, open_lake, write_files

from warehouse import batch as batches
from warehouse.lake import Window
from warehouse.lake_objects import read_objects
from warehouse.plan import Request

FOLDER = "log_data/2018/11"
NOV_2 = date(2018, 11, 2)


def make_lines(count: int, session: int) -> bytes:
    """Lines of a log: plays of one session."""
    events = [make_event({"sessionId": session}, "", number) for number in range(count)]
    return "\n".join(json.dumps(event) for event in events).encode()


def put(root: Path, name: str, content: bytes) -> None:
    """Writes a file below the lake as it is."""
    path = find_path(root, f"{FOLDER}/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("border", [1, 2**40], ids=["large", "packed"])
def test_gzip_is_known_by_its_first_bytes_and_not_by_the_name(
    border: int, load: Load, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", border)
    put(tmp_path, "2018-11-01-plain.json.gz", make_lines(2, 1))
    put(tmp_path, "2018-11-01-packed.json", gzip.compress(make_lines(3, 2)))
    put(tmp_path, "2018-11-01-short.json", b"{")
    put(tmp_path, "2018-11-01-empty.json.gz", b"")
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert (figures.lines, figures.songplays, figures.rejected) == (6, 5, 1)
    lines = stand_in.rows("select file_uri, line_number, raw_line from ops.rejected_lines")
    assert [(row["line_number"], row["raw_line"]) for row in lines] == [(1, "{")]


def test_a_rejected_line_of_gzip_with_another_name_is_kept_as_text(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    content = make_lines(1, 1) + b"\n{broken"
    put(tmp_path, "2018-11-01-events.json", gzip.compress(content))
    load(open_lake(tmp_path))
    lines = stand_in.rows("select line_number, raw_line from ops.rejected_lines")
    assert [(row["line_number"], row["raw_line"]) for row in lines] == [(2, "{broken")]


@pytest.mark.parametrize("name", ["2018-11-01-events.json", "2018-11-01-events.json.gz"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_rebuild_of_the_ledger_reads_gzip_by_its_first_bytes(
    name: str, *, is_packed: bool, tmp_path: Path
) -> None:
    content = make_lines(2, 1)
    put(tmp_path, name, gzip.compress(content) if is_packed else content)
    lake = open_lake(tmp_path)
    objects = read_objects(lake, f"{lake.uri}/{FOLDER}/{name}")
    assert [one["itemInSession"] for one in objects] == ["0", "1"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("events-20181102.json", NOV_2),
        ("20181102-events.json", NOV_2),
        ("2018-11-02-events.JSON", NOV_2),
        ("events_2018_11_02.Json.GZ", NOV_2),
        ("log2018-11-02T00.ndjson", NOV_2),
        ("part-0001-of-2018-11-02.jsonl.gz", NOV_2),
        ("99999999-20181102.json", NOV_2),
        ("2018-11-02-of-2018-11-03.json", NOV_2),
        ("events.json", None),
        ("120181102x.json", None),
        ("x201811021.json", None),
        ("2018-11-021.json", None),
        ("12018-11-02.json", None),
        ("2018-1102.json", None),
        ("2018-11_02.json", None),
        ("2018-11-31-events.json", None),
        ("2018-13-01-events.json", None),
        ("0000-00-00.json", None),
        ("٢٠١٨-11-02.json", None),
    ],
)
def test_events_are_loaded_whatever_their_file_is_called(
    name: str, day: date | None, load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {f"log_data/{name}": [{}, {"page": "Home"}]})
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert (figures.lines, figures.songplays) == (2, 1)
    (known,) = stand_in.rows("select uri, day from ops.loaded_files")
    assert known == {"uri": f"file://{tmp_path}/lake/log_data/{name}", "day": day}
    assert load(open_lake(tmp_path)) is None


def test_prune_of_a_day_keeps_its_file_in_the_folder_of_another_month(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {"log_data/2018/12/2018-11-02-events.json": [{}]})
    write_files(tmp_path, {"log_data/2018/11/2018-11-02-more.json": [{"sessionId": 2}]})
    load(open_lake(tmp_path))
    write_files(tmp_path, {"log_data/2018/11/2018-11-02-more.json": None})
    load(open_lake(tmp_path), Request(Window(NOV_2, NOV_2), is_prune=True))
    files = stand_in.rows("select file_uri from star.songplays")
    assert [row["file_uri"].rsplit("/", 2)[1:] for row in files] == [
        ["12", "2018-11-02-events.json"]
    ]


def test_prune_of_a_window_takes_out_a_file_without_a_day_only_when_it_is_gone(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {"log_data/a.json": [{}], "log_data/b.json": [{"sessionId": 2}]})
    load(open_lake(tmp_path))
    write_files(tmp_path, {"log_data/b.json": None})
    load(open_lake(tmp_path), Request(Window(NOV_2, NOV_2), is_prune=True))
    files = stand_in.rows("select file_uri from star.songplays")
    assert [row["file_uri"].rsplit("/", 1)[-1] for row in files] == ["a.json"]


def test_a_lake_with_a_link_that_leads_back_loads(load: Load, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "TRA.json": [{}]})
    (tmp_path / "lake" / "log_data" / "2018" / "back").symlink_to("..")
    (tmp_path / "lake" / "song_data" / "self").symlink_to("self")
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert figures.lines == 1
