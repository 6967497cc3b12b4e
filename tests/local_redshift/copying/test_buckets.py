"""COPY from S3, which is moto's in a process of its own; refusals have the words of Redshift.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-source-s3.html,
https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
"""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from s3_server import LINE, Fault, S3Server

from local_redshift.errors import RedshiftError

from .conftest import Loader

ROLE = "iam_role 'arn:aws:iam::000000000000:role/copy'"
AUTO = f"{ROLE} json 'auto'"
MANIFEST = f"{ROLE} manifest json 'auto'"
STRANGE_KEYS = ["with blank.json", 'it\'s "ü".json', "100%20.json", "a*b?#[c]+.json"]
MOST_MEGABYTES = 64


@pytest.fixture(autouse=True)
def _table(loader: Loader) -> None:
    loader.table("a integer", "b varchar")


def put_manifest(s3: S3Server, bucket: str, *uris: str, is_mandatory: bool = True) -> str:
    entries = [{"url": uri, "mandatory": is_mandatory} for uri in uris]
    return s3.put(bucket, "the.manifest", json.dumps({"entries": entries}).encode())


def failure(loader: Loader, uri: str, options: str = AUTO) -> RedshiftError:
    with pytest.raises(RedshiftError) as caught:
        loader.copy(uri, options)
    assert caught.value.sqlstate == "XX000"
    return caught.value


def test_the_source_is_a_key_prefix(loader: Loader, s3: S3Server, bucket: str) -> None:
    for number in range(3):
        s3.put(bucket, f"day/{number}.json", b'{"a": 1}')
    s3.put(bucket, "day-late.json", b'{"a": 3}')
    s3.put(bucket, "other/day.json", b'{"a": 4}')
    result = loader.copy(f"s3://{bucket}/day", AUTO)
    assert (result.rows, result.files) == (4, 4)
    assert loader.rows("select sum(a) from public.target") == [(6,)]


@pytest.mark.parametrize("key", STRANGE_KEYS)
def test_a_key_is_taken_literally(loader: Loader, s3: S3Server, bucket: str, key: str) -> None:
    uri = s3.put(bucket, key, b'{"a": 1}\n{"a": "x"}')
    loader.copy(put_manifest(s3, bucket, uri), f"{MANIFEST} maxerror 2")
    loader.copy(uri, f"{AUTO} maxerror 2")
    assert loader.rows() == [(1, None)] * 2
    assert loader.rejected("file_name", "line_number") == [(uri, 2)] * 2


@pytest.mark.parametrize("count", [1, 4000], ids=["small", "large"])
def test_plain_and_compressed_objects_are_read_with_a_jsonpaths_file(
    loader: Loader, s3: S3Server, bucket: str, count: int
) -> None:
    paths = s3.put(bucket, "paths.json", b'{"jsonpaths": ["$.n.x", "$.t"]}')
    content = b'{"n": {"x": 7}, "t": "%s"}\n' % (b"t" * 999) * count
    plain = s3.put(bucket, "plain.json", content)
    packed = s3.put(bucket, "packed.json", gzip.compress(content))
    assert loader.copy(plain, f"{ROLE} json '{paths}'").rows == count
    assert loader.copy(packed, f"{ROLE} gzip json '{paths}' region 'eu-north-1'").rows == count
    assert loader.rows("select distinct a, length(b) from public.target") == [(7, 999)]


