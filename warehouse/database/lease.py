"""The lease: one run writes at a time, and one that was overtaken is refused.

Each taking raises the token. A step that writes checks, in its own transaction and after its first
write has locked the table, that the token is still its own. While it works a holder renews the
lease, so that another run can see whether it is busy or was killed or suspended.
"""

import getpass
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from warehouse.database.connection import Row, Session, Warehouse
from warehouse.errors import (
    LeaseHeldError,
    LeaseLostError,
    StatementTimeoutError,
    TableHeldError,
    TransientError,
    WarehouseError,
)

# A holder that was not heard of for so long is taken for dead. A renewal may queue for minutes on a
# warehouse that is busy or resumes.
LEASE_SECONDS = 300
_RENEWALS_A_LEASE = 4
_SUSPECT_SHARE = 0.5  # of a lease: after so long in silence a holder has missed a renewal
WAIT_SECONDS = 160  # for a holder that is alive; one that has died is suspect by then
_REPORT_SECONDS = 10.0
_LEASES_A_TABLE = 2  # how long a step waits for a table that another transaction holds,
_MOST_TABLE_SECONDS = 120.0  # and no longer than this
_TRIES_A_LEASE = 3  # a statement on ops.lease that takes longer than such a part waits for a lock
_RELEASE_DELAYS_SECONDS = (0.5, 2.0)
_LOOK_SECONDS = 1.0
_END_IT = (
    "Let that process go on or end it (kill -CONT PID, kill PID), or end its connection: "
    "select pg_terminate_backend(pid), with the pid that svv_transactions shows"
)


class Lease:
    """The right of one batch to write; a context that renews it and gives it back at its end.

    Attributes:
        warehouse: The warehouse it is for.
        batch_id: The batch that holds it.
        token: The fencing token; a higher one has overtaken this one.
    """

    def __init__(
        self, warehouse: Warehouse, batch_id: str, token: int, lease_seconds: float = LEASE_SECONDS
    ) -> None:
        self.warehouse = warehouse
        self.batch_id = batch_id
        self.token = token
        self._lease_seconds = lease_seconds
        table_seconds = max(lease_seconds, 1.0) * _LEASES_A_TABLE
        self._table_seconds = min(table_seconds, _MOST_TABLE_SECONDS)
        self._ended = threading.Event()
        self._renewer = threading.Thread(target=self._renew, name="lease renewal", daemon=True)

    def __enter__(self) -> Self:
        self._renewer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._renewer.join()
        self._release()

    def _release(self) -> None:
        """Gives it back; an answer that is lost is asked for again, as that does no harm."""
        for delay in _RELEASE_DELAYS_SECONDS:
            if self._write("ops/lease/update_released"):
                return
            time.sleep(delay)
        self._write("ops/lease/update_released")

    def _renew(self) -> None:
        while not self._ended.wait(self._lease_seconds / _RENEWALS_A_LEASE):
            self._write("ops/lease/update_renewed")

    def _write(self, name: str) -> bool:
        """Renews or releases; when that fails for good, the lease simply runs out."""
        try:
            with self.warehouse.transaction(_limit(self._lease_seconds)) as session:
                session.run(name, token=self.token)
        except WarehouseError:
            return False
        return True

    @contextmanager
    def step(self, *tables: str, lock: str | None = None) -> Iterator[Session]:
        """A transaction that empties some tables and goes on only while the lease holds.

        Args:
            tables: The tables, e.g. `audit.users`; they are locked by that, so that the check that
                follows sees whoever wrote before.
            lock: A statement that locks more, e.g. `ops/publish_lock/lock`.

        Raises:
            LeaseLostError: Another run has taken over; what was begun is rolled back.
            TableHeldError: Another transaction holds one of the tables and does not end.
        """
        with self.warehouse.transaction() as session:
            with self._waiting_briefly(session):
                if lock is not None:
                    session.run(lock)
                for table in tables:
                    session.empty(table)
                self.check(session)
            yield session

    def write_first(self, session: Session, name: str) -> None:
        """Runs a statement that waits for its tables, though not without limit.

        Raises:
            TableHeldError: Another transaction holds one of the tables and does not end.
        """
        with self._waiting_briefly(session):
            session.run(name)

    @contextmanager
    def _waiting_briefly(self, session: Session) -> Iterator[None]:
        session.wait_for_answers(self._table_seconds)
        began = time.monotonic()
        try:
            yield
        except TransientError as error:
            if time.monotonic() - began < self._table_seconds:
                raise
            subject = str(error).partition(":")[0]
            raise TableHeldError(
                f"{subject}: another transaction has held it for {self._table_seconds:g} s, "
                f"perhaps that of a run that is suspended. {_END_IT}. Then run again."
            ) from error
        session.wait_for_answers(None)

    def check(self, session: Session) -> None:
        """Raises LeaseLostError when another run has taken over."""
        current = session.row("ops/lease/select")
        if current["token"] != self.token:
            batch_id = current["batch_id"]
            state = f"batch {batch_id}" if batch_id else "whose run has ended"
            raise LeaseLostError(
                f"Batch {self.batch_id} was overtaken by {current['holder']} ({state}) and may not "
                "write any more. What it had not published by then is left to the other run, which "
                "loads the same files."
            )


