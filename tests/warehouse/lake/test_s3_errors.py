"""What S3 refuses, and what the network loses, is sorted by whether a retry can help."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    SSLError,
)
from botocore.response import StreamingBody
from lake_bucket import BUCKET, open_lake, put, refuse

from warehouse.errors import ConfigurationError, TransientError
from warehouse.lake.files import EVERY_DAY
from warehouse.lake.s3_errors import sort_aws_error
from warehouse.lake.s3_lake import S3Lake
from warehouse.sources import EVENTS, SONGS


def test_a_bucket_that_is_missing_is_named_with_the_next_step(lake_client: Any) -> None:
    lake = S3Lake(lake_client, "no-such-bucket", work_prefix="work", region="us-west-2")
    with pytest.raises(ConfigurationError, match=r"s3://no-such-bucket/song_data/.*NoSuchBucket"):
        list(lake.list_files(SONGS, EVERY_DAY))
    with pytest.raises(ConfigurationError, match="NoSuchBucket"):
        lake.write("b", "x", b"")
    with pytest.raises(ConfigurationError, match="NoSuchKey"):
        open_lake(lake_client).open(f"s3://{BUCKET}/nothing")


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


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (EndpointConnectionError(endpoint_url="https://s3"), TransientError),
        (ReadTimeoutError(endpoint_url="https://s3"), TransientError),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), TransientError),
        (SSLError(endpoint_url="https://s3", error="self-signed"), ConfigurationError),
        (NoCredentialsError(), ConfigurationError),
        (ParamValidationError(report="Invalid bucket name"), ConfigurationError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_network_that_fails_can_be_retried_and_a_wrong_setting_cannot(
    error: BotoCoreError, kind: type[Exception]
) -> None:
    assert isinstance(sort_aws_error(error, "list x"), kind)


def test_too_many_requests_can_be_retried(lake_client: Any) -> None:
    lake = open_lake(lake_client)
    refuse(lake_client, "ListObjectsV2", "SlowDown", 503)
    with pytest.raises(TransientError, match=r"list s3://sparkify-lake/sparkify/song_data/.*SlowD"):
        list(lake.list_files(SONGS, EVERY_DAY))


@pytest.mark.parametrize(
    ("operation", "act"),
    [
        ("ListObjectsV2", lambda lake: list(lake.list_files(EVENTS, EVERY_DAY))),
        ("GetObject", lambda lake: lake.open(f"s3://{BUCKET}/x")),
        ("PutObject", lambda lake: lake.write("b", "x", b"")),
        ("DeleteObjects", lambda lake: lake.remove_batch("b1")),
    ],
)
def test_a_right_that_is_missing_is_one_line_with_object_cause_and_next_step(
    lake_client: Any, operation: str, act: Callable[[S3Lake], object]
) -> None:
    lake = open_lake(lake_client)
    lake.write("b1", "x.manifest", b"")
    refuse(lake_client, operation, "AccessDenied", 403)
    with pytest.raises(ConfigurationError) as raised:
        act(lake)
    assert re.fullmatch(
        rf"\w+ s3://{BUCKET}/\S+: S3 answered AccessDenied\. Check .*", str(raised.value)
    )


def test_a_key_that_s3_refuses_to_delete_is_told(lake_client: Any) -> None:
    lake = open_lake(lake_client)
    lake.write("b1", "x.manifest", b"")
    lake_client.meta.events.register(
        "after-call.s3.DeleteObjects",
        lambda parsed, **_: parsed.update(Errors=[{"Key": "x", "Code": "AccessDenied"}]),
    )
    with pytest.raises(ConfigurationError, match="AccessDenied"):
        lake.remove_batch("b1")


def test_an_object_that_ends_too_soon_can_be_read_again(lake_client: Any) -> None:
    put(lake_client, "sparkify/song_data/TRA.json")
    lake = open_lake(lake_client)
    (song,) = lake.list_files(SONGS, EVERY_DAY)
    lake_client.meta.events.register(
        "after-call.s3.GetObject",
        lambda parsed, **_: parsed.update(Body=StreamingBody(io.BytesIO(b"half"), 8)),
    )
    with pytest.raises(TransientError, match=re.escape(f"read {song.uri}")):
        list(lake.read_all([song]))
