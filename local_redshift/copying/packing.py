"""Brings the files of a COPY into the shape that DuckDB reads fast: one JSON object a line.

Large files that have it already are linked, small ones are put together (15,000 files of 225
bytes cost DuckDB 12-42 s, and about 1 s when put together first), others are rewritten.
"""

import gzip
import re
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from .command import CopyOptions
from .delimited import read_rows
from .load_errors import LoadError, Rejections
from .objects import MAX_OBJECT_BYTES, is_plain, read_pieces
from .stores import SourceFile, load_failed, unreadable

_SMALL_BYTES = 1024 * 1024
_CHUNK_BYTES = 128 * 1024  # fits the processor's cache: lines are counted a third faster
_CHECK_EVERY = 10_000  # lines
_LONGEST_LINE = MAX_OBJECT_BYTES + 2
_INVALID = re.compile("[\udc80-\udcff]")  # how surrogateescape shows bytes that are no UTF-8


@dataclass(frozen=True)
class _Segment:
    """Consecutive rows of a part that come from one file; `lines` is None when it is plain."""

    first_row: int
    source: SourceFile
    lines: "array[int] | None"


@dataclass
class Part:
    """A file with one object a line, made of one or more sources."""

    path: Path
    row_count: int = 0
    segments: list[_Segment] = field(default_factory=list)

    def origin(self, row: int) -> tuple[SourceFile, int]:
        """The source and the line there of a row of this part, counted from 1."""
        low, high = 0, len(self.segments)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.segments[middle].first_row <= row else (low, middle)
        segment = self.segments[low]
        offset = row - segment.first_row
        return segment.source, offset + 1 if segment.lines is None else segment.lines[offset]


@dataclass(frozen=True)
class ScannedFile:
    """What was read of one source."""

    source: SourceFile
    line_count: int


