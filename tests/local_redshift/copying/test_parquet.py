"""COPY of Parquet.

Source: docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
"""

import json

import pytest

from local_redshift.errors import RedshiftError

from .conftest import Loader


@pytest.fixture
def target(loader: Loader) -> Loader:
    loader.table("a integer", "b varchar check (strlen(b) <= 3)", "t timestamp")
    return loader


def write(loader: Loader, name: str, query: str) -> str:
    path = loader.folder / name
    loader.connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    return f"file://{path}"


def test_columns_are_taken_by_their_place_from_all_files_of_a_prefix(target: Loader) -> None:
    uri = write(target, "part1.parquet", "select 1 as x, 'one' as y, timestamp '2020-01-01' as z")
    write(target, "part2.parquet", "select 2 as x, null::varchar as y, null::timestamp as z")
    result = target.copy(uri.replace("part1.parquet", "part"), "format as parquet")
    assert (result.rows, result.files) == (2, 2)
    assert target.rows("select a, b, year(t) from public.target") == [(1, "one", 2020),
                                                                    (2, None, None)]  # fmt: skip


def test_a_manifest_and_a_column_list_are_followed(target: Loader) -> None:
    uri = write(target, "some.parquet", "select 'one' as y, 1 as x")
    manifest = target.write("the.manifest", json.dumps({"entries": [{"url": uri}]}))
    target.copy(manifest, "format parquet manifest", "(b, a)")
    assert target.rows("select a, b from public.target") == [(1, "one")]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select 1 as x", "Unmatched number of columns"),
        ("select 1::bigint, 'one', timestamp '2020-01-01'", "incompatible Parquet schema"),
        ("select 1, 2, timestamp '2020-01-01'", "incompatible Parquet schema"),
    ],
)
def test_other_columns_than_the_tables_end_the_load(target: Loader, query: str, words: str) -> None:
    with pytest.raises(RedshiftError, match="Spectrum Scan Error") as caught:
        target.copy(write(target, "some.parquet", query), "format parquet")
    assert words in caught.value.detail
    assert target.rows() == []


def test_a_file_that_is_no_parquet_ends_the_load(target: Loader) -> None:
    with pytest.raises(RedshiftError, match="Spectrum Scan Error"):
        target.copy(target.write("some.csv", "1,2,3"), "format parquet")
