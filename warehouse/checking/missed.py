"""The check of the star that a run, killed between publish and that check, left undone."""

from dataclasses import dataclass

from warehouse.database.connection import Warehouse
from warehouse.lake.files import EVERY_DAY
from warehouse.planning.batch import Batch


@dataclass(frozen=True)
class MissedStar:
    """A published batch whose star was never checked.

    Attributes:
        batch: Its id and the time when it began; no files.
        can_be_checked: Whether staging and audit still hold what it published.
    """

    batch: Batch
    can_be_checked: bool


def find_missed_star(warehouse: Warehouse) -> MissedStar | None:
    """The newest batch when its star was never checked, else None."""
    with warehouse.transaction() as session:
        rows = session.rows("ops/checks/select_missed_star")
    if not rows:
        return None
    (row,) = rows
    batch = Batch(batch_id=row["batch_id"], started_at=row["started_at"], window=EVERY_DAY)
    return MissedStar(batch, can_be_checked=bool(row["can_be_checked"]))
