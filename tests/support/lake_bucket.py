"""A bucket of moto's S3 that holds a lake."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from moto import mock_aws

from warehouse.lake.s3_lake import S3Lake

BUCKET = "sparkify-lake"


@pytest.fixture
def lake_client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client(
            "s3",
            region_name="us-west-2",
            config=Config(retries={"total_max_attempts": 1}),  # the client's own tries take long
        )
        client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
        )
        yield client


def put(client: Any, *keys: str) -> None:
    for key in keys:
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode())


def open_lake(client: Any, prefix: str = "sparkify") -> S3Lake:
    return S3Lake(client, BUCKET, prefix=prefix, work_prefix="work/", region="us-west-2")


def refuse(lake_client: Any, operation: str, code: str, status: int) -> None:
    """Makes S3 answer an operation with an error from now on."""
    body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    raw: Any = SimpleNamespace(stream=lambda **_: [body])
    lake_client.meta.events.register_first(
        f"before-send.s3.{operation}",
        lambda request, **_: AWSResponse(request.url, status, {}, raw),
    )
