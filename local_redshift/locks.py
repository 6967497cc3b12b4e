"""One writer per table: who writes holds the table until the end of its transaction."""

import threading
from collections import deque
from dataclasses import dataclass, field

from .errors import RedshiftError
from .interruption import Interruption


@dataclass
class _TableLock:
    owner: int | None = None
    waiting: deque[int] = field(default_factory=deque)


class LockTable:
    """The locks of all sessions. A session is named by its backend's process id."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._locks: dict[str, _TableLock] = {}
        self._waits_for: dict[int, str] = {}

    def acquire(self, backend_pid: int, table: str, interruption: Interruption) -> None:
        """Waits until the table is this session's; returns at once when it is already.

        Args:
            backend_pid: The session.
            table: `schema.table`.
            interruption: What ends the wait early: timeout, cancel, or a client that left.

        Raises:
            RedshiftError: 40P01 when the owner waits for this session; 57014 when interrupted.
        """
        with self._changed:
            lock = self._locks.setdefault(table, _TableLock())
            if lock.owner == backend_pid:
                return
            lock.waiting.append(backend_pid)
            self._waits_for[backend_pid] = table
            try:
                self._wait_for_turn(backend_pid, lock, table, interruption)
                lock.owner = backend_pid
            finally:
                lock.waiting.remove(backend_pid)
                del self._waits_for[backend_pid]
                self._changed.notify_all()

    def release_all(self, backend_pid: int) -> None:
        """Frees what the session holds: its transaction ended."""
        with self._changed:
            for table, lock in list(self._locks.items()):
                if lock.owner == backend_pid:
                    lock.owner = None
                if lock.owner is None and not lock.waiting:
                    del self._locks[table]
            self._changed.notify_all()

    def wake(self) -> None:
        """Makes waiting sessions look at their interruption again."""
        with self._changed:
            self._changed.notify_all()

    def _wait_for_turn(
        self, backend_pid: int, lock: _TableLock, table: str, interruption: Interruption
    ) -> None:
        while lock.owner is not None or lock.waiting[0] != backend_pid:
            interruption.check()
            self._refuse_deadlock(backend_pid, table)
            self._changed.wait()

    def _refuse_deadlock(self, backend_pid: int, table: str) -> None:
        """Follows owner, what it waits for, that one's owner, ... back to the session itself."""
        seen = set()
        wanted: str | None = table
        while wanted is not None and wanted not in seen:
            seen.add(wanted)
            owner = self._locks[wanted].owner
            if owner == backend_pid:
                raise RedshiftError(
                    "40P01",
                    "deadlock detected",
                    detail=f"Process {backend_pid} waits for table {table}, whose writer waits"
                    f" for table {wanted}, which process {backend_pid} holds.",
                    hint="Lock the tables in the same order in every transaction.",
                )
            wanted = None if owner is None else self._waits_for.get(owner)
