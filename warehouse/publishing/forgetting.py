"""Removes one user from the warehouse, for good: later loads leave the user out as well.

The user's plays and page views stay, without the user, as every line of a file is accounted for;
what says who it was goes. `ops.forgotten_users` keeps the bare id: ids are small whole numbers, so
that a hash of one is guessed at once and would hide nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse.database.connection import Row, Session
from warehouse.database.lease import Lease
from warehouse.errors import ConfigurationError
from warehouse.planning.load_order import TRANSIENT

MOST_BYTES = 64  # of a user_id
FORGET = {  # how a table forgets, in order
    "star.users": "star/users/delete_forgotten",
    "star.songplays": "star/songplays/update_forgotten",
    "star.page_views": "star/page_views/update_forgotten",
    "ops.user_files": "ops/user_files/delete_forgotten",
    "ops.repeated_events": "ops/repeated_events/update_forgotten",
    "ops.rejected_lines": "ops/rejected_lines/update_forgotten",
}


@dataclass(frozen=True)
class ForgottenUser:
    """What was removed of a user.

    Attributes:
        rows: Rows that were removed or emptied of the user, by table.
        file_uris: Files of the lake that hold the user, as far as they are loaded.
    """

    rows: dict[str, int]
    file_uris: tuple[str, ...]


def forget_user(lease: Lease, user_id: str) -> ForgottenUser:
    """Removes a user from every table, in one transaction; staging and audit are emptied.

    The digests of the load units are those of the events as they are now, so that the star still
    agrees with the ledger. Files of the lake are not touched.

    Raises:
        ConfigurationError: This cannot be a user's id.
        LeaseLostError: Another run has taken over; nothing was removed.
    """
    user_id = user_id.strip(" ")
    if not user_id or len(user_id.encode()) > MOST_BYTES:
        raise ConfigurationError(
            f"A user's id has 1 to {MOST_BYTES} bytes. Nothing was changed. Give it as "
            "star.users has it."
        )
    now = datetime.now(UTC).replace(tzinfo=None)
    with lease.step(*TRANSIENT, lock="ops/publish_lock/lock") as session:
        session.run("ops/forgotten_users/insert", user_id=user_id, forgotten_at=now)
        files = session.rows("ops/forgotten_users/select_files")
        units = session.rows("ops/forgotten_users/select_units")
        rows = {table: session.run(name) for table, name in FORGET.items()}
        _update_digests(session, units)
    return ForgottenUser(rows, tuple(row["uri"] for row in files))


def read_forgotten(session: Session) -> frozenset[str]:
    """The ids of the users who are forgotten."""
    return frozenset(row["user_id"] for row in session.rows("ops/forgotten_users/select"))


def _update_digests(session: Session, units: Iterable[Row]) -> None:
    """Writes down what the events of some units are now; one statement for each unit."""
    spans = {row["unit"]: (row["first_event_at"], row["last_event_at"]) for row in units}
    if not spans:
        return
    first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    for row in session.rows("ops/reconciliation/select_units", first_start=first, last_start=last):
        if row["unit"] in spans:
            digest_sum = str(row["digest_sum"])
            session.run("ops/load_units/update", unit=row["unit"], digest_sum=digest_sum)
