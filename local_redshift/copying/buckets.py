"""Objects in S3, with the AWS credentials and the endpoint of the server's own environment.

The role that COPY names is required and not taken on: it belongs to a warehouse that is not here.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-source-s3.html,
https://github.com/awslabs/aws-lambda-redshift-loader/issues/73 (how Redshift words S3's answers),
https://repost.aws/knowledge-center/redshift-fix-copy-analyze-statupdate-issues
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    SSLError,
)

from local_redshift.errors import RedshiftError, not_supported

from .stores import S3_ERROR, SourceFile, load_failed

_SCHEME = "s3://"
_CHUNK_BYTES = 1024 * 1024  # all of an object that is in memory at a time
_TRIES = 5  # of one object whose connection is cut; what S3 refuses as busy, the client repeats
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": _TRIES},
    connect_timeout=10,
    read_timeout=60,
    max_pool_connections=32,
)
_NO_CREDENTIALS = "S3 was not asked: local_redshift was started without AWS credentials"
_WHOSE = "local_redshift reads S3 with the AWS credentials that it was started with"
_HEAD_ANSWERS = {  # an answer to HEAD has no body that says more
    "403": ("AccessDenied", "Access Denied"),
    "404": ("NoSuchKey", "The specified key does not exist."),
}


@dataclass(frozen=True)
class S3Object(SourceFile):
    """An object that is brought here when it is read."""

    client: Any

    def bring(self, folder: Path, check: Callable[[], None]) -> Path:
        """Downloads the object; where a connection is cut, it goes on from there."""
        descriptor, name = tempfile.mkstemp(prefix="object-", dir=folder)
        with os.fdopen(descriptor, "wb") as target, _worded(f"S3 key being read : {self.uri}"):
            for attempt in range(1, _TRIES + 1):
                try:
                    self._download(target, check)
                    break
                except (HTTPClientError, IncompleteReadError):
                    if attempt == _TRIES:
                        raise
        return Path(name)

    def _download(self, target: BinaryIO, check: Callable[[], None]) -> None:
        bucket, key = _split(self.uri)
        begin = target.tell()
        if begin and begin == self.size_bytes:
            return
        rest = {"Range": f"bytes={begin}-"} if begin else {}
        body = self.client.get_object(Bucket=bucket, Key=key, **rest)["Body"]
        with body:
            for chunk in body.iter_chunks(_CHUNK_BYTES):
                check()
                target.write(chunk)


class Buckets:
    """The buckets that the server's credentials open.

    Args:
        region: The region that COPY names; empty for that of the server's environment.

    Raises:
        RedshiftError: XX000, the server was started without credentials.
    """

    def __init__(self, region: str) -> None:
        self._client = _open_client(region)

    def list_prefix(self, uri: str) -> list[SourceFile]:
        """The objects whose key begins with this one."""
        bucket, prefix = _split(uri)
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        with _worded(f"Listing bucket={bucket} prefix={prefix}"):
            return [
                S3Object(f"{_SCHEME}{bucket}/{entry['Key']}", entry["Size"], self._client)
                for page in pages
                for entry in page.get("Contents", [])
            ]

    def find(self, uri: str) -> SourceFile | None:
        """The object of a key."""
        bucket, key = _split(uri)
        with _worded(f"S3 key being read : {uri}"):
            try:
                found = self._client.head_object(Bucket=bucket, Key=key)
            except ClientError as error:
                if _read_status(error) == 404:
                    return None
                raise
        return S3Object(uri, found["ContentLength"], self._client)

    def read(self, uri: str, what: str) -> bytes:
        """The content of a small object."""
        bucket, key = _split(uri)
        with _worded(f"url={uri}", f"Problem reading {what} - "):
            content: bytes = self._client.get_object(Bucket=bucket, Key=key)["Body"].read()
        return content

    def put(self, made: Path, uri: str) -> None:
        """Uploads the file."""
        bucket, key = _split(uri)
        with _worded(f"S3 key being written : {uri}"), made.open("rb") as body:
            self._client.put_object(Bucket=bucket, Key=key, Body=body)


@lru_cache(maxsize=8)
def _open_client(region: str) -> Any:
    """A client, which threads share; without credentials there is none, and it is tried again."""
    session = boto3.Session(region_name=region or None)
    if session.get_credentials() is None:
        raise load_failed(_NO_CREDENTIALS, S3_ERROR, _WHOSE)
    return session.client("s3", config=_CONFIG)


def _split(uri: str) -> tuple[str, str]:
    """Bucket and key, which is taken literally."""
    if not uri.startswith(_SCHEME):
        raise not_supported(f"COPY from {uri.partition('://')[0] or 'a path'}:// beside s3://")
    bucket, _, key = uri.removeprefix(_SCHEME).partition("/")
    return bucket, key


@contextmanager
def _worded(context: str, beginning: str = "") -> Iterator[None]:
    """Gives what S3 answers the words of Redshift."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise _explain(error, context, beginning) from error


def _explain(
    error: BotoCoreError | ClientError, context: str, beginning: str = ""
) -> RedshiftError:
    if isinstance(error, ClientError):
        message = _word_answer(error)
    elif isinstance(error, HTTPClientError | IncompleteReadError):
        can_retry = 0 if isinstance(error, SSLError) else 1
        message = f"S3CurlException:{error},CanRetry {can_retry}"
    else:
        message = f"S3 was not asked: {error}"
    return load_failed(beginning + message, S3_ERROR, f"{context}; {_WHOSE}")


def _word_answer(error: ClientError) -> str:
    said = error.response.get("Error", {})
    request = error.response.get("ResponseMetadata", {})
    status, code = _read_status(error), str(said.get("Code", ""))
    code, words = _HEAD_ANSWERS.get(code, (code, str(said.get("Message", ""))))
    return (
        f"S3ServiceException:{words},Status {status},Error {code},"
        f"Rid {request.get('RequestId', '')},ExtRid {request.get('HostId', '')},"
        f"CanRetry {int(status >= 500)}"
    )


def _read_status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
