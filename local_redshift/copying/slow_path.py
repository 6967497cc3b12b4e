"""Looks closely at the lines that the fast pass did not take.

Such a line is broken, holds several objects, holds nothing that the table has a column for, or
has a value that its column refuses. It is split into objects, the objects are numbered, and
DuckDB says which column refuses which; what fits is loaded after all.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import duckdb

from local_redshift.parsed_statements import parsed

from .command import Delimited
from .conversion_faults import explain
from .delimited import show_row
from .load_errors import INVALID_LINE, INVALID_UTF8, Fault, LoadError, Rejections
from .objects import read_pieces
from .packing import Part
from .scan import ROW_KEY, Scan
from .stores import SourceFile
from .target import TargetColumn

_MALFORMED = Fault(INVALID_LINE, "Invalid JSON: a text in it is malformed")
_BATCH_SIZE = 10_000
_PREFIX = re.compile(rb"\{\s*")


@dataclass(frozen=True)
class _Candidate:
    """An object, or what may be one, with its place."""

    text: bytes
    source: SourceFile
    line_number: int
    form: Delimited | None

    def error(self, fault: Fault) -> LoadError:
        """The rejection of this candidate."""
        raw = show_row(self.text, self.form) if self.form else self.text.decode("utf-8", "replace")
        return LoadError(self.source.uri, self.line_number, fault, raw)


class SlowPath:
    """The closer look of one COPY.

    Args:
        connection: The session's connection, in its transaction.
        scan: How the COPY reads.
        folder: Where files may be made.
        rejections: Where lines go that can't be loaded.
        check: Raises when the statement was cancelled.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        scan: Scan,
        folder: Path,
        rejections: Rejections,
        check: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._scan = scan
        self._folder = folder
        self._rejections = rejections
        self._check = check

    def load(self, parts: list[Part]) -> int:
        """Loads what the fast pass left behind and fits, and collects why the rest does not.

        Returns:
            The number of rows loaded.
        """
        candidates = chain.from_iterable(map(self._candidates, self._incomplete(parts)))
        rows = 0
        while batch := list(islice(candidates, _BATCH_SIZE)):
            rows += self._load_batch(batch)
        return rows

    def _load_batch(self, batch: list[_Candidate]) -> int:
        path = self._folder / "doubtful.json"
        with path.open("wb") as target:
            for number, candidate in enumerate(batch):
                target.write(_numbered(candidate.text, number))
        self._explain_all(path, batch)
        return run_count(self._connection, self._scan.insert_sql(numbered=True), [path])

    def _incomplete(self, parts: list[Part]) -> list[Part]:
        rows = self._scan.rows_sql()
        sql = f"select part, count(*) from ({rows}) where fits group by part"  # noqa: S608
        taken = dict(read_parts(self._connection, sql, [part.path for part in parts]))
        return [part for part in parts if taken.get(str(part.path), 0) < part.row_count]

    def _candidates(self, part: Part) -> Iterator[_Candidate]:
        """The objects of those lines of a part that the fast pass did not take."""
        path = self._folder / "numbered.json"
        with part.path.open("rb") as lines, path.open("wb") as target:
            for number, line in enumerate(lines, 1):
                target.write(_numbered(line, number))
        rows = self._scan.rows_sql(numbered=True)
        sql = (
            f"select number from range(1, {part.row_count + 1}) as lines (number)"  # noqa: S608
            f" anti join (select row_number_ from ({rows}) where fits) as taken"
            " on taken.row_number_ = lines.number"
        )
        missing = {number for (number,) in read_parts(self._connection, sql, [path])}
        path.unlink()
        with part.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if number in missing:
                    self._check()
                    yield from self._split(line, *part.origin(number))

    def _split(self, line: bytes, source: SourceFile, line_number: int) -> Iterator[_Candidate]:
        for piece in read_pieces([line], trusting=False):
            form = self._scan.options.delimited
            candidate = _Candidate(piece.text, source, line_number, form)
            fault = piece.fault or _utf8_fault(piece.text)
            if fault is None:
                yield candidate
            else:
                self._rejections.add(candidate.error(fault))

    def _explain_all(self, path: Path, candidates: list[_Candidate]) -> None:
        columns = self._scan.table.columns
        raw_texts = ", ".join(f"r{index}" for index in range(len(columns)))
        rows = self._scan.rows_sql(numbered=True)
        sql = (
            f"select row_number_, {self._faulty_column}, {raw_texts} from ({rows})"  # noqa: S608
            " where row_number_ is not null"
        )
        unexplained = set(range(len(candidates)))
        for number, faulty, *raw in read_parts(self._connection, sql, [path]):
            unexplained.discard(number)
            if faulty is not None:
                self._refuse(candidates[number], columns[faulty], raw[faulty])
        for number in sorted(unexplained):
            self._rejections.add(candidates[number].error(_MALFORMED))

    @property
    def _faulty_column(self) -> str:
        cases = " ".join(
            f"when not ({test}) then {index}"
            for index, test in enumerate(self._scan.accepted)
            if test
        )
        return f"case {cases} else null end" if cases else "null"

    def _refuse(self, candidate: _Candidate, column: TargetColumn, raw: str | None) -> None:
        error = candidate.error(explain(column, raw, self._scan.options))
        self._rejections.add(
            replace(
                error,
                column_name=column.name,
                column_type=column.short_type,
                column_length=column.length_text,
                raw_value=raw or "",
            )
        )


def read_parts(
    connection: duckdb.DuckDBPyConnection, sql: str, files: Sequence[Path]
) -> list[tuple[Any, ...]]:
    """What a statement of a scan answers about these files."""
    return connection.execute(parsed(connection, sql), [[str(path) for path in files]]).fetchall()


def run_count(connection: duckdb.DuckDBPyConnection, sql: str, files: Sequence[Path]) -> int:
    """Runs a statement of a scan that answers with one count."""
    [(count,)] = read_parts(connection, sql, files)
    return int(count)


def _numbered(line: bytes, number: int) -> bytes:
    """The object with a first key that holds its number, and a newline."""
    body = _PREFIX.sub(b"", line, count=1)
    comma = b"" if body.startswith(b"}") else b", "
    return b'{"%s": %d%s' % (ROW_KEY.encode(), number, comma) + body.rstrip(b"\r\n") + b"\n"


def _utf8_fault(text: bytes) -> Fault | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        bad = text[error.start : error.end].hex(" ")
        return Fault(
            INVALID_UTF8,
            "String contains invalid or unsupported UTF-8 codepoints."
            f" Bad UTF-8 hex sequence: {bad}",
            error.start,
        )
    return None
