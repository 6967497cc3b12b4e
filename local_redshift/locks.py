"""Redshift's table locks: a session keeps what it took until its transaction ends.

Source: repost.aws/knowledge-center/prevent-locks-blocking-queries-redshift,
docs.aws.amazon.com/redshift/latest/dg/r_LOCK.html
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from .errors import RedshiftError
from .interruption import Interruption


class Mode(StrEnum):
    """What a session may do with a table, under the names that Redshift gives its locks."""

    READ = "AccessShareLock"
    WRITE = "ShareRowExclusiveLock"
    EXCLUSIVE = "AccessExclusiveLock"


_CONFLICTS = {
    Mode.READ: {Mode.EXCLUSIVE},
    Mode.WRITE: {Mode.WRITE, Mode.EXCLUSIVE},
    Mode.EXCLUSIVE: {Mode.READ, Mode.WRITE, Mode.EXCLUSIVE},
}


@dataclass(frozen=True)
class _Request:
    """A session that waits for a table, and what wakes it alone."""

    backend_pid: int
    table: str
    mode: Mode
    changed: threading.Condition = field(compare=False)


class LockTable:
    """The locks of all sessions. A session is named by its backend's process id."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[str, dict[int, set[Mode]]] = {}
        self._waiting: dict[int, _Request] = {}  # in the order they came
        self._changes: dict[str, int] = defaultdict(int)

    def acquire(
        self, backend_pid: int, table: str, interruption: Interruption, mode: Mode = Mode.WRITE
    ) -> None:
        """Waits until the session may use the table so; returns at once when it may already.

        Args:
            backend_pid: The session.
            table: `schema.table`.
            interruption: What ends the wait early: timeout, cancel, or a client that left.
            mode: What the session wants to do.

        Raises:
            RedshiftError: 40P01 when a session that is in the way waits for this one; 57014 when
                interrupted.
        """
        with self._guard:
            mine = self._held.get(table, {}).get(backend_pid, set())
            if mode in mine or Mode.EXCLUSIVE in mine or (mine and mode is Mode.READ):
                return
            request = _Request(backend_pid, table, mode, threading.Condition(self._guard))
            self._waiting[backend_pid] = request
            granted = False
            try:
                self._wait(request, interruption)
                granted = True
            finally:
                del self._waiting[backend_pid]
                if not granted:
                    self._wake_ready()
            self._held.setdefault(table, {}).setdefault(backend_pid, set()).add(mode)
            self._changes[table] += mode is Mode.EXCLUSIVE

    def release_all(self, backend_pid: int) -> None:
        """Frees what the session holds: its transaction ended."""
        with self._guard:
            for table, holders in list(self._held.items()):
                modes = holders.pop(backend_pid, set())
                self._changes[table] += Mode.EXCLUSIVE in modes
                if not holders:
                    del self._held[table]
            self._wake_ready()

    def changes(self, table: str) -> int:
        """A number that is another one when somebody has or had the table alone meanwhile."""
        return self._changes[table]

    def wake(self) -> None:
        """Makes waiting sessions look at their interruption again."""
        with self._guard:
            for request in self._waiting.values():
                request.changed.notify()

    def _wait(self, request: _Request, interruption: Interruption) -> None:
        # Who came last closes a circle: nobody gets behind anybody else while they wait.
        self._refuse_deadlock(request)
        while self._is_blocked(request):
            interruption.check()
            request.changed.wait()

    def _wake_ready(self) -> None:
        """Wakes those who may go on, and nobody else: of 64 writers of a table that is one."""
        for request in self._waiting.values():
            if not self._is_blocked(request):
                request.changed.notify()

    def _is_blocked(self, request: _Request) -> bool:
        return next(self._in_the_way(request), None) is not None

    def _in_the_way(self, request: _Request) -> Iterator[int]:
        """The sessions that hold the table, or came for it before, and must be done first."""
        conflicts = _CONFLICTS[request.mode]
        holders = self._held.get(request.table, {})
        mine = holders.get(request.backend_pid, set())
        for pid, modes in holders.items():
            if modes & conflicts and pid != request.backend_pid:
                yield pid
        for earlier in takewhile(lambda each: each is not request, self._waiting.values()):
            waits_for_me = bool(mine & _CONFLICTS[earlier.mode])
            if earlier.table == request.table and earlier.mode in conflicts and not waits_for_me:
                yield earlier.backend_pid

    def _refuse_deadlock(self, request: _Request) -> None:
        """Follows who is in the way, and in the way of those, ... back to the session itself."""
        if not any(request.backend_pid in holders for holders in self._held.values()):
            return  # nobody waits for who has nothing and came last
        seen: set[int] = set()
        new = set(self._in_the_way(request))
        while new:
            seen |= new
            waiting = [self._waiting[pid] for pid in new if pid in self._waiting]
            new = set().union(*map(self._in_the_way, waiting)) - seen
        if request.backend_pid in seen:
            others = ", ".join(str(pid) for pid in sorted(seen - {request.backend_pid}))
            raise RedshiftError(
                "40P01",
                "deadlock detected",
                detail=f"Process {request.backend_pid} waits for {request.mode} on table"
                f" {request.table}, for which it needs process {others} to end, which waits for"
                f" process {request.backend_pid}.",
                hint="Lock the tables in the same order in every transaction.",
            )