class Packer:
    """Turns sources into parts.

    Args:
        folder: Where the parts are made.
        options: Whether to decompress, how to replace invalid UTF-8, what separates fields.
        columns: The columns that fields of delimited text are for.
        rejections: Where broken text goes.
        check: Called now and then; raises when the statement was cancelled.
    """

    def __init__(
        self,
        folder: Path,
        options: CopyOptions,
        columns: Sequence[str],
        rejections: Rejections,
        check: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._options = options
        self._columns = columns
        self._is_rewritten = options.replacement is not None or options.delimited is not None
        self._rejections = rejections
        self._check = check
        self._collected: tuple[Part, BinaryIO] | None = None
        self._path_count = 0
        self.parts: list[Part] = []
        self.scanned: list[ScannedFile] = []

    def pack(self, sources: list[SourceFile]) -> None:
        """Makes the parts of these files."""
        try:
            for source in sources:
                self._check()
                self._add(source)
        finally:
            if self._collected is not None:
                self._collected[1].close()

    def _add(self, source: SourceFile) -> None:
        try:
            path = source.bring(self._folder, self._check)
            with _open(path, gzipped=self._options.gzip) as stream:
                head = stream.read(_SMALL_BYTES + 1)
                is_kept = len(head) > _SMALL_BYTES and not self._options.gzip
                if is_kept:
                    self._add_large(source, path)
                elif len(head) > _SMALL_BYTES:
                    self._add_large(source, self._unpack(head, stream))
                else:
                    self._add_small(source, head)
            if path.parent == self._folder and not is_kept:
                path.unlink()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise load_failed(
                f"GZIP: {source.uri} is not a whole gzip file ({error})", 8001, f"url={source.uri}"
            ) from error
        except OSError as error:
            raise unreadable(source.uri, error) from error

    def _unpack(self, head: bytes, stream: BinaryIO) -> Path:
        path = self._new_path()
        with path.open("wb") as target:
            while head:
                self._check()
                target.write(head)
                head = stream.read(_CHUNK_BYTES)
        return path

    def _add_small(self, source: SourceFile, content: bytes) -> None:
        part, target = self._collecting()
        lines = content.splitlines(keepends=True) if b"\r" not in content else _split(content)
        if not self._is_rewritten and all(is_plain(line) for line in lines):
            part.segments.append(_Segment(part.row_count + 1, source, None))
            part.row_count += len(lines)
            target.write(content if content.endswith(b"\n") or not content else content + b"\n")
            self.scanned.append(ScannedFile(source, len(lines)))
        else:
            self._rewrite(source, iter(lines), part, target)

    def _collecting(self) -> tuple[Part, BinaryIO]:
        if self._collected is None:
            part = Part(self._new_path())
            self.parts.append(part)
            self._collected = (part, part.path.open("wb"))
        return self._collected

    def _add_large(self, source: SourceFile, path: Path) -> None:
        part = Part(self._new_path())
        self.parts.append(part)
        with path.open("rb") as stream:
            count = None
            if not self._is_rewritten:
                count = _count_objects(stream, self._check)
            if count is None:
                stream.seek(0)
                with part.path.open("wb") as target:
                    self._rewrite(source, _lines(stream), part, target)
                return
        part.path.symlink_to(path.absolute())  # the link's name holds nothing that DuckDB expands
        part.segments.append(_Segment(1, source, None))
        part.row_count = count
        self.scanned.append(ScannedFile(source, count))

    def _rewrite(
        self, source: SourceFile, lines: Iterator[bytes], part: Part, target: BinaryIO
    ) -> None:
        line_numbers = array("Q")
        counter = _Counter(lines, self._options.replacement, self._check)
        form = self._options.delimited
        for piece in read_rows(counter, form, self._columns) if form else read_pieces(counter):
            if piece.fault is None:
                line_numbers.append(piece.last_line)
                target.write(piece.text + b"\n")
            else:
                raw = piece.text.decode("utf-8", "replace")
                self._rejections.add(LoadError(source.uri, piece.last_line, piece.fault, raw))
        part.segments.append(_Segment(part.row_count + 1, source, line_numbers))
        part.row_count += len(line_numbers)
        self.scanned.append(ScannedFile(source, counter.count))

    def _new_path(self) -> Path:
        self._path_count += 1
        return self._folder / f"{self._path_count}.json"


def _count_objects(stream: BinaryIO, check: Callable[[], None]) -> int | None:
    """The number of lines when each is from `{` to `}`; None when one is not, or is very long."""
    count = 0
    while chunk := stream.read(_CHUNK_BYTES):
        check()
        rest = stream.readline(_CHUNK_BYTES)
        lines = (chunk + rest).removesuffix(b"\n")
        ends = lines.count(b"\n")
        is_whole = len(rest) < _CHUNK_BYTES and lines[:1] == b"{" and lines[-1:] == b"}"
        if not is_whole or lines.count(b"}\n{") != ends:
            return None
        count += ends + 1
    return count


class _Counter:
    """Lines, counted and corrected on their way."""

    def __init__(
        self, lines: Iterator[bytes], replacement: str | None, check: Callable[[], None]
    ) -> None:
        self._lines = lines
        self._replacement = replacement
        self._check = check
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            if self.count % _CHECK_EVERY == 0:
                self._check()
            yield line if self._replacement is None else _mend(line, self._replacement)


def _mend(line: bytes, replacement: str) -> bytes:
    """The line with each byte of invalid UTF-8 replaced."""
    text = line.decode("utf-8", "surrogateescape")
    return (
        "".join(
            replacement if "\udc80" <= letter <= "\udcff" else letter for letter in text
        ).encode()
        if not text.isascii()
        else line
    )


def _split(content: bytes) -> list[bytes]:
    """Lines that end at newlines alone."""
    lines = content.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines; of one that is longer than an object may be, only the beginning."""
    for line in iter(partial(stream.readline, _LONGEST_LINE), b""):
        yield line
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINE)


def _open(path: Path, *, gzipped: bool) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb")) if gzipped else path.open("rb")
