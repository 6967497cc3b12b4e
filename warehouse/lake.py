"""The lake: Sparkify's files and the place beside them where a batch writes its own.

Layout: `log_data/YYYY/MM/YYYY-MM-DD*.json[.gz]` (events, the UTC day in the name),
`song_data/**/*.json` (songs) and `log_json_path.json` (the JSONPaths of the events).
"""

import gzip
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal, Protocol, cast

from warehouse.errors import ConfigurationError

FileKind = Literal["events", "songs"]

EVENTS_FOLDER = "log_data"
SONGS_FOLDER = "song_data"
JSONPATHS_NAME = "log_json_path.json"

_GZIP_START = b"\x1f\x8b"  # https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
_DATA_FILE = re.compile(r"[^._].*\.json(\.gz)?", re.DOTALL)
_DAY_IN_NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH_FOLDER = re.compile(rf"{EVENTS_FOLDER}/(\d{{4}})(?:/(\d{{2}}))?(?:/|$)")


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One file of the lake.

    Attributes:
        uri: `s3://bucket/key` or `file:///path`, taken literally (nothing is percent-encoded).
        kind: What its lines are.
        day: UTC day of an event file's name; None for songs.
        etag: Changes whenever the content does.
        size_bytes: Its size.
    """

    uri: str
    kind: FileKind
    day: date | None
    etag: str
    size_bytes: int

    @property
    def is_gzip(self) -> bool:
        """Whether its name says gzip; how a file is read follows from its content alone."""
        return self.uri.lower().endswith(".gz")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of UTC days, both ends included."""

    first_day: date = date.min
    last_day: date = date.max

    @classmethod
    def between(cls, first_day: date | None, last_day: date | None) -> "Window":
        """The window of two days; None is no limit.

        Raises:
            ConfigurationError: It ends before it begins.
        """
        if first_day and last_day and first_day > last_day:
            raise ConfigurationError(
                f"The window from {first_day} to {last_day} ends before it begins. Swap the days."
            )
        return cls(first_day or date.min, last_day or date.max)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def meets_folder(self, key: str) -> bool:
        """Whether a folder below the lake's root may hold files of the window."""
        match = _MONTH_FOLDER.match(key)
        if not match:
            return True
        year = int(match[1])
        if match[2] is None:
            return self.first_day.year <= year <= self.last_day.year
        month = (year, int(match[2]))
        first, last = self.first_day, self.last_day
        return (first.year, first.month) <= month <= (last.year, last.month)


EVERY_DAY = Window()


class Lake(Protocol):
    """Where the files are; a directory or an S3 bucket."""

    @property
    def uri(self) -> str:
        """The root, for people."""

    @property
    def region(self) -> str:
        """AWS region of the bucket, which COPY must name."""

    def list_files(self, kind: FileKind, window: Window) -> Iterator[LakeFile]:
        """The files of a kind, in the order of their URIs.

        Raises:
            ConfigurationError: The lake or its folder of that kind does not exist.
        """

    def jsonpaths_uri(self) -> str | None:
        """The lake's JSONPaths file for events, or None when it has none."""

    def open(self, uri: str) -> io.BufferedReader:
        """Opens a file for reading bytes."""

    def read_all(self, uris: Sequence[str]) -> Iterator[bytes]:
        """The contents of files, in order; as many at once as the place can serve."""

    def write(self, batch_id: str, name: str, content: bytes) -> str:
        """Writes a file of a batch (a manifest, a pack) and returns its URI."""

    def remove_batch(self, batch_id: str) -> None:
        """Removes all that `write` wrote for a batch."""

    def list_batches(self) -> Iterable[str]:
        """Ids of the batches that have files here, also of runs that were killed."""


def is_gzip_content(content: bytes) -> bool:
    """Whether content is gzip, by its first two bytes."""
    return content.startswith(_GZIP_START)


def is_gzip_file(lake: Lake, uri: str) -> bool:
    """Whether COPY must be told GZIP for a file; reads its first two bytes."""
    with lake.open(uri) as stream:
        return is_gzip_content(stream.read(len(_GZIP_START)))


@contextmanager
def open_unpacked(lake: Lake, uri: str) -> Iterator[BinaryIO]:
    """Opens a file for reading bytes, and unpacks it when it is gzip."""
    with lake.open(uri) as stream:
        if is_gzip_content(stream.peek(len(_GZIP_START))):
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield cast("BinaryIO", unpacked)
        else:
            yield stream


def is_data_file(name: str) -> bool:
    """Whether a file's base name is one that the lake's producers write."""
    return _DATA_FILE.fullmatch(name) is not None


def find_day(name: str) -> date | None:
    """The UTC day in an event file's base name; None where there is none or it is no day."""
    match = _DAY_IN_NAME.match(name)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
