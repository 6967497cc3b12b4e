"""Every file below the lake's folders is loaded, or is named with the reason why it is not."""

import gzip
import json
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import find_path, make_event, open_lake

from warehouse import batch as batches
from warehouse.lake_objects import read_objects

FOLDER = "log_data/2018/11"


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
