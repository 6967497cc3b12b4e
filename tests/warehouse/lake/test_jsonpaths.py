"""The lake's own JSONPaths file: refused by name when it is none, and what its paths read."""

from pathlib import Path

import pytest
from tiny_lake import open_lake

from warehouse.errors import ConfigurationError
from warehouse.lake.jsonpaths import list_keys, parse_paths, read_content

OWN = ["$.a", "$.b"]


def test_a_lake_without_the_file_has_no_content(tmp_path: Path) -> None:
    assert read_content(open_lake(tmp_path)) is None


def test_the_paths_are_read_with_a_byte_order_mark_and_in_both_notations(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    path = tmp_path / "lake" / "log_json_path.json"
    path.write_bytes(b'\xef\xbb\xbf{"jsonpaths": ["$.A", "$[\'B\'][0]"]}')
    content = read_content(lake)
    assert content is not None
    paths = parse_paths(lake, content, OWN)
    assert paths == ["$.A", "$['B'][0]"]
    assert list_keys(paths) == {"A", "B"}


@pytest.mark.parametrize(
    "content",
    [
        b"no JSON",
        b'{"JSONPaths": ["$.a", "$.b"]}',
        b'{"jsonpaths": ["$.a"]}',
        b'{"jsonpaths": ["$.a", 1]}',
        b"[1]",
        b"\xff",
        b"",
    ],
)
def test_a_file_that_is_no_jsonpaths_file_is_refused_by_name(
    content: bytes, tmp_path: Path
) -> None:
    lake = open_lake(tmp_path)
    (tmp_path / "lake" / "log_json_path.json").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"log_json_path\.json is not the JSONPaths file"):
        parse_paths(lake, read_content(lake) or b"", OWN)
