"""Finds the JSON objects in a file: several on a line, over several lines, between broken text.

After broken text, reading goes on at the next line; when the text was an object over several
lines, at the next line that begins an object.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .load_errors import INVALID_LINE, OUT_OF_RANGE, Fault

# Source: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html (one input row)
MAX_OBJECT_BYTES = 4 * 1024 * 1024

_SHOWN_BYTES = 4096
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Piece:
    """An object on one line, or text that is none.

    Attributes:
        text: The object, or the beginning of the broken text.
        last_line: The last line of it in the file, counted from 1.
        fault: What is wrong with it; None for an object.
    """

    text: bytes
    last_line: int
    fault: Fault | None = None


def is_plain(line: bytes) -> bool:
    """Whether a line looks like exactly one object; DuckDB finds out whether it is."""
    return line.startswith(b"{") and (line.endswith(b"}\n") or line.rstrip().endswith(b"}"))


def read_pieces(lines: Iterable[bytes], *, trusting: bool = True) -> Iterator[Piece]:
    """The objects and the broken texts of a file, in order.

    Args:
        lines: The lines with their newlines.
        trusting: Take a line in braces for an object without parsing it.
    """
    source = _Lines(lines)
    while (line := source.take()) is not None:
        text = line.strip()
        if trusting and is_plain(text) and source.next_begins_object():
            yield Piece(text, source.number)
        elif text:
            yield from _Block(source, line).pieces()


class _Lines:
    """Lines with their numbers, which can be put back."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[bytes] = deque()
        self.number = 0

    def take(self) -> bytes | None:
        """The next line; None at the end."""
        line = self._waiting.popleft() if self._waiting else next(self._lines, None)
        if line is None:
            return None
        self.number += 1
        return line.removeprefix(_BOM) if self.number == 1 else line

    def put_back(self, lines: list[bytes]) -> None:
        """Returns the lines that were taken last."""
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def next_begins_object(self) -> bool:
        """Whether a new object, an empty line or nothing comes next."""
        if not self._waiting:
            line = next(self._lines, None)
            if line is None:
                return True
            self._waiting.append(line)
        text = self._waiting[0].lstrip()
        return not text or text.startswith(b"{")


class _Block:
    """Lines from the start of a text that is not plainly one object up to where it ends."""

    def __init__(self, source: _Lines, line: bytes) -> None:
        self._source = source
        self._first_number = source.number
        self._lines = [line]
        self._size_bytes = len(line)
        self._examined_bytes = 0
        self._indentation = len(line) - len(line.lstrip())

    def pieces(self) -> Iterator[Piece]:
        """Reads the block and splits it."""
        self._fill()
        text = b"".join(self._lines).decode("utf-8", "surrogateescape")
        position = _skip_space(text, 0)
        while position < len(text):
            end, fault = _parse(text, position)
            if fault is not None:
                yield self._reject(text, position, fault)
                return
            yield Piece(_on_one_line(text[position:end]), self._line_at(text, end))
            position = _skip_space(text, end)

    def _fill(self) -> None:
        depth = _depth(self._lines[0])
        while depth is not None and depth > 0 and self._size_bytes <= MAX_OBJECT_BYTES:
            line = self._source.take()
            if line is None:
                return
            if self._begins_anew(line) and self._is_broken():
                self._source.put_back([line])
                return
            self._lines.append(line)
            self._size_bytes += len(line)
            change = _depth(line)
            depth = None if change is None else depth + change

    def _begins_anew(self, line: bytes) -> bool:
        text = line.lstrip()
        return text.startswith(b"{") and len(line) - len(text) <= self._indentation

    def _is_broken(self) -> bool:
        """Whether no object can come of the lines so far, if one more begins an object now."""
        if self._size_bytes < 2 * self._examined_bytes:
            return False  # looked at only as the block doubles: the work stays linear
        self._examined_bytes = self._size_bytes
        text = b"".join(self._lines).decode("utf-8", "surrogateescape") + "{"
        _, fault = _parse(text, _skip_space(text, 0))
        return fault is not None and fault.position < len(text)

    def _line_at(self, text: str, position: int) -> int:
        return self._first_number + text.count("\n", 0, position - 1 if position else 0)

    def _reject(self, text: str, position: int, fault: Fault) -> Piece:
        start = text.count("\n", 0, position)
        broken_at = text.count("\n", 0, min(fault.position, len(text)))
        resume = start + 1
        if broken_at > start:
            while resume < len(self._lines) and not self._begins_anew(self._lines[resume]):
                resume += 1
        self._source.put_back(self._lines[resume:])
        if broken_at > start and resume >= len(self._lines):
            self._skip()
        shown = text[position : position + _SHOWN_BYTES].splitlines()[: resume - start]
        return Piece(
            "\n".join(shown).encode("utf-8", "surrogateescape"),
            self._source.number,
            Fault(fault.code, fault.message, max(0, fault.position - position)),
        )

    def _skip(self) -> None:
        while (line := self._source.take()) is not None:
            if self._begins_anew(line):
                self._source.put_back([line])
                return


def _depth(line: bytes) -> int | None:
    """How much deeper the nesting is after a line; None when a text in it does not end."""
    rest = _TEXT.sub(b"", line)
    if b'"' in rest:
        return None
    return rest.count(b"{") + rest.count(b"[") - rest.count(b"}") - rest.count(b"]")


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def _parse(text: str, start: int) -> tuple[int, Fault | None]:
    """Where the object that starts here ends, or what is wrong with it."""
    if not text.startswith("{", start):
        return start, Fault(INVALID_LINE, "Invalid JSON: an object must begin here", start)
    try:
        _, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        return start, _fault(text, start, error.msg, error.pos)
    except (ValueError, RecursionError) as error:
        return start, _fault(text, start, str(error), start)
    if end - start > MAX_OBJECT_BYTES:
        return start, _fault(text, start, "", start)
    return end, None


def _fault(text: str, start: int, reason: str, position: int) -> Fault:
    if len(text) - start > MAX_OBJECT_BYTES:
        return Fault(OUT_OF_RANGE, "JSON object is larger than 4 MB", position)
    return Fault(INVALID_LINE, f"Invalid JSON: {reason}", position)


def _on_one_line(text: str) -> bytes:
    flat = text.replace("\r", " ").replace("\n", " ")
    return flat.encode("utf-8", "surrogateescape")
