"""A lake in a bucket lists and keeps as one in a directory does; S3 is moto's."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from warehouse.errors import ConfigurationError, TransientError
from warehouse.lake import EVERY_DAY, LakeFile, Window
from warehouse.s3_lake import S3Lake, sort_aws_error

BUCKET = "sparkify-lake"
ODD = 'it\'s "ünï" 100% %41 [a] #1 ?+'


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-west-2")
        client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
        )
        yield client


def put(client: Any, *keys: str) -> None:
    for key in keys:
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode())


def open_lake(client: Any, prefix: str = "sparkify") -> S3Lake:
    return S3Lake(client, BUCKET, prefix=prefix, work_prefix="work/", region="us-west-2")


def list_keys(lake: S3Lake, window: Window = EVERY_DAY) -> list[str]:
    return [file.uri.removeprefix(lake.uri) for file in lake.list_files("events", window)]


@pytest.mark.parametrize("prefix", ["sparkify", "/sparkify/", "a/b c/ü", ""])
def test_files_are_listed_below_the_prefix_only(prefix: str, client: Any) -> None:
    folder = f"{prefix.strip('/')}/" if prefix else ""
    put(client, f"{folder}log_data/2018/11/2018-11-01-events.json", f"{folder}song_data/A/TRA.json")
    put(client, "log_data2/2018/11/2018-11-01-events.json", f"{folder}song_data2/TRB.json")
    lake = open_lake(client, prefix)
    body = f"{folder}log_data/2018/11/2018-11-01-events.json".encode()

    (file,) = lake.list_files("events", EVERY_DAY)
    assert file == LakeFile(
        f"s3://{BUCKET}/{folder}log_data/2018/11/2018-11-01-events.json",
        "events",
        date(2018, 11, 1),
        file.etag,
        len(body),
    )
    assert '"' not in file.etag
    assert len(list(lake.list_files("songs", EVERY_DAY))) == 1
    with lake.open(file.uri) as stream:
        assert stream.read() == body


def test_hidden_and_foreign_objects_are_left_out(client: Any) -> None:
    folder = "sparkify/log_data/2018/11/"
    put(client, folder, f"{folder}_SUCCESS", f"{folder}.2018-11-01.json", f"{folder}notes.txt")
    put(client, f"{folder}2018-11-01-events.json.gz", f"{folder}2018-11-31-events.json")
    assert list_keys(open_lake(client)) == ["log_data/2018/11/2018-11-01-events.json.gz"]


def test_a_window_lists_only_its_months_and_its_days(client: Any) -> None:
    days = ["2018-10-31", "2018-11-01", "2018-11-30", "2018-12-01"]
    keys = [f"log_data/{day[:4]}/{day[5:7]}/{day}.json" for day in days]
    put(client, *(f"sparkify/{key}" for key in keys))
    put(client, "sparkify/log_data/2017/01/2018-11-02.json")
    lake, months = open_lake(client), Window(date(2018, 11, 1), date(2018, 12, 1))

    prefixes: list[str] = []
    client.meta.events.register(
        "before-parameter-build.s3.ListObjectsV2",
        lambda params, **_: prefixes.append(params["Prefix"]),
    )
    assert list_keys(lake, months) == keys[1:]
    assert prefixes == ["sparkify/log_data/2018/11/", "sparkify/log_data/2018/12/"]
    assert list_keys(lake, Window(first_day=date(2018, 12, 1))) == [keys[-1]]


def test_more_than_one_page_is_listed(client: Any) -> None:
    names = [f"sparkify/song_data/TR{number}.json" for number in range(5)]
    put(client, *names)
    client.meta.events.register(
        "before-parameter-build.s3.ListObjectsV2",
        lambda params, **_: params.update(MaxKeys=2),
    )
    uris = [file.uri for file in open_lake(client).list_files("songs", EVERY_DAY)]
    assert uris == [f"s3://{BUCKET}/{name}" for name in names]


def test_keys_are_taken_literally(client: Any) -> None:
    key = f"log_data/2018/11/2018-11-01 {ODD}.json"
    put(client, f"sparkify/{key}")
    lake = open_lake(client)
    (file,) = lake.list_files("events", EVERY_DAY)
    assert file.uri == f"s3://{BUCKET}/sparkify/{key}"
    with lake.open(file.uri) as stream:
        assert stream.read() == f"sparkify/{key}".encode()


def test_the_etag_follows_the_content(client: Any) -> None:
    put(client, "sparkify/song_data/TRA.json")
    (before,) = open_lake(client).list_files("songs", EVERY_DAY)
    client.put_object(Bucket=BUCKET, Key="sparkify/song_data/TRA.json", Body=b"other")
    (after,) = open_lake(client).list_files("songs", EVERY_DAY)
    assert before.etag != after.etag


def test_what_a_batch_wrote_is_removed_and_nothing_else(client: Any) -> None:
    lake = open_lake(client)
    uri = lake.write("b1", "songs-0001.json.gz", b"content")
    lake.write("b2", "x.manifest", b"")
    put(client, "work2/b1/x", "sparkify/song_data/TRA.json")
    assert uri == f"s3://{BUCKET}/work/b1/songs-0001.json.gz"
    assert lake.list_batches() == ["b1", "b2"]

    lake.remove_batch("b1")
    lake.remove_batch("b1")
    keys = [entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert keys == ["sparkify/song_data/TRA.json", "work/b2/x.manifest", "work2/b1/x"]


def test_the_lakes_own_jsonpaths_file_is_found(client: Any) -> None:
    lake = open_lake(client)
    put(client, "sparkify/log_json_path.json.bak")
    assert lake.jsonpaths_uri() is None
    put(client, "sparkify/log_json_path.json")
    assert lake.jsonpaths_uri() == f"s3://{BUCKET}/sparkify/log_json_path.json"


def test_a_bucket_that_is_missing_is_named_with_the_next_step(client: Any) -> None:
    lake = S3Lake(client, "no-such-bucket", work_prefix="work", region="us-west-2")
    with pytest.raises(ConfigurationError, match=r"s3://no-such-bucket/song_data/.*NoSuchBucket"):
        list(lake.list_files("songs", EVERY_DAY))
    with pytest.raises(ConfigurationError, match="NoSuchBucket"):
        lake.write("b", "x", b"")
    with pytest.raises(ConfigurationError, match="NoSuchKey"):
        open_lake(client).open(f"s3://{BUCKET}/nothing")


def test_a_prefix_without_log_data_is_told_so(client: Any) -> None:
    put(client, "elsewhere/log_data/2018/11/2018-11-01-events.json")
    with pytest.raises(ConfigurationError, match="log_data"):
        list(open_lake(client).list_files("events", EVERY_DAY))


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("AccessDenied", 403, ConfigurationError),
        ("NoSuchBucket", 404, ConfigurationError),
        ("SlowDown", 503, TransientError),
        ("InternalError", 500, TransientError),
        ("Throttling", 400, TransientError),
        ("RequestTimeout", 400, TransientError),
    ],
)
def test_s3s_answers_are_sorted_by_whether_a_retry_can_help(
    code: str, status: int, kind: type[Exception]
) -> None:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    assert isinstance(sort_aws_error(ClientError(answer, "ListObjectsV2"), "list x"), kind)


def test_a_network_that_fails_can_be_retried() -> None:
    error = EndpointConnectionError(endpoint_url="https://s3")
    assert isinstance(sort_aws_error(error, "list x"), TransientError)
