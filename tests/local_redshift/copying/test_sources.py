"""Sources: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-source-s3.html,
https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
"""

import gzip
import json
from collections.abc import Mapping
from typing import Any

import pytest

from local_redshift.errors import RedshiftError

from .conftest import Loader

STRANGE_NAMES = [
    "with blank.json",
    'it\'s "quoted".json',
    "Björk-ß-日本.json",
    "[ab]{c}.json",
    "100%20.json",
    "a*b?.json",
    "a#b&c=d.json",
    "back\\slash.json",
]


def manifest(loader: Loader, *entries: Mapping[str, object]) -> str:
    return loader.write("the.manifest", json.dumps({"entries": list(entries)}))


def failure(loader: Loader, uri: str, options: str = "json 'auto'") -> RedshiftError:
    with pytest.raises(RedshiftError) as caught:
        loader.copy(uri, options)
    return caught.value


@pytest.fixture(autouse=True)
def _table(loader: Loader) -> None:
    loader.table("a integer")


def test_the_source_is_a_key_prefix(loader: Loader) -> None:
    loader.write("day/1.json", '{"a": 1}')
    loader.write("day/2/deep.json", '{"a": 2}')
    loader.write("day-late.json", '{"a": 3}')
    loader.write("other/day.json", '{"a": 4}')
    result = loader.copy(f"file://{loader.folder}/day")
    assert (result.rows, result.files) == (3, 3)
    assert loader.rows() == [(1,), (2,), (3,)]


def test_a_prefix_that_ends_in_a_slash_is_a_folder(loader: Loader) -> None:
    loader.write("day/1.json", '{"a": 1}')
    loader.write("day-late.json", '{"a": 3}')
    loader.copy(f"file://{loader.folder}/day/")
    assert loader.rows() == [(1,)]


def test_a_prefix_without_files_fails(loader: Loader) -> None:
    error = failure(loader, f"file://{loader.folder}/nothing")
    assert error.sqlstate == "XX000"
    assert "does not exist" in error.message
    assert "/nothing" in error.message


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_name_is_taken_literally(loader: Loader, name: str) -> None:
    uri = loader.write(name, '{"a": 1}\n{"a": "x"}')
    loader.write("ab.json", '{"a": 2}')
    loader.copy(uri, "json 'auto' maxerror 2")
    assert loader.rows() == [(1,)]
    assert loader.rejected("file_name") == [(uri,)]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_large_file_of_any_name_is_read(loader: Loader, name: str) -> None:
    uri = loader.write(name, '{"a": 1, "rest": "%s"}\n' % ("x" * 999) * 2000)
    assert loader.copy(uri).rows == 2000


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_manifest_may_name_any_file(loader: Loader, name: str) -> None:
    uri = loader.write(name, '{"a": 1}')
    loader.copy(manifest(loader, {"url": uri, "mandatory": True}), "manifest json 'auto'")
    assert loader.rows() == [(1,)]


def test_a_manifest_loads_the_files_it_names_and_no_others(loader: Loader) -> None:
    first, second = loader.write("1.json", '{"a": 1}'), loader.write("2.json", '{"a": 2}')
    loader.write("3.json", '{"a": 3}')
    entries: list[dict[str, Any]] = [{"url": first}, {"url": second, "meta": {"content_length": 8}}]
    assert loader.copy(manifest(loader, *entries), "manifest json 'auto'").files == 2
    assert loader.rows() == [(1,), (2,)]


def test_a_missing_mandatory_file_fails_the_load(loader: Loader) -> None:
    first = loader.write("1.json", '{"a": 1}')
    gone = f"file://{loader.folder}/gone.json"
    entries: list[dict[str, Any]] = [{"url": first}, {"url": gone, "mandatory": True}]
    error = failure(loader, manifest(loader, *entries), "manifest json 'auto'")
    assert "Mandatory url is not present in manifest file" in error.message
    assert gone in error.message
    assert loader.rows() == []


