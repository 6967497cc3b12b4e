"""What a statement gives back: rows in batches, notices, and the tag that ends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from .columns import column_of
from .wire import Column

Row = tuple[Any, ...]
_BATCH_ROWS = 4096  # two of DuckDB's vectors


@dataclass(frozen=True)
class Notice:
    """A notice to the client, which is no error."""

    severity: str
    sqlstate: str
    message: str


class Result:
    """A statement's rows, which may still be in the making.

    Attributes:
        tag: What CommandComplete says.
        columns: What a row holds; empty for a statement without rows.
        notices: Notices to the client.
    """

    def __init__(
        self,
        tag: str,
        columns: Sequence[Column] = (),
        rows: Sequence[Row] = (),
        notices: Sequence[Notice] = (),
    ) -> None:
        self.tag = tag
        self.columns = list(columns)
        self.notices = list(notices)
        self._rows = list(rows)
        self._source: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def streaming(cls, tag: str, source: duckdb.DuckDBPyConnection) -> "Result":
        """Rows that DuckDB makes while they are fetched."""
        columns = [column_of(name, str(kind)) for name, kind, *_ in source.description or ()]
        result = cls(tag, columns)
        result._source = source
        return result

    def fetch(self, limit: int = _BATCH_ROWS) -> list[Row]:
        """The next rows, at most `limit`; none at the end."""
        wanted = min(limit, _BATCH_ROWS)
        if self._source is not None:
            rows = self._source.fetchmany(wanted)
            if not rows:
                self._source = None
            return rows
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        return rows

    def take_over(self) -> None:
        """Reads the rest now, because the connection is needed for something else."""
        if self._source is not None:
            self._rows = self._source.fetchall()
            self._source = None


def one_row(tag: str, values: Mapping[str, str]) -> Result:
    """A result of one row of texts."""
    columns = [column_of(name, "VARCHAR") for name in values]
    return Result(tag, columns, [tuple(values.values())])
