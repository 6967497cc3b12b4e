"""Packs small files into few NDJSON parts, and stamps each of their rows with its file.

COPY pays for each file: 15,000 files of 225 bytes cost it minutes, packed they cost a second. And
COPY does not say which file a row came from; so each object gets a key more, which only this batch
has, and that its JSONPaths file reads. A pack remembers where each of its lines comes from, so that
a rejected line is still named by the file that a person can open.
"""

import gzip
import json
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import orjson

from warehouse.errors import PermanentError
from warehouse.lake.files import Lake, LakeFile, is_gzip_content, open_unpacked
from warehouse.lake.json_objects import UnreadableFileError
from warehouse.loading.progress import report_files

PART_SIZE_BYTES = 32 * 1024 * 1024
_COMPRESS_LEVEL = 1  # parts live for minutes; a higher level costs more than it saves
_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"
_TOO_DEEP = object()  # stands for a value that cannot be read here
_SAMPLE_BYTES = 256 * 1024
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
        unreadable: Why files are not packed, by their URIs.
        fields: Keys of the objects, each with the first file that has it.
    """

    def __init__(self) -> None:
        self.uris: list[str] = []
        self.line_counts: dict[str, int] = {}
        self.unreadable: dict[str, str] = {}
        self.fields: dict[str, str] = {}
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


def pack_files(
    lake: Lake,
    batch_id: str,
    name: str,
    files: Iterable[LakeFile],
    accepted: frozenset[str] = frozenset(),
) -> Pack:
    """Packs files: one object a line, stamped with its file; broken lines as they are.

    A file that cannot be read or unpacked, or that is mostly no JSON objects, is not packed.

    Args:
        lake: Where the files are and the parts are written.
        batch_id: The batch whose folder the parts go to, and whose stamp the objects get.
        name: Distinguishes the packs of a batch.
        files: The files; all of one kind.
        accepted: URIs of files that are packed however many of their lines are no objects.
    """
    pack = Pack()
    part = _Part(name_stamp(batch_id))
    packed = list(files)
    for file, content in zip(packed, lake.read_all(packed), strict=True):
        try:
            pieces = _read_file(content, is_accepted=file.uri in accepted)
        except UnreadableFileError as error:
            pack.unreadable[file.uri] = str(error)
            continue
        finally:
            report_files("packed", [file.uri])
        pack.line_counts[file.uri] = len(pieces)
        for keys in {piece.keys for piece in pieces}:
            pack.fields |= dict.fromkeys(keys - pack.fields.keys(), file.uri)
        part.add_file(file, pieces)
        if part.size_bytes >= PART_SIZE_BYTES:
            _write_part(lake, batch_id, name, pack, part)
            part = _Part(name_stamp(batch_id))
    if part.lines:
        _write_part(lake, batch_id, name, pack, part)
    return pack


def read_first_keys(lake: Lake, file: LakeFile) -> frozenset[str]:
    """The keys of the objects at the beginning of a large file, one a line."""
    with open_unpacked(lake, file.uri) as stream:
        sample = stream.read(_SAMPLE_BYTES).split(b"\n")[:-1]
    return frozenset(key for line in sample for key in _read_keys(line.strip()) or ())


@dataclass(frozen=True, slots=True)
class _Piece:
    """An object or a broken line, on one line.

    Attributes:
        text: Its bytes.
        line_number: 1-based line of the file where it begins.
        is_object: Whether it is one JSON object.
        is_closed: Whether what it begins ends with it; of an object that is nested too deep to be
            read here, the brackets say so.
        keys: The object's keys.
    """

    text: bytes
    line_number: int
    is_object: bool
    is_closed: bool = True
    keys: frozenset[str] = frozenset()


class _Part:
    """A part that is being filled."""

    def __init__(self, stamp: str) -> None:
        self.lines: list[bytes] = []
        self.segments: list[Segment] = []
        self.size_bytes = 0
        self._stamp = stamp

    def add_file(self, file: LakeFile, pieces: Iterable[_Piece]) -> None:
        """Adds a file's objects and broken lines."""
        prefix = b'{"%s": %s' % (self._stamp.encode(), json.dumps(file.uri).encode())
        next_line = 0
        for piece in pieces:
            if piece.line_number != next_line:
                self.segments.append(Segment(len(self.lines) + 1, file.uri, piece.line_number))
            # an object without an end would take the next line with it, perhaps another file's
            is_open = not piece.is_closed and piece.text.startswith(b"{")
            line = b"!" + piece.text if is_open else _stamp(piece.text, prefix)
            self.lines.append(line)
            self.size_bytes += len(line) + 1
            next_line = piece.line_number + 1


