"""The lease: one run writes at a time, and one that was overtaken is refused.

Each taking raises the token. A step that writes checks, in its own transaction and after its first
write has locked the table, that the token is still its own. While it works a holder renews the
lease, so that another run can tell a holder that is busy from one that was killed or suspended.
"""

import getpass
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from warehouse.connection import Row, Session, Warehouse
from warehouse.errors import LeaseLostError, TransientError, WarehouseError

LEASE_SECONDS = 60  # a holder that was not heard of for so long is taken for dead
WAIT_SECONDS = 90  # more than LEASE_SECONDS, so that a dead holder is always outwaited
_RENEWALS_A_LEASE = 4
_LOOK_SECONDS = 1.0


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
        self._renew_seconds = lease_seconds / _RENEWALS_A_LEASE
        self._ended = threading.Event()
        self._renewer = threading.Thread(target=self._renew, name="lease renewal", daemon=True)

    def __enter__(self) -> Self:
        self._renewer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._renewer.join()
        self._write("ops/lease/update_released")

    def _renew(self) -> None:
        while not self._ended.wait(self._renew_seconds):
            self._write("ops/lease/update_renewed")

    def _write(self, name: str) -> None:
        """Renews or releases; when that fails, the lease simply runs out."""
        try:
            with self.warehouse.transaction() as session:
                session.run(name, token=self.token)
        except WarehouseError:
            return

    @contextmanager
    def step(self, *first_writes: str) -> Iterator[Session]:
        """A transaction that begins with some writes and goes on only while the lease holds.

        Args:
            first_writes: Statements without values, e.g. `audit/users/delete`; they lock their
                tables, so that the check that follows sees whoever wrote before.

        Raises:
            LeaseLostError: Another run has taken over; what was begun is rolled back.
        """
        with self.warehouse.transaction() as session:
            for name in first_writes:
                session.run(name)
            self.check(session)
            yield session

    def check(self, session: Session) -> None:
        """Raises LeaseLostError when another run has taken over."""
        current = session.row("ops/lease/select")
        if current["token"] != self.token:
            raise LeaseLostError(
                f"Batch {self.batch_id} was overtaken by {current['holder']} (batch "
                f"{current['batch_id']}) and may not write any more. Nothing of it was published; "
                "the other run loads the same files."
            )


def take_lease(
    warehouse: Warehouse,
    batch_id: str,
    *,
    lease_seconds: float = LEASE_SECONDS,
    wait_seconds: float = WAIT_SECONDS,
) -> Lease | None:
    """Takes the lease for a batch; waits while another run that is alive holds it.

    Args:
        warehouse: Where to write.
        batch_id: Who takes it.
        lease_seconds: A holder that was not heard of for so long may be overtaken.
        wait_seconds: How long to wait for a holder that is alive.

    Returns:
        The lease; None when the other run is still alive and at work after the wait.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        token = _try_to_take(warehouse, batch_id, lease_seconds)
        if token is not None:
            return Lease(warehouse, batch_id, token, lease_seconds)
        if time.monotonic() >= deadline:
            return None
        time.sleep(min(_LOOK_SECONDS, lease_seconds / _RENEWALS_A_LEASE))


def _try_to_take(warehouse: Warehouse, batch_id: str, lease_seconds: float) -> int | None:
    """The new token; None while another run holds the lease, or took it this moment."""
    try:
        with warehouse.transaction() as session:
            session.run("ops/lease/insert")
            current = session.row("ops/lease/select")
            if _is_held(current, lease_seconds):
                return None
            session.run("ops/lease/update", batch_id=batch_id, holder=_describe_holder())
            return int(current["token"]) + 1
    except TransientError:
        return _find_token(warehouse, batch_id)


def _find_token(warehouse: Warehouse, batch_id: str) -> int | None:
    """The token when the batch holds the lease after all, its answer having been lost."""
    with warehouse.transaction() as session:
        current = session.row("ops/lease/select")
    return int(current["token"]) if current["batch_id"] == batch_id else None


def _is_held(lease: Row, lease_seconds: float) -> bool:
    if lease["batch_id"] is None or lease["silent_seconds"] >= lease_seconds:
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