def take_lease(
    warehouse: Warehouse,
    batch_id: str,
    *,
    lease_seconds: float = LEASE_SECONDS,
    wait_seconds: float = WAIT_SECONDS,
    report: Callable[[str], object] = lambda _: None,
) -> Lease | None:
    """Takes the lease for a batch; waits while another run holds it.

    A holder whose process is gone from this machine is overtaken at once, one that is silent when
    its lease has run out.

    Args:
        warehouse: Where to write.
        batch_id: Who takes it.
        lease_seconds: A holder that was not heard of for so long may be overtaken.
        wait_seconds: How long to wait for a holder that is alive.
        report: Is called with a line every ten seconds of the wait.

    Returns:
        The lease; None when the other run is still alive and at work after the wait.

    Raises:
        LeaseHeldError: A transaction holds the lease's table, and its run shows no sign of life.
    """
    began = reported = time.monotonic()
    while True:
        try:
            token, silent_seconds = _try_to_take(warehouse, batch_id, lease_seconds)
        except StatementTimeoutError as error:
            waited_seconds = time.monotonic() - began
            if waited_seconds >= wait_seconds:
                _refuse_silent(warehouse, lease_seconds, waited_seconds, error)
                return None
            continue
        if token is not None:
            return Lease(warehouse, batch_id, token, lease_seconds)
        now = time.monotonic()
        is_alive = silent_seconds < lease_seconds * _SUSPECT_SHARE
        if now - began >= wait_seconds and is_alive:
            return None
        if now - reported >= _REPORT_SECONDS:
            reported = now
            report(
                f"waiting since {now - began:.0f} s for another run, which was heard of "
                f"{silent_seconds:.0f} s ago"
            )
        time.sleep(min(_LOOK_SECONDS, lease_seconds / _RENEWALS_A_LEASE))


def _try_to_take(
    warehouse: Warehouse, batch_id: str, lease_seconds: float
) -> tuple[int | None, float]:
    """The new token, or that of an earlier try whose answer was lost; None while it is held.

    Also for how long its holder was silent.
    """
    with warehouse.transaction(_limit(lease_seconds)) as session:
        session.run("ops/lease/insert")
        current = session.row("ops/lease/select")
        if current["batch_id"] == batch_id:
            return int(current["token"]), 0.0
        if _is_held(current, lease_seconds):
            return None, float(current["silent_seconds"])
        session.run("ops/lease/update", batch_id=batch_id, holder=_describe_holder())
        return int(current["token"]) + 1, 0.0


def _refuse_silent(
    warehouse: Warehouse, lease_seconds: float, waited_seconds: float, cause: Exception
) -> None:
    """Raises LeaseHeldError when the holder, whose transaction is open, was silent for long."""
    current = _look(warehouse, lease_seconds)
    silent_seconds = current["silent_seconds"] if current["batch_id"] else waited_seconds
    if silent_seconds >= lease_seconds:
        holder = current["holder"] or "another run"
        raise LeaseHeldError(
            f"ops.lease: {holder} holds it in a transaction that does not end, and was not heard "
            f"of for {silent_seconds:.0f} s: it is suspended, or publishes for unusually long. "
            f"Nothing was changed. {_END_IT}. Then run again."
        ) from cause


def _look(warehouse: Warehouse, lease_seconds: float) -> Row:
    """The lease without waiting for who writes it; a free one when that cannot be read."""
    try:
        with warehouse.transaction(_limit(lease_seconds)) as session:
            rows = session.rows("ops/lease/select")
    except StatementTimeoutError:  # LOCK keeps readers out as well
        rows = []
    return rows[0] if rows else {"batch_id": None, "holder": None}


def _limit(lease_seconds: float) -> float:
    """How long a statement on ops.lease may take."""
    return max(lease_seconds / _TRIES_A_LEASE, 1.0)


def _is_held(lease: Row, lease_seconds: float) -> bool:
    # a holder that was heard of in the future is one of before the clock was put back
    if lease["batch_id"] is None or abs(lease["silent_seconds"]) >= lease_seconds:
        return False
    return not _is_dead(lease["holder"])


def _describe_holder() -> str:
    return f"{getpass.getuser()}@{socket.gethostname()} process {os.getpid()}"


def _is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that is no more."""
    place, _, process = holder.rpartition(" process ")
    if place != _describe_holder().rpartition(" process ")[0]:
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
