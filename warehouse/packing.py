"""Packs small files into few NDJSON parts, and stamps each of their rows with its file.

COPY pays for each file: 15,000 files of 225 bytes cost it minutes, packed they cost a second. And
COPY does not say which file a row came from; so each object gets a key more, which only this batch
has, and a JSONPaths file that reads it. A pack remembers where each of its lines comes from, so
that a rejected line is still named by the file that a person can open.
"""

import gzip
import json
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

from warehouse.errors import ConfigurationError
from warehouse.lake import Lake, LakeFile, is_gzip_content
from warehouse.progress import tell

PART_SIZE_BYTES = 32 * 1024 * 1024
_COMPRESS_LEVEL = 1  # parts live for minutes; a higher level costs more than it saves
_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
        line_counts: Objects and broken lines of each packed file, by its URI.
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
        index = bisect_right(segments, line_number, key=lambda segment: segment.first_line) - 1
        segment = segments[index]
        return segment.file_uri, segment.file_line + line_number - segment.first_line


def name_stamp(batch_id: str) -> str:
    """The key that holds the file's URI in the objects of a batch's packs."""
    return f"sparkify_file_{batch_id.replace('-', '')}"


def write_jsonpaths(lake: Lake, batch_id: str, name: str, own: bytes, uri: str | None) -> str:
    """Writes a JSONPaths file with the path of the stamp at its end, and returns its URI.

    Args:
        lake: Where it is written.
        batch_id: The batch whose stamp it reads.
        name: What it is for, e.g. `events`.
        own: Our own JSONPaths file; it says how many paths there must be.
        uri: The lake's own file, which counts before ours; None for none.

    Raises:
        ConfigurationError: The lake's file is not a JSONPaths file for the table.
    """
    paths = list(json.loads(own)["jsonpaths"])
    if uri is not None:
        paths = _read_jsonpaths(lake, uri, len(paths))
    content = json.dumps({"jsonpaths": [*paths, f"$.{name_stamp(batch_id)}"]})
    return lake.write(batch_id, f"{name}.jsonpaths.json", content.encode())


def _read_jsonpaths(lake: Lake, uri: str, count: int) -> list[str]:
    with lake.open(uri) as stream:
        content = stream.read()
    try:
        paths = json.loads(content.decode("utf-8-sig"))["jsonpaths"]
    except (ValueError, KeyError, TypeError) as error:
        cause = f"it must be JSON with one key, jsonpaths ({type(error).__name__}: {error})"
    else:
        if isinstance(paths, list) and len(paths) == count:
            return paths
        cause = f"jsonpaths must be a list of {count} paths, one for each column of the events"
    raise ConfigurationError(
        f"{uri} is not the JSONPaths file of the events: {cause}. Nothing was loaded. Correct it, "
        "or remove it: without it the paths of sql/staging/staging_events/jsonpaths.json count."
    )


def pack_files(lake: Lake, batch_id: str, name: str, files: Iterable[LakeFile]) -> Pack:
    """Packs files: one object a line, stamped with its file; broken lines as they are.

    Args:
        lake: Where the files are and the parts are written.
        batch_id: The batch whose folder the parts go to, and whose stamp the objects get.
        name: Tells a batch's packs apart.
        files: The files; all of one kind.
    """
    pack = Pack()
    part = _Part(name_stamp(batch_id))
    packed = list(files)
    for file, content in zip(packed, lake.read_all([file.uri for file in packed]), strict=True):
        pack.line_counts[file.uri] = part.add_file(file, _unpack(content))
        tell("packed", [file.uri])
        if part.size_bytes >= PART_SIZE_BYTES:
            _write_part(lake, batch_id, name, pack, part)
            part = _Part(name_stamp(batch_id))
    if part.lines:
        _write_part(lake, batch_id, name, pack, part)
    return pack


class _Part:
    """A part that is being filled."""

    def __init__(self, stamp: str) -> None:
        self.lines: list[bytes] = []
        self.segments: list[Segment] = []
        self.size_bytes = 0
        self._stamp = stamp

    def add_file(self, file: LakeFile, content: bytes) -> int:
        """Adds a file's objects and broken lines, and returns how many they are."""
        before = len(self.lines)
        prefix = b'{"%s": %s' % (self._stamp.encode(), json.dumps(file.uri).encode())
        next_line = 0
        for text, file_line in _read_pieces(content):
            if file_line != next_line:
                self.segments.append(Segment(len(self.lines) + 1, file.uri, file_line))
            line = _stamp(text, prefix)
            self.lines.append(line)
            self.size_bytes += len(line) + 1
            next_line = file_line + 1
        return len(self.lines) - before


def _write_part(lake: Lake, batch_id: str, name: str, pack: Pack, part: _Part) -> None:
    content = gzip.compress(b"\n".join(part.lines), _COMPRESS_LEVEL, mtime=0)
    uri = lake.write(batch_id, f"{name}-{len(pack.uris) + 1:04}.json.gz", content)
    pack.add(uri, part.segments)


def _unpack(content: bytes) -> bytes:
    """The content as text; gzip that is broken goes on as a line for COPY to reject."""
    if not is_gzip_content(content):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b"(this is not a whole gzip file)"


def _stamp(text: bytes, prefix: bytes) -> bytes:
    """An object with the stamp as its first key; what is no object goes on as it is."""
    if not text.startswith(b"{"):
        return text
    rest = text[1:].lstrip()
    return prefix + (rest if rest.startswith(b"}") else b", " + rest)


def _read_pieces(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Each object, and each broken line, on one line, with the 1-based line where it begins."""
    lines = content.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    pieces = [
        (text, number) for number, line in enumerate(lines, start=1) if (text := line.strip())
    ]
    if all(_is_object(text) for text, _ in pieces):
        yield from pieces
        return
    whole = content.decode("utf-8-sig", errors="surrogateescape")
    number, counted = 1, 0
    for item, start in _split_objects(whole):
        number += whole.count("\n", counted, start)
        counted = start
        yield item.encode("utf-8", errors="surrogateescape"), number


def _is_object(text: bytes) -> bool:
    """Whether a line is exactly one object."""
    if not text.startswith(b"{"):
        return False
    try:
        orjson.loads(text)
    except ValueError:
        return False
    return True


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