def test_a_missing_file_that_is_not_mandatory_is_skipped(loader: Loader) -> None:
    first = loader.write("1.json", '{"a": 1}')
    entries: list[dict[str, Any]] = [
        {"url": f"file://{loader.folder}/gone.json", "mandatory": False},
        {"url": first},
    ]
    assert loader.copy(manifest(loader, *entries), "manifest json 'auto'").files == 1


def test_a_manifest_url_is_a_whole_name_not_a_prefix(loader: Loader) -> None:
    loader.write("1.json", '{"a": 1}')
    entry = {"url": f"file://{loader.folder}/1", "mandatory": True}
    failure(loader, manifest(loader, entry), "manifest json 'auto'")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"entries": {}}', '{"entries": ["a"]}', '{"entries": [{"uri": "a"}]}'],
)
def test_a_malformed_manifest_fails(loader: Loader, content: str) -> None:
    uri = loader.write("the.manifest", content)
    assert "manifest" in failure(loader, uri, "manifest json 'auto'").message


def test_a_manifest_without_any_file_fails(loader: Loader) -> None:
    assert "names no file" in failure(loader, manifest(loader), "manifest json 'auto'").message


def test_a_missing_manifest_fails(loader: Loader) -> None:
    error = failure(loader, f"file://{loader.folder}/gone.manifest", "manifest json 'auto'")
    assert "Problem reading manifest file" in error.message


def test_a_manifest_that_names_another_store_is_refused(loader: Loader) -> None:
    uri = manifest(loader, {"url": "s3://bucket/key"})
    assert failure(loader, uri, "manifest json 'auto'").sqlstate == "0A000"


def test_compressed_files_are_read_when_gzip_is_given(loader: Loader) -> None:
    loader.write("day/1.gz", gzip.compress(b'{"a": 1}\n{"a": 2}'))
    loader.write("day/2.gz", gzip.compress(b'{"a": 3}\n') + gzip.compress(b'{"a": 4}'))
    assert loader.copy(f"file://{loader.folder}/day", "gzip json 'auto'").rows == 4


def test_a_large_compressed_file_is_read(loader: Loader) -> None:
    uri = loader.write("1.gz", gzip.compress(b'{"a": 1, "rest": "%s"}\n' % (b"x" * 999) * 3000))
    assert loader.copy(uri, "gzip json 'auto'").rows == 3000


def test_a_plain_file_under_gzip_fails_and_is_named(loader: Loader) -> None:
    uri = loader.write("1.json", '{"a": 1}')
    assert uri in failure(loader, uri, "gzip json 'auto' maxerror 100").message


def test_a_truncated_gzip_file_fails_and_is_named(loader: Loader) -> None:
    uri = loader.write("1.gz", gzip.compress(b'{"a": 1}\n' * 100)[:-9])
    assert uri in failure(loader, uri, "gzip json 'auto' maxerror 100").message


def test_without_gzip_a_compressed_file_is_garbage(loader: Loader) -> None:
    uri = loader.write("1.gz", gzip.compress(b'{"a": 1}\n'))
    assert "Load into table 'target' failed" in failure(loader, uri).message


def test_an_empty_file_loads_nothing(loader: Loader) -> None:
    result = loader.copy(loader.write("1.json", ""))
    assert (result.rows, result.files, result.errors) == (0, 1, 0)


def test_a_file_that_cant_be_read_is_named(loader: Loader) -> None:
    (loader.folder / "1.json").symlink_to(loader.folder / "1.json")
    uri = f"file://{loader.folder}/1.json"
    assert uri in failure(loader, uri).message


def test_thousands_of_small_files_load_and_keep_their_names(loader: Loader) -> None:
    for number in range(3000):
        loader.write(f"small/{number}.json", '{"a": "x"}' if number == 1234 else '{"a": 1}')
    result = loader.copy(f"file://{loader.folder}/small/", "json 'auto' maxerror 2")
    assert (result.rows, result.files, result.errors) == (2999, 3000, 1)
    assert loader.rejected("file_name", "line_number") == [
        (f"file://{loader.folder}/small/1234.json", 1)
    ]
