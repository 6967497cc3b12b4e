"""Packs many small files into few NDJSON parts.

COPY pays for each file: 15,000 files of 225 bytes cost it minutes, packed they cost a second. The
same files give the same parts. A pack remembers where each of its lines comes from, so that a
rejected line is still named by the file that a person can open.
"""

import gzip
import json
import statistics
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from warehouse.lake import Lake, LakeFile
from warehouse.progress import tell

PART_SIZE_BYTES = 32 * 1024 * 1024
MANY_FILES = 300
SMALL_FILE_BYTES = 1024 * 1024
_COMPRESS_LEVEL = 1  # parts live for minutes; a higher level costs more than it saves
_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines of a part that follow each other in one file.

    Attributes:
        first_line: 1-based line of the part where they begin.
        file_uri: The file.
        file_line: 1-based line of the file where they begin.
    """

    first_line: int
    file_uri: str
    file_line: int


class Pack:
    """The parts of some files.

    Attributes:
        uris: The parts, in order.
        line_counts: Lines of each packed file, by its URI.
    """

    def __init__(self) -> None:
        self.uris: list[str] = []
        self.line_counts: dict[str, int] = {}
        self._segments: dict[str, list[Segment]] = {}

    def add(self, uri: str, segments: list[Segment]) -> None:
        """Adds a part with its segments in order."""
        self.uris.append(uri)
        self._segments[uri] = segments

    def find_origin(self, part_uri: str, line_number: int) -> tuple[str, int]:
        """The file, and its line, that a line of a part comes from."""
        segments = self._segments[part_uri]
        place = bisect_right(segments, line_number, key=lambda segment: segment.first_line) - 1
        segment = segments[place]
        return segment.file_uri, segment.file_line + line_number - segment.first_line


# the lines of a file's content, each without its line break, with the line where it begins
LineReader = Callable[[LakeFile, bytes], Iterator[tuple[bytes, int]]]


def is_worth_packing(files: Sequence[LakeFile]) -> bool:
    """Whether COPY would pay more for the number of files than for their bytes."""
    if len(files) <= MANY_FILES:
        return False
    return statistics.median(file.size_bytes for file in files) < SMALL_FILE_BYTES


def pack_songs(lake: Lake, batch_id: str, files: Sequence[LakeFile]) -> Pack:
    """Packs song files, one song object a line, with its file in the key `file_uri`."""
    return _pack(lake, batch_id, "songs", files, _read_objects)


def pack_events(lake: Lake, batch_id: str, name: str, files: Sequence[LakeFile]) -> Pack:
    """Packs event files, line by line as they are; the name tells a batch's packs apart."""
    return _pack(lake, batch_id, name, files, _read_lines)


def _pack(
    lake: Lake, batch_id: str, name: str, files: Sequence[LakeFile], read: LineReader
) -> Pack:
    pack = Pack()
    part = _Part()
    for file, content in zip(files, lake.read_all([file.uri for file in files]), strict=True):
        pack.line_counts[file.uri] = part.add_file(file, read(file, _unpack(file, content)))
        tell("packed", [file.uri])
        if part.size_bytes >= PART_SIZE_BYTES:
            _write_part(lake, batch_id, name, pack, part)
            part = _Part()
    if part.lines:
        _write_part(lake, batch_id, name, pack, part)
    return pack


class _Part:
    """A part that is being filled."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.segments: list[Segment] = []
        self.size_bytes = 0

    def add_file(self, file: LakeFile, lines: Iterator[tuple[bytes, int]]) -> int:
        """Adds a file's lines and returns how many they are."""
        before = len(self.lines)
        next_line = 0
        for line, file_line in lines:
            if file_line != next_line:
                self.segments.append(Segment(len(self.lines) + 1, file.uri, file_line))
            self.lines.append(line)
            self.size_bytes += len(line) + 1
            next_line = file_line + 1
        return len(self.lines) - before


def _write_part(lake: Lake, batch_id: str, name: str, pack: Pack, part: _Part) -> None:
    content = gzip.compress(b"\n".join(part.lines), _COMPRESS_LEVEL, mtime=0)
    uri = lake.write(batch_id, f"{name}-{len(pack.uris) + 1:04}.json.gz", content)
    pack.add(uri, part.segments)


def _unpack(file: LakeFile, content: bytes) -> bytes:
    """The content as text; what claims to be gzip and is not goes on, for COPY to reject."""
    if not file.is_gzip:
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b"(this is no gzip file, or not a whole one)"


def _read_lines(_: LakeFile, content: bytes) -> Iterator[tuple[bytes, int]]:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield line, number


def _read_objects(file: LakeFile, content: bytes) -> Iterator[tuple[bytes, int]]:
    """Each JSON object of a file on one line."""
    text = content.decode("utf-8-sig", errors="surrogateescape")
    prefix = '{"file_uri": ' + _ENCODER.encode(file.uri)
    for item, start in _split_objects(text):
        line = _add_uri(item, prefix).encode("utf-8", errors="surrogateescape")
        yield line, text.count("\n", 0, start) + 1


def _add_uri(item: str, prefix: str) -> str:
    """An object with `file_uri` as its first key; what is no object goes on as it is."""
    if not item.startswith("{"):
        return item
    rest = item[1:].lstrip(_BLANKS)
    return prefix + ("" if rest.startswith("}") else ", ") + rest


def _split_objects(text: str) -> Iterator[tuple[str, int]]:
    """The JSON values of a text, each without line breaks, with its offset.

    Where JSON is broken, the rest of that line goes on as it is, for COPY to reject by name.
    """
    position = _skip_blanks(text, 0)
    while position < len(text):
        try:
            _, end = _DECODER.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
        # a line break between the tokens of JSON is a blank; inside a string it cannot stand
        yield text[position:end].replace("\r", " ").replace("\n", " ").rstrip(), position
        position = _skip_blanks(text, end)


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position
