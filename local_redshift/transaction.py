"""Redshift's transactions on DuckDB's."""

import contextlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import duckdb

from .interruption import Interruption
from .locks import LockTable, Mode


class Transaction:
    """The transaction state of one session: none, in a block, or in a failed block.

    DuckDB's transaction begins with the first statement that needs data, not with BEGIN or LOCK:
    so does the snapshot on Redshift, and what waited for a lock sees what its owner committed.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, locks: LockTable, backend_pid: int
    ) -> None:
        self.in_block = False
        self.failed = False
        self._connection = connection
        self._locks = locks
        self._backend_pid = backend_pid
        self._open = False
        self._started_at: datetime | None = None
        self._at_end: set[Callable[[], None]] = set()

    @property
    def status(self) -> str:
        """I idle, T in a block, E in a failed one, as ReadyForQuery names it."""
        if not self.in_block:
            return "I"
        return "E" if self.failed else "T"

    @property
    def started_at(self) -> datetime:
        """When the transaction began (UTC, without zone); it begins now if none had."""
        if self._started_at is None:
            self._started_at = datetime.now(UTC).replace(tzinfo=None)
        return self._started_at

    def lock(self, tables: Iterable[tuple[str, Mode]], interruption: Interruption) -> None:
        """Takes the tables until the transaction ends, waiting where another session has them."""
        for table, mode in tables:
            self._locks.acquire(self._backend_pid, table, interruption, mode)

    def at_end(self, action: Callable[[], None]) -> None:
        """Has something done once when the transaction has ended, before its tables are free."""
        self._at_end.add(action)

    def open(self) -> None:
        """Takes the snapshot, if it is not taken yet."""
        if not self._open:
            self._connection.execute("begin")
            self._open = True

    def begin_block(self) -> None:
        """Makes the transaction last until COMMIT or ROLLBACK."""
        self.in_block = True
        _ = self.started_at

    def commit(self) -> None:
        """Makes the work durable and visible, and frees the tables."""
        try:
            if self._open:
                self._connection.execute("commit")
        finally:  # a commit that fails has undone everything and ends the transaction as well
            self._forget()

    def roll_back(self) -> None:
        """Undoes the work and frees the tables."""
        with contextlib.suppress(duckdb.Error):  # DuckDB ended it: nothing is left to undo
            if self._open:
                self._connection.execute("rollback")
        self._forget()

    def fail(self) -> None:
        """Undoes the work after an error; a block stays failed until the client ends it."""
        in_block = self.in_block
        self.roll_back()
        self.in_block = self.failed = in_block

    def _forget(self) -> None:
        self._open = self.in_block = self.failed = False
        self._started_at = None
        while self._at_end:
            self._at_end.pop()()
        self._locks.release_all(self._backend_pid)