def _write_part(lake: Lake, batch_id: str, name: str, pack: Pack, part: _Part) -> None:
    content = gzip.compress(b"\n".join(part.lines), _COMPRESS_LEVEL, mtime=0)
    uri = lake.write(batch_id, f"{name}-{len(pack.uris) + 1:04}.json.gz", content)
    pack.add(uri, part.segments)


def _read_file(content: bytes | PermanentError, *, is_accepted: bool) -> list[_Piece]:
    """The objects and broken lines of a file.

    Raises:
        UnreadableFileError: It cannot be read or unpacked, or is mostly no objects.
    """
    if isinstance(content, PermanentError):
        raise UnreadableFileError(f"it cannot be read: {content}")
    pieces = list(_read_pieces(_unpack(content)))
    broken = [piece for piece in pieces if not piece.is_object]
    if len(broken) * 2 > len(pieces) and not is_accepted:
        raise UnreadableFileError(
            f"{len(broken):,} of its {len(pieces):,} lines are no JSON object, e.g. line "
            f"{broken[0].line_number:,}"
        )
    return pieces


def _unpack(content: bytes) -> bytes:
    if not is_gzip_content(content):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(f"it is not a whole gzip file ({error})") from error


def _stamp(text: bytes, prefix: bytes) -> bytes:
    """An object with the stamp as its first key; what is no object goes on as it is."""
    if not text.startswith(b"{"):
        return text
    rest = text[1:].lstrip()
    return prefix + (rest if rest.startswith(b"}") else b", " + rest)


def _read_pieces(content: bytes) -> Iterator[_Piece]:
    """Each object, and each broken line, on one line."""
    lines = content.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    pieces = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text:
            keys = _read_keys(text)
            if keys is None:
                break
            pieces.append(_Piece(text, number, is_object=True, keys=keys))
    else:
        yield from pieces
        return
    whole = content.decode("utf-8-sig", errors="surrogateescape")
    number, counted = 1, 0
    for item, start, value in _split_objects(whole):
        number += whole.count("\n", counted, start)
        counted = start
        text = item.encode("utf-8", errors="surrogateescape")
        keys = frozenset(value) if isinstance(value, dict) else frozenset()
        yield _Piece(text, number, isinstance(value, dict), value is not None, keys)


@cache
def _intern(keys: tuple[str, ...]) -> frozenset[str]:
    """The same set for each object with the same keys."""
    return frozenset(keys)


def _read_keys(text: bytes) -> frozenset[str] | None:
    """The keys of a line that is exactly one object; None when it is none."""
    if not text.startswith(b"{"):
        return None
    try:
        return _intern(tuple(orjson.loads(text)))
    except ValueError:
        return None


def _split_objects(text: str) -> Iterator[tuple[str, int, object]]:
    """The JSON values of a text, each without line breaks, with its offset and the value.

    Where JSON is broken, the rest of that line goes on as it is, for COPY to reject by name.
    """
    position = _skip_blanks(text, 0)
    while position < len(text):
        value: object = None
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as error:
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            if isinstance(error, RecursionError) and _is_balanced(text[position:end]):
                value = _TOO_DEEP
        # a line break between the tokens of JSON is a blank; inside a string it cannot stand
        yield text[position:end].replace("\r", " ").replace("\n", " ").rstrip(), position, value
        position = _skip_blanks(text, end)


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("{}", "[]"))


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position
