"""A lake in an S3 bucket."""

import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from warehouse.errors import ConfigurationError, PermanentError
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
from warehouse.lake.s3_errors import read_status, sort_aws_error
from warehouse.sources import SOURCES, Source

REPORTS = "sparkify-reports"  # the folder of what people read of a run
READERS = 16  # S3 answers one small object in some 20 ms; more at once hide that
READ_AHEAD = 512  # objects held in memory,
READ_AHEAD_BYTES = 32 * 1024 * 1024  # and no more than so much of them
FEW_FILES = 100  # are looked at one by one; of more, their folder is listed again


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
                f"The lake {self.uri} has no {source.folder}/ folder. Check bucket and prefix."
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
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=self._to_key(uri))["Body"]
        except (BotoCoreError, ClientError) as error:
            raise sort_aws_error(error, f"read {uri}") from error
        return io.BufferedReader(_Body(body, uri))

    def find_changed(self, files: Sequence[LakeFile]) -> frozenset[str]:
        """URIs of the objects that no longer have the content that was listed, or are gone."""
        etags = self._ask_etags(files) if len(files) < FEW_FILES else None
        found = self._list_etags(files) if etags is None else etags
        return frozenset(file.uri for file in files if found.get(file.uri) != file.etag)

    def _ask_etags(self, files: Sequence[LakeFile]) -> dict[str, str] | None:
        """The etags of objects that are there; None when S3 refuses to say one."""
        with ThreadPoolExecutor(READERS) as readers:
            etags = list(readers.map(self._ask_etag, [file.uri for file in files]))
        if None in etags:
            return None
        return {file.uri: str(etag) for file, etag in zip(files, etags, strict=True)}

    def _ask_etag(self, uri: str) -> str | None:
        """The etag of an object, empty when it is gone; None when S3 refuses to say it."""
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=self._to_key(uri))
        except (BotoCoreError, ClientError) as error:
            status = read_status(error) if isinstance(error, ClientError) else 0
            if status in {403, 404}:
                return None if status == 403 else ""
            raise sort_aws_error(error, f"look at {uri}") from error
        return str(found["ETag"]).strip('"')

    def _list_etags(self, files: Sequence[LakeFile]) -> dict[str, str]:
        return {
            self._to_uri(entry["Key"]): entry["ETag"].strip('"')
            for folder in {SOURCES[file.kind].folder for file in files}
            for entry in self._list_objects(f"{self._prefix}{folder}/")
        }

    def read_all(self, files: Sequence[LakeFile]) -> Iterator[bytes | PermanentError]:
        """The contents of objects, in order; some are read ahead, of one that cannot be, why."""
        ahead: deque[tuple[int, Future[bytes | PermanentError]]] = deque()
        held_bytes = 0
        with ThreadPoolExecutor(READERS) as readers:
            for file in files:
                held_bytes += file.size_bytes
                while ahead and (held_bytes > READ_AHEAD_BYTES or len(ahead) == READ_AHEAD):
                    size_bytes, reading = ahead.popleft()
                    yield reading.result()
                    held_bytes -= size_bytes
                ahead.append((file.size_bytes, readers.submit(self._read, file.uri)))
            while ahead:
                yield ahead.popleft()[1].result()

    def _read(self, uri: str) -> bytes | PermanentError:
        try:
            with self.open(uri) as stream:
                return stream.read()
        except PermanentError as error:
            return error

    def write(self, batch_id: str, name: str, content: bytes) -> str:
        """Writes an object of a batch and returns its URI."""
        return self._put(f"{self._work_prefix}{batch_id}/{name}", content)

    def keep_page(self, batch_id: str, name: str, content: bytes) -> str:
        """Keeps an HTML page of a run, for people, and returns its URI."""
        return self._put(f"{REPORTS}/{batch_id}/{name}", content, ContentType="text/html")

    def _put(self, key: str, content: bytes, **options: str) -> str:
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content, **options)
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

    def _to_key(self, uri: str) -> str:
        return uri.removeprefix(f"s3://{self._bucket}/")


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


def find_region(client: Any, bucket: str) -> str:
    """The AWS region of a bucket.

    Raises:
        ConfigurationError: There is no such bucket, or it is closed to us.
        TransientError: S3 did not answer.
    """
    try:
        found = client.head_bucket(Bucket=bucket)
    except (BotoCoreError, ClientError) as error:
        raise sort_aws_error(error, f"open s3://{bucket}") from error
    return str(found.get("BucketRegion") or client.meta.region_name)


def _as_folder(prefix: str) -> str:
    stripped = prefix.strip("/")
    return f"{stripped}/" if stripped else ""