def test_what_was_brought_is_gone_after_the_copy(
    loader: Loader, s3: S3Server, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for number, size in enumerate((1, 4000)):
        s3.put(bucket, f"{number}.json", LINE * size)
    loader.copy(f"s3://{bucket}/", AUTO)
    assert [path.name for path in tmp_path.iterdir()] == ["lake"]


def test_a_manifest_skips_what_is_missing_unless_it_is_mandatory(
    loader: Loader, s3: S3Server, bucket: str
) -> None:
    uris = [s3.put(bucket, "1.json", b'{"a": 1}'), f"s3://{bucket}/gone.json"]
    manifest = put_manifest(s3, bucket, *uris, is_mandatory=False)
    assert loader.copy(manifest, MANIFEST).files == 1
    error = failure(loader, put_manifest(s3, bucket, *uris), MANIFEST)
    assert f"Mandatory url is not present in manifest file: {uris[1]}" in error.message


def test_a_manifest_in_s3_reads_no_file_of_this_machine(
    loader: Loader, s3: S3Server, bucket: str
) -> None:
    uri = loader.write("1.json", '{"a": 1}')
    with pytest.raises(RedshiftError, match="file") as caught:
        loader.copy(put_manifest(s3, bucket, uri), MANIFEST)
    assert caught.value.sqlstate == "0A000"


@pytest.mark.parametrize(
    ("source", "options", "expected"),
    [
        ("s3://no-such-bucket/x", AUTO, "Status 404,Error NoSuchBucket,"),
        ("s3://no-such-bucket/x", MANIFEST, "Status 404,Error NoSuchBucket,"),
        ("s3://BUCKET/x", AUTO, "The specified S3 prefix 's3://BUCKET/x' does not exist"),
        ("s3://BUCKET/x", MANIFEST, "Problem reading manifest file - S3ServiceException:"),
        ("s3://BUCKET/x", MANIFEST, "Status 404,Error NoSuchKey,"),
        ("s3://BUCKET/x", f"{ROLE} json 's3://BUCKET/p'", "Problem reading JSONPaths file - S3Ser"),
        ("s3://no bucket/x", AUTO, "S3 was not asked"),
    ],
)
def test_what_is_missing_is_named(
    loader: Loader, s3: S3Server, bucket: str, *, source: str, options: str, expected: str
) -> None:
    uri, options, expected = (
        text.replace("BUCKET", bucket) for text in (source, options, expected)
    )
    assert expected in failure(loader, uri, options).message
    assert s3.keys(bucket) == []


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_right_that_is_missing_for_one_object_is_worded_with_its_key(
    loader: Loader, s3: S3Server, bucket: str, method: str
) -> None:
    uri = s3.put(bucket, "1.json", b'{"a": 1}')
    manifest = put_manifest(s3, bucket, uri)
    with s3.faults(Fault(method, "/1.json")):
        error = failure(loader, manifest, MANIFEST)
        assert s3.struck()
    assert error.message.startswith("S3ServiceException:")
    assert "Status 403,Error AccessDenied," in error.message
    assert f"S3 key being read : {uri}" in error.detail
    assert "credentials that it was started with" in error.detail


def test_a_connection_that_is_cut_goes_on_from_there(
    loader: Loader, s3: S3Server, bucket: str
) -> None:
    uri = s3.put(bucket, "1.json", LINE * 3000)
    with s3.faults(Fault("GET", "/1.json", status=0, times=2)):
        assert loader.copy(put_manifest(s3, bucket, uri), MANIFEST).rows == 3000
        assert len(s3.struck()) == 2


def test_a_connection_that_is_cut_again_and_again_fails_the_copy(
    loader: Loader, s3: S3Server, bucket: str
) -> None:
    uri = s3.put(bucket, "1.json", LINE * 3000)
    with s3.faults(Fault("GET", "/1.json", status=0)):
        assert "CanRetry 1" in failure(loader, uri).message
    assert loader.rows() == []


def test_a_busy_s3_is_asked_again(loader: Loader, s3: S3Server, bucket: str) -> None:
    s3.put(bucket, "1.json", b'{"a": 1}')
    busy = [Fault("GET", path, 503, "SlowDown", times=1) for path in ("prefix=", "/1.json")]
    with s3.faults(*busy):
        assert loader.copy(f"s3://{bucket}/1", AUTO).rows == 1
        assert len(s3.struck()) == 2


def test_a_server_without_credentials_says_so(
    loader: Loader, s3: S3Server, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = s3.put(bucket, "1.json", b'{"a": 1}')
    with monkeypatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.delenv(name)
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
            patch.setenv(name, "/nowhere")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        options = f"{AUTO} region 'eu-west-3'"  # no client of it is kept
        error = failure(loader, uri, options)
    assert "started without AWS credentials" in error.message
    assert loader.copy(uri, options).rows == 1


@pytest.mark.parametrize(
    "size_megabytes", [128, pytest.param(1024, marks=pytest.mark.long)], ids=str
)
def test_an_object_of_any_size_takes_little_memory(
    s3: S3Server, bucket: str, tmp_path: Path, size_megabytes: int
) -> None:
    """Before COPY itself begins, which DuckDB keeps within its own limit."""
    script = """
import sys, tracemalloc
from pathlib import Path
from local_redshift.copying.buckets import Buckets, S3Object
uri, folder, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
client = Buckets("")._client
tracemalloc.start()
path = S3Object(uri, size, client).bring(folder, lambda: None)
print(path.stat().st_size, tracemalloc.get_traced_memory()[1])
"""
    size = size_megabytes * 1024**2
    folder = tmp_path / "workspace"
    folder.mkdir()
    with s3.faults(Fault("GET", "/large.json", size_bytes=size)):
        done = subprocess.run(
            [sys.executable, "-c", script, f"s3://{bucket}/large.json", folder, str(size)],
            capture_output=True,
            check=True,
            text=True,
        )
    brought, most_bytes = map(int, done.stdout.split())
    assert brought == size
    assert most_bytes < MOST_MEGABYTES * 1024**2
    shutil.rmtree(folder)
