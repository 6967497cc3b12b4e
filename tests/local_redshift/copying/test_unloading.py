"""UNLOAD, and what it writes read back by COPY.

Sources: docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html,
.../r_UNLOAD_command_examples.html
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError
from s3_server import S3Server

from local_redshift import Endpoint, allow_reading
from local_redshift.copying import parse_unload, run_unload

from .conftest import Loader

ROWS = [(1, 'a"b,c', True, 1.0), (2, "", False, 0.25), (3, None, None, None)]
TABLE = "(id integer, name varchar(20), ok boolean, x double precision)"


@pytest.fixture
def folder(endpoint: Endpoint, tmp_path: Path) -> Path:
    allow_reading(endpoint.directory, [tmp_path])
    return tmp_path


@pytest.fixture
def filled(cursor: Any) -> Iterator[Any]:
    cursor.execute("create schema unloaded")
    cursor.execute("set search_path to unloaded")
    cursor.execute(f"create table t {TABLE}")
    cursor.executemany("insert into t values (%s, %s, %s, %s)", ROWS)
    yield cursor
    cursor.execute("drop schema unloaded cascade")


def unload(cursor: Any, folder: Path, options: str = "", name: str = "t_") -> None:
    cursor.execute(f"unload ('select * from t order by id') to 'file://{folder}/{name}' {options}")


@pytest.mark.parametrize(
    ("options", "name", "text"),
    [
        ("", "t_0000_part_00", '1|a"b,c|t|1\n2||f|0.25\n3|||\n'),
        ("parallel off delimiter ';' null as 'N'", "t_000", '1;a"b,c;t;1\n2;;f;0.25\n3;N;N;N\n'),
        ("csv header", "t_0000_part_00",
         'id,name,ok,x\n1,"a""b,c",t,1\n2,"",f,0.25\n3,,,\n'),
        ("addquotes null 'N'", "t_0000_part_00",
         '"1"|"a""b,c"|"t"|"1"\n"2"|""|"f"|"0.25"\n"3"|N|N|N\n'),
    ],
)  # fmt: skip
def test_rows_are_written_as_text(
    filled: Any, folder: Path, options: str, name: str, text: str
) -> None:
    unload(filled, folder, options)
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_text() == text


@pytest.mark.parametrize("form", ["csv null as 'N'", "parquet"])
def test_what_is_unloaded_can_be_copied_back(filled: Any, folder: Path, form: str) -> None:
    unload(filled, folder, f"format as {form} manifest")
    filled.execute("create table again (like t)")
    filled.execute(f"copy again from 'file://{folder}/t_manifest' format as {form} manifest")
    filled.execute("select * from again order by id")
    assert [tuple(row) for row in filled.fetchall()] == ROWS


def test_a_compressed_file_and_a_manifest_are_written(filled: Any, folder: Path) -> None:
    unload(filled, folder, "gzip manifest")
    content = (folder / "t_0000_part_00.gz").read_bytes()
    assert gzip.decompress(content).startswith(b"1|")
    assert json.loads((folder / "t_manifest").read_text()) == {
        "entries": [
            {
                "url": f"file://{folder}/t_0000_part_00.gz",
                "meta": {"content_length": len(content)},
            }
        ]
    }


def test_files_that_are_there_are_kept_unless_they_may_be_overwritten(
    filled: Any, folder: Path
) -> None:
    unload(filled, folder)
    with pytest.raises(ProgrammingError, match="not empty"):
        unload(filled, folder, "header")
    unload(filled, folder, "header allowoverwrite")
    assert (folder / "t_0000_part_00").read_text().startswith("id|name")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("('select * from t limit 1') to 'file://{}/x'", "Limit clause is not supported"),
        ("('select * from nope') to 'file://{}/x'", "does not exist"),
        ("('delete from t') to 'file://{}/x'", "syntax error"),
        ("('select 1') to 'file:///etc/x'", "outside of the lakes"),
        ("('select 1') to 's3://bucket/x'", "needs authorization"),
        ("('select 1') to 's3://bucket/x' access_key_id 'x'", "with keys"),
        ("('select 1') to 'file://{}/x' partition by (id)", "PARTITION"),
        ("('select 1') to 'file://{}/x' format json", "JSON"),
        ("('select 1') to 'file://{}/x' parquet gzip", "takes no"),
        ("('select 1') to 'file://{}/x' sideways", "syntax error"),
    ],
)
def test_what_cannot_be_unloaded_is_refused(
    filled: Any, folder: Path, statement: str, words: str
) -> None:
    with pytest.raises(ProgrammingError, match=words):
        filled.execute(f"unload {statement.format(folder)}")
    assert list(folder.iterdir()) == []


def test_a_bucket_is_written_with_the_servers_credentials(
    loader: Loader, s3: S3Server, bucket: str
) -> None:
    loader.table("a integer", "b varchar")
    role = "iam_role 'arn:aws:iam::000000000000:role/copy'"
    command = parse_unload(f"unload ('') to 's3://{bucket}/out/t_' {role} csv manifest")
    assert s3
    assert run_unload(loader.connection, command, "select 1 as a, 'x' as b") == 1
    loader.copy(f"s3://{bucket}/out/t_manifest", f"{role} csv manifest")
    assert loader.rows() == [(1, "x")]
