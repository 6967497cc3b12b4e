"""A lake in an S3 bucket."""

import io
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    SSLError,
)

from warehouse.errors import (
    RUN_AGAIN,
    ConfigurationError,
    PermanentError,
    TransientError,
    WarehouseError,
)
from warehouse.lake.files import (
    HIDDEN,
    Ignored,
    LakeFile,
    Listing,
    Window,
    find_day,
    find_reason,
    is_hidden,
)
from warehouse.sources import SOURCES, Source

BUSY_CODES = {"SlowDown", "Throttling", "RequestTimeout", "TooManyRequests"}
READERS = 16  # S3 answers one small object in some 20 ms; more at once hide that
READ_AHEAD = 512  # objects held in memory


class S3Lake:
    """A lake in a bucket; a batch's own files go below `work_prefix` of the same bucket.

    Args:
        client: A boto3 S3 client.
        bucket: Name of the bucket.
        prefix: Where `log_data/` and `song_data/` are, e.g. `sparkify/`; may be empty.
        work_prefix: Where manifests and packs are written, one folder a batch.
        region: AWS region of the bucket.
    """

    def __init__(
        self, client: Any, bucket: str, *, prefix: str = "", work_prefix: str, region: str
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = _as_folder(prefix)
        self._work_prefix = _as_folder(work_prefix)
        self.region = region

    @property
    def uri(self) -> str:
        """The root as a URI."""
        return self._to_uri(self._prefix)

    def list_files(self, source: Source, window: Window) -> Listing:
        """The files of a source, and what is ignored.

        All objects are listed whatever the window is: any folder can hold a file of any day. A
        page of 1,000 keys is one request.
        """
        found = [
            self._describe(entry, source)
            for entry in self._list_objects(f"{self._prefix}{source.folder}/")
        ]
        if source.is_required and not found:
            raise ConfigurationError(
                f"The lake {self.uri} has no {source.folder}/ folder. Check bucket and prefix of "
                "the lake's block."
            )
        files = (each for each in found if isinstance(each, LakeFile) and each.day in window)
        ignored = {each for each in found if isinstance(each, Ignored)}
        return Listing(tuple(files), tuple(sorted(ignored, key=lambda each: each.uri)))

    def _describe(self, entry: dict[str, Any], source: Source) -> LakeFile | Ignored | None:
        """What an object is: a file, or ignored by itself or with its folder; a marker is None."""
        key: str = entry["Key"]
        if key.endswith("/"):
            return None
        *folders, name = key.removeprefix(self._prefix).split("/")
        for depth, folder in enumerate(folders, start=1):
            if is_hidden(folder):
                return Ignored(self.uri + "/".join(folders[:depth]) + "/", HIDDEN)
        if reason := find_reason(name):
            return Ignored(self._to_uri(key), reason)
        etag = entry["ETag"].strip('"')
        return LakeFile(self._to_uri(key), source.kind, find_day(source, name), etag, entry["Size"])

    def _list_objects(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                yield from page.get("Contents", [])
        except (BotoCoreError, ClientError) as error:
            raise sort_aws_error(error, f"list {self._to_uri(prefix)}") from error

    def find_jsonpaths(self, source: Source) -> str | None:
        """URI of the lake's own JSONPaths file for a source, or None when it has none."""
        key = self._prefix + source.jsonpaths_name
        found = any(entry["Key"] == key for entry in self._list_objects(key))
        return self._to_uri(key) if found else None

    def open(self, uri: str) -> io.BufferedReader:
        """Opens an object for reading bytes."""
        key = uri.removeprefix(f"s3://{self._bucket}/")
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except (BotoCoreError, ClientError) as error:
            raise sort_aws_error(error, f"read {uri}") from error
        return io.BufferedReader(_Body(body, uri))

    def find_changed(self, files: Sequence[LakeFile]) -> frozenset[str]:
        """URIs of the objects that no longer have the content that was listed, or are gone."""
        if not files:
            return frozenset()
        listed = {
            self._to_uri(entry["Key"]): entry["ETag"].strip('"')
            for folder in {SOURCES[file.kind].folder for file in files}
            for entry in self._list_objects(f"{self._prefix}{folder}/")
        }
        return frozenset(file.uri for file in files if listed.get(file.uri) != file.etag)

    def read_all(self, uris: Sequence[str]) -> Iterator[bytes | PermanentError]:
        """The contents of objects, in order; some are read ahead, of one that cannot be, why."""
        with ThreadPoolExecutor(READERS) as readers:
            for start in range(0, len(uris), READ_AHEAD):
                yield from readers.map(self._read, uris[start : start + READ_AHEAD])

    def _read(self, uri: str) -> bytes | PermanentError:
        try:
            with self.open(uri) as stream:
                return stream.read()
        except PermanentError as error:
            return error

    def write(self, batch_id: str, name: str, content: bytes) -> str:
        """Writes an object of a batch and returns its URI."""
        key = f"{self._work_prefix}{batch_id}/{name}"
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content)
        except (BotoCoreError, ClientError) as error:
            raise sort_aws_error(error, f"write {self._to_uri(key)}") from error
        return self._to_uri(key)

    def remove_batch(self, batch_id: str) -> None:
        """Removes all that `write` wrote for a batch."""
        keys = [entry["Key"] for entry in self._list_objects(f"{self._work_prefix}{batch_id}/")]
        for start in range(0, len(keys), 1000):  # DeleteObjects takes 1,000 keys a call
            self._delete(keys[start : start + 1000])

    def _delete(self, keys: list[str]) -> None:
        objects = [{"Key": key} for key in keys]
        subject = f"delete {self._to_uri(keys[0])}"
        try:
            answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects})
        except (BotoCoreError, ClientError) as error:
            raise sort_aws_error(error, subject) from error
        for refused in answer.get("Errors", []):  # S3 answers 200 and refuses key by key
            raise sort_aws_error(ClientError({"Error": refused}, "DeleteObjects"), subject)

    def list_batches(self) -> Iterable[str]:
        """Ids of the batches that have files here."""
        keys = (entry["Key"] for entry in self._list_objects(self._work_prefix))
        return sorted({key.removeprefix(self._work_prefix).split("/", 1)[0] for key in keys})

    def _to_uri(self, key: str) -> str:
        return f"s3://{self._bucket}/{key}"


