"""The lake: Sparkify's files and the place beside them where a batch writes its own.

Layout: `log_data/**` (events), `song_data/**` (songs) and `log_json_path.json` (the JSONPaths of
the events). Files of JSON have any name and lie in any folder; a date in an event file's name is
its UTC day. What is not loaded is listed with the reason.
"""

import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol, cast

from warehouse.errors import ConfigurationError, PermanentError
from warehouse.sources import SOURCES, Source

_GZIP_START = b"\x1f\x8b"  # https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1

# what Hadoop, Spark and Databricks write beside the data of a job
_MARKER = re.compile(
    r"_SUCCESS|_(committed|started)_.*|_(common_)?metadata|_(temporary|spark_metadata|delta_log)/"
    r"|.*\.crc|.*_\$folder\$",
    re.DOTALL,
)

MOST_NAMED = 3  # ignored entries of a reason, in one line
HIDDEN = "a name that begins with . or _"
NO_JSON = "no suffix of JSON: .json, .jsonl or .ndjson, also with .gz"

_JSON_FILE = re.compile(r".*\.(json|jsonl|ndjson)(\.gz)?", re.DOTALL | re.IGNORECASE)
# 2018-11-02, 20181102 and 2018_11_02, with no further digit beside it
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_]?)(\d{2})\2(\d{2})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One file of the lake.

    Attributes:
        uri: `s3://bucket/key` or `file:///path`, taken literally (nothing is percent-encoded).
        kind: What its lines are: the kind of its source.
        day: UTC day of its name; None where the source has no days.
        etag: Changes whenever the content does.
        size_bytes: Its size.
    """

    uri: str
    kind: str
    day: date | None
    etag: str
    size_bytes: int

    @property
    def is_gzip(self) -> bool:
        """Whether its name says gzip; how a file is read follows from its content alone."""
        return self.uri.lower().endswith(".gz")


@dataclass(frozen=True, slots=True)
class Ignored:
    """What lies in the lake and is not loaded.

    Attributes:
        uri: The file, or the folder with all that is in it; a folder's ends with a slash.
        reason: Why, in a few words.
    """

    uri: str
    reason: str

    @property
    def name(self) -> str:
        """The base name; a folder's ends with a slash."""
        return self.uri[self.uri.rstrip("/").rfind("/") + 1 :]

    @property
    def is_marker(self) -> bool:
        """Whether it is no data but what a job leaves beside it, so that nobody misses it."""
        return _MARKER.fullmatch(self.name) is not None


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies below folders of the lake; it iterates over the files.

    Attributes:
        files: What can be loaded, in the order of their URIs.
        ignored: All else, in the order of their URIs; whatever day a window asks for.
    """

    files: tuple[LakeFile, ...]
    ignored: tuple[Ignored, ...]

    def __iter__(self) -> Iterator[LakeFile]:
        return iter(self.files)


@dataclass(frozen=True, slots=True)
class Window:
    """A span of UTC days, both ends included; what has no day is in every window."""

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

    def __contains__(self, day: date | None) -> bool:
        return day is None or self.first_day <= day <= self.last_day


EVERY_DAY = Window()


class Lake(Protocol):
    """Where the files are; a directory or an S3 bucket."""

    @property
    def uri(self) -> str:
        """The root, for people."""

    @property
    def region(self) -> str:
        """AWS region of the bucket, which COPY must name."""

    def list_files(self, source: Source, window: Window) -> Listing:
        """The files of a source whose day is in the window, and what is no such file.

        The window looks at names alone: a file of any day may lie in any folder.

        Raises:
            ConfigurationError: The lake or a folder that it must have does not exist.
        """

    def find_jsonpaths(self, source: Source) -> str | None:
        """URI of the lake's own JSONPaths file for a source, or None when it has none."""

    def open(self, uri: str) -> io.BufferedReader:
        """Opens a file for reading bytes."""

    def read_all(self, files: Sequence[LakeFile]) -> Iterator[bytes | PermanentError]:
        """The contents of files, in order; of one that cannot be read, why."""

    def find_changed(self, files: Sequence[LakeFile]) -> frozenset[str]:
        """URIs of the files that no longer have the content that was listed, or are gone."""

    def write(self, batch_id: str, name: str, content: bytes) -> str:
        """Writes a file of a batch (a manifest, a pack) and returns its URI."""

    def keep_page(self, batch_id: str, name: str, content: bytes) -> str | None:
        """Keeps an HTML page of a run in the lake's bucket; its URI, or None without a bucket."""

    def remove_batch(self, batch_id: str) -> None:
        """Removes all that `write` wrote for a batch."""

    def list_batches(self) -> Iterable[str]:
        """Ids of the batches that have files here, also of runs that were killed."""


def is_gzip_content(content: bytes) -> bool:
    """Whether content is gzip, by its first two bytes."""
    return content.startswith(_GZIP_START)


def is_gzip_file(lake: Lake, uri: str) -> bool:
    """Whether COPY needs the option GZIP for a file; reads its first two bytes."""
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


def list_lake(lake: Lake, window: Window) -> Listing:
    """The files of all sources in a lake.

    Raises:
        ConfigurationError: The lake cannot be listed.
    """
    listings = [lake.list_files(source, window) for source in SOURCES.values()]
    return Listing(
        tuple(file for listing in listings for file in listing.files),
        tuple(entry for listing in listings for entry in listing.ignored),
    )


def summarize_ignored(ignored: Iterable[Ignored]) -> str:
    """What is ignored, in one line: how many entries, and the first names of each reason."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for entry in ignored:
        names[entry.reason].append(entry.name)
    count = sum(map(len, names.values()))
    groups = (f"{_list_first(group)} ({reason})" for reason, group in names.items())
    return f"{count:,}: {'; '.join(groups)}"


def _list_first(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def is_hidden(name: str) -> bool:
    """Whether the base name of a file or folder says that it is none of the lake's data."""
    return name.startswith((".", "_"))


def find_reason(name: str) -> str | None:
    """Why a file with that base name is ignored; None when it is loaded."""
    if is_hidden(name):
        return HIDDEN
    return None if _JSON_FILE.fullmatch(name) else NO_JSON


def find_day(source: Source, name: str) -> date | None:
    """The UTC day of a file: the first date in its base name, if its source has days."""
    if not source.is_dated:
        return None
    for year, _, month, day in _DAY_IN_NAME.findall(name):
        with suppress(ValueError):  # digits that are no date, such as the 31st of November
            return date(int(year), int(month), int(day))
    return None
