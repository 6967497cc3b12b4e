"""Packs many small song files into few NDJSON parts, one song object a line.

COPY pays for each file: 15,000 files of 225 bytes cost it minutes, packed they cost a second. Each
packed object says in `file_uri` which file it comes from, and the pack remembers the line of it,
so that a rejected line is still named by the file that a person can open.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from warehouse.lake import Lake, LakeFile

PART_SIZE_BYTES = 32 * 1024 * 1024
_COMPRESS_LEVEL = 1  # parts live for minutes; a higher level costs more than it saves
_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a packed line comes from: a file and its 1-based line."""

    file_uri: str
    line_number: int


class Pack:
    """The parts of a batch's song files.

    Attributes:
        uris: The parts, in order.
    """

    def __init__(self) -> None:
        self.uris: list[str] = []
        self._origins: list[list[Origin]] = []

    def add(self, uri: str, origins: list[Origin]) -> None:
        """Adds a part with the origin of each of its lines."""
        self.uris.append(uri)
        self._origins.append(origins)

    def find_origin(self, part_uri: str, line_number: int) -> Origin:
        """The file and line that a line of a part comes from."""
        return self._origins[self.uris.index(part_uri)][line_number - 1]


def pack_songs(lake: Lake, batch_id: str, files: Iterable[LakeFile]) -> Pack:
    """Writes the song objects of files into parts of the batch, the same for the same files."""
    pack = Pack()
    lines: list[bytes] = []
    origins: list[Origin] = []
    size = 0
    for file in files:
        for line, line_number in _read_objects(lake, file):
            lines.append(line)
            origins.append(Origin(file.uri, line_number))
            size += len(line)
        if size >= PART_SIZE_BYTES:
            _write_part(lake, batch_id, pack, lines, origins)
            lines, origins, size = [], [], 0
    if lines:
        _write_part(lake, batch_id, pack, lines, origins)
    return pack


def _write_part(
    lake: Lake, batch_id: str, pack: Pack, lines: list[bytes], origins: list[Origin]
) -> None:
    content = gzip.compress(b"\n".join(lines), _COMPRESS_LEVEL, mtime=0)
    pack.add(lake.write(batch_id, f"songs-{len(pack.uris) + 1:04}.json.gz", content), origins)


def _read_objects(lake: Lake, file: LakeFile) -> Iterator[tuple[bytes, int]]:
    """Each object of a file as one packed line, with the line where it begins."""
    with lake.open(file.uri) as stream:
        content = stream.read()
    if file.is_gzip:
        content = gzip.decompress(content)
    text = content.decode("utf-8-sig", errors="surrogateescape")
    prefix = '{"file_uri": ' + json.dumps(file.uri, ensure_ascii=False)
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
            item = text[position:end]
        except json.JSONDecodeError:
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            item = text[position:end].rstrip("\r")
        # a line break between the tokens of JSON is a blank; inside a string it cannot stand
        yield item.replace("\r", " ").replace("\n", " "), position
        position = _skip_blanks(text, end)


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position
