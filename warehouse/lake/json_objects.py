"""Reads a file of the lake as COPY does: JSON objects one after the other, on any lines."""

import json
import zlib
from collections.abc import Iterator

from warehouse.errors import PermanentError
from warehouse.lake.files import Lake, open_unpacked

MOST_CHARACTERS = 65_536  # of one object; an event has some 500
_BLANKS = " \t\r\n"
# numbers as they are written: COPY puts them into columns of text and of numbers alike
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)

JsonObject = dict[str, object]


class UnreadableFileError(Exception):
    """A file cannot be read, or holds what is no JSON object; the message says why."""


def read_objects(lake: Lake, uri: str) -> Iterator[JsonObject]:
    """The objects of a file, in order, their numbers as text; gzip is unpacked.

    Raises:
        UnreadableFileError: The file has a line that is no part of a JSON object, or is gone.
    """
    pending = ""
    try:
        for line in _read_text(lake, uri):
            pending += line
            objects, pending = _take_objects(pending)
            yield from objects
            if len(pending) > MOST_CHARACTERS:
                break
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, PermanentError) as error:
        raise UnreadableFileError(f"cannot be read ({error})") from error
    if pending.strip(_BLANKS):
        raise UnreadableFileError("has a line that is no JSON object")


def _read_text(lake: Lake, uri: str) -> Iterator[str]:
    with open_unpacked(lake, uri) as lines:
        for number, line in enumerate(lines):
            yield line.decode("utf-8" if number else "utf-8-sig")


def _take_objects(text: str) -> tuple[list[JsonObject], str]:
    """The whole objects at the start of a text, and the rest of it."""
    objects: list[JsonObject] = []
    text = text.lstrip(_BLANKS)
    while text:
        try:
            value, end = _DECODER.raw_decode(text)
        except (json.JSONDecodeError, RecursionError):
            break
        if not isinstance(value, dict):
            raise UnreadableFileError("has a line that is no JSON object")
        objects.append(value)
        text = text[end:].lstrip(_BLANKS)
    return objects, text