class _Body(io.RawIOBase):
    """The content of an object on its way, which may end too soon."""

    def __init__(self, body: Any, uri: str) -> None:
        self._body = body
        self._uri = uri

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Reads some bytes; 0 at the end."""
        view = memoryview(buffer)
        try:
            content = self._body.read(len(view))
        except BotoCoreError as error:
            raise sort_aws_error(error, f"read {self._uri}") from error
        view[: len(content)] = content
        return len(content)

    def close(self) -> None:
        """Gives the connection back."""
        self._body.close()
        super().close()


def sort_aws_error(error: BotoCoreError | ClientError, subject: str) -> WarehouseError:
    """The error of our tree for an error of AWS's S3 client."""
    if _is_passing(error):
        return TransientError(f"{subject}: S3 did not answer ({error}). {RUN_AGAIN}")
    cause = (
        f"S3 answered {error.response.get('Error', {}).get('Code', 'an error')}"
        if isinstance(error, ClientError)
        else f"S3 was not asked: {error}".rstrip(".")
    )
    return ConfigurationError(
        f"{subject}: {cause}. Check bucket, prefix and credentials of the lake's block, and the "
        "role's policy."
    )


def _is_passing(error: BotoCoreError | ClientError) -> bool:
    """Whether the network or S3 failed, and not what we asked or who we are."""
    if not isinstance(error, ClientError):
        is_of_network = isinstance(
            error, HTTPClientError | EndpointConnectionError | IncompleteReadError
        )
        return is_of_network and not isinstance(error, SSLError)
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    return status >= 500 or status == 429 or code in BUSY_CODES | {"InternalError"}


def _as_folder(prefix: str) -> str:
    stripped = prefix.strip("/")
    return f"{stripped}/" if stripped else ""
