"""Song files become few parts; each packed line knows the file and line it comes from."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tiny_lake import open_lake, write_files

from warehouse.lake.files import EVERY_DAY
from warehouse.loading import packing
from warehouse.loading.packing import Pack, name_stamp
from warehouse.sources import EVENTS, SONGS

STAMP = name_stamp("batch")
SONG = {"song_id": "SO1", "title": 'Björk\'s "Jóga" \\ 100%'}


def pack_files(root: Path, files: dict[str, bytes]) -> tuple[Pack, list[bytes], str]:
    """The pack of some song files, its lines, and the folder of the files as a URI."""
    lake = open_lake(root)
    folder = root / "lake" / "song_data"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    pack = packing.pack_files(lake, "batch", "songs", lake.list_files(SONGS, EVERY_DAY))
    lines = [
        line
        for uri in pack.uris
        for line in gzip.decompress(Path(uri.removeprefix("file://")).read_bytes()).split(b"\n")
    ]
    return pack, lines, f"file://{folder}"


def to_bytes(song: Mapping[str, object], indent: int | None = None) -> bytes:
    return json.dumps(song, ensure_ascii=False, indent=indent).encode()


def test_each_line_is_an_object_with_the_file_it_comes_from(tmp_path: Path) -> None:
    pack, lines, folder = pack_files(tmp_path, {"a.json": to_bytes(SONG), "b'é.json": b"{}"})
    assert [json.loads(line) for line in lines] == [
        {STAMP: f"{folder}/a.json", **SONG},
        {STAMP: f"{folder}/b'é.json"},
    ]
    assert pack.find_origin(pack.uris[0], 2) == (f"{folder}/b'é.json", 1)


@pytest.mark.parametrize(
    ("content", "starts"),
    [
        (to_bytes(SONG, 2) + b"\n" + to_bytes(SONG, 4) + b"\n", [1, 5]),
        (to_bytes(SONG) + to_bytes(SONG), [1, 1]),
        (b"\r\n\r\n " + to_bytes(SONG) + b"\r\n" + to_bytes(SONG), [3, 4]),
        (b"\xef\xbb\xbf" + to_bytes(SONG), [1]),
        (b"", []),
        (b" \n\t\r\n", []),
    ],
    ids=["pretty", "one after the other", "blank lines", "byte order mark", "empty", "blank"],
)
def test_the_objects_of_a_file_are_found_however_they_are_printed(
    content: bytes, starts: list[int], tmp_path: Path
) -> None:
    pack, lines, folder = pack_files(tmp_path, {"a.json": content})
    if not starts:
        assert (pack.uris, lines) == ([], [])
        return
    assert [json.loads(line) for line in lines] == [
        {STAMP: f"{folder}/a.json", **SONG} for _ in starts
    ]
    origins = [pack.find_origin(pack.uris[0], number + 1) for number in range(len(starts))]
    assert [line_number for _, line_number in origins] == starts


BROKEN = {"b.json": b"garbage", "c.json": b"[1,\n2]", "d.json": b"\xff{"}


def test_what_is_broken_goes_on_for_copy_to_reject_and_spoils_nothing_else(tmp_path: Path) -> None:
    song = to_bytes(SONG) + b"\n"
    broken = b'{"song_id": "SO2", "title": "cut\n' + song
    odd = {name: start + b"\n" + song for name, start in BROKEN.items()}
    pack, lines, folder = pack_files(tmp_path, {"a.json": broken, **odd})
    assert json.loads(lines[1]) == {STAMP: f"{folder}/a.json", **SONG}
    assert lines[0].endswith(b'"title": "cut')
    assert lines[2::2] == [b"garbage", b"[1, 2]", b"\xff{"]
    places = [pack.find_origin(pack.uris[0], number) for number in range(1, 9)]
    assert [(uri[-6:], line_number) for uri, line_number in places] == [
        ("a.json", 1),
        ("a.json", 2),
        ("b.json", 1),
        ("b.json", 2),
        ("c.json", 1),
        ("c.json", 3),
        ("d.json", 1),
        ("d.json", 2),
    ]
    assert pack.unreadable == {}


def test_gzip_files_are_unpacked_first(tmp_path: Path) -> None:
    _, lines, folder = pack_files(tmp_path, {"a.json.gz": gzip.compress(to_bytes(SONG, 1))})
    assert [json.loads(line) for line in lines] == [{STAMP: f"{folder}/a.json.gz", **SONG}]


def test_bytes_that_are_no_utf_8_and_nul_reach_copy_as_they_are(tmp_path: Path) -> None:
    content = b'{"title": "Bj\xf6rk\\u0000\0"}'
    _, lines, _ = pack_files(tmp_path, {"a.json": content + b"\n" + to_bytes(SONG)})
    assert lines[0].endswith(content[1:])


def test_the_same_files_give_the_same_parts(tmp_path: Path) -> None:
    files = {f"{number}.json": to_bytes(SONG) for number in range(5)}
    first, _, _ = pack_files(tmp_path, files)
    before = [Path(uri.removeprefix("file://")).read_bytes() for uri in first.uris]
    second, _, _ = pack_files(tmp_path, files)
    assert second.uris == first.uris
    assert [Path(uri.removeprefix("file://")).read_bytes() for uri in second.uris] == before


def test_many_files_become_parts_of_a_bounded_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "PART_SIZE_BYTES", 300)
    files = {f"{number}.json": to_bytes(SONG) for number in range(7)}
    pack, lines, folder = pack_files(tmp_path, files)
    assert len(pack.uris) > 2
    uris = [json.loads(line)[STAMP] for line in lines]
    assert uris == [f"{folder}/{number}.json" for number in range(7)]
    second = gzip.decompress(Path(pack.uris[1].removeprefix("file://")).read_bytes())
    first_line = json.loads(second.split(b"\n")[0])
    assert pack.find_origin(pack.uris[1], 1) == (first_line[STAMP], 1)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cut.json.gz", gzip.compress(b"{}" * 99)[:-9], "not a whole gzip file"),
        ("none.json.gz", b"no gzip", "1 of its 1 lines are no JSON object"),
        ("deep.json", b"[" * 100_000, "1 of its 1 lines are no JSON object, e.g. line 1"),
        ("image.json", b"\x89PNG\r\n\x1a\n\0\0\0", "lines are no JSON object, e.g. line 1"),
        ("list.json", b'[{"a": 1}, {"a": 2}]', "1 of its 1 lines are no JSON object"),
        ("half.json", b"{}\nbad\nbad", "2 of its 3 lines are no JSON object, e.g. line 2"),
    ],
    ids=["truncated gzip", "no gzip", "nested too deep", "image", "list", "more than half"],
)
def test_what_is_no_file_of_objects_is_left_out_with_the_reason(
    name: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    pack, lines, folder = pack_files(tmp_path, {name: content, "good.json": to_bytes(SONG)})
    assert len(lines) == 1
    (found,) = pack.unreadable.items()
    assert found[0] == f"{folder}/{name}"
    assert reason in found[1]


def test_lines_of_a_log_are_numbered_as_in_their_files(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    write_files(
        tmp_path, {"2018-11-01-a.json": ["{}", "", ' {"a": 1} '], "2018-11-02-b.json": ["3", "{}"]}
    )
    files = list(lake.list_files(EVENTS, EVERY_DAY))
    pack = packing.pack_files(lake, "batch", "events", files)
    (uri,) = pack.uris
    lines = gzip.decompress(Path(uri.removeprefix("file://")).read_bytes()).split(b"\n")
    assert [json.loads(line) for line in lines] == [
        {STAMP: files[0].uri},
        {STAMP: files[0].uri, "a": 1},
        3,
        {STAMP: files[1].uri},
    ]
    assert [pack.find_origin(uri, number) for number in (1, 2, 3)] == [
        (files[0].uri, 1),
        (files[0].uri, 3),
        (files[1].uri, 1),
    ]
    assert pack.line_counts == {files[0].uri: 2, files[1].uri: 2}
