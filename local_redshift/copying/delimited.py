"""Rows of delimited text as JSON objects: one way converts, checks and rejects both.

Source: docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html,
.../copy-parameters-data-conversion.html
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from .command import Delimited
from .load_errors import EXTRA_COLUMNS, INVALID_LINE, MISSING_DELIMITER, Fault
from .objects import MAX_OBJECT_BYTES, Piece

_SHOWN_BYTES = 4096


def read_rows(lines: Iterable[bytes], form: Delimited, columns: Sequence[str]) -> Iterator[Piece]:
    """Each row as an object by the names of the columns; one that has others is a fault.

    Args:
        lines: The lines of a file with their newlines.
        form: How fields are separated.
        columns: The columns that are loaded, in order.
    """
    csv.field_size_limit(MAX_OBJECT_BYTES)
    source = _Source(lines, form.header_lines)
    reader = csv.reader(
        source,
        delimiter=form.delimiter,
        quotechar=form.quote or None,
        quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
        strict=True,
    )
    while True:
        source.taken = ""
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _fault(source, Fault(INVALID_LINE, "Invalid quote formatting for CSV"))
            continue
        if row or not form.skips_blank_lines:
            yield _piece(source, row or [""], form, columns)


class _Source:
    """Lines as text, and what was taken of them for one row."""

    def __init__(self, lines: Iterable[bytes], header_lines: int) -> None:
        self._lines = islice(lines, header_lines, None)
        self.number = header_lines
        self.taken = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            text = line.decode("utf-8", "surrogateescape")
            self.taken += text
            yield text.removeprefix("\ufeff") if self.number == 1 else text


def _piece(source: _Source, row: list[str], form: Delimited, columns: Sequence[str]) -> Piece:
    if len(row) < len(columns):
        return _fault(source, Fault(MISSING_DELIMITER, "Delimiter not found"))
    if len(row) > len(columns):
        return _fault(source, Fault(EXTRA_COLUMNS, "Extra column(s) found"))
    values = (None if value == form.null else value for value in row)
    text = json.dumps(dict(zip(columns, values, strict=True)), ensure_ascii=False)
    return Piece(text.encode("utf-8", "surrogateescape"), source.number)


def _fault(source: _Source, fault: Fault) -> Piece:
    taken = source.taken.rstrip("\r\n").encode("utf-8", "surrogateescape")
    return Piece(taken[:_SHOWN_BYTES], source.number, fault)


def show_row(text: bytes, form: Delimited) -> str:
    """A row as it stood in its file, but for quotes that it did not need."""
    values = json.loads(text.decode("utf-8", "replace")).values()
    return form.delimiter.join(form.null if value is None else value for value in values)
