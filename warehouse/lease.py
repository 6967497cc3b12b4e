"""The lease: one run writes at a time, and one that was overtaken is refused.

Each taking raises the token. A step that writes checks, in its own transaction and after its first
write has locked the table, that the token is still its own.
"""

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.connection import Session, Warehouse
from warehouse.errors import LeaseLostError


class Lease:
    """The right of one batch to write.

    Attributes:
        batch_id: The batch that holds it.
        token: The fencing token; a higher one has overtaken this one.
    """

    def __init__(self, warehouse: Warehouse, batch_id: str, token: int) -> None:
        self.warehouse = warehouse
        self.batch_id = batch_id
        self.token = token

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


def take_lease(warehouse: Warehouse, batch_id: str) -> Lease:
    """Takes the lease for a batch; whoever had it may not write any more."""
    holder = f"{getpass.getuser()}@{socket.gethostname()} process {os.getpid()}"
    with warehouse.transaction() as session:
        session.run("ops/lease/insert")
        session.run("ops/lease/update", batch_id=batch_id, holder=holder)
        token = session.row("ops/lease/select")["token"]
    return Lease(warehouse, batch_id, token)
