"""Fills the audit tables: what the batch will publish."""

from warehouse.lease import Lease
from warehouse.load_order import AUDIT_PARTS


def insert_table(lease: Lease, table: str) -> int:
    """Fills `audit.<table>` from staging, in place of what is there; returns its rows.

    Raises:
        LeaseLostError: Another run has taken over.
    """
    parts = AUDIT_PARTS[table]
    rows: dict[str, int] = {}
    with lease.step(*(f"audit.{part}" for part in parts)) as session:
        for part in parts:
            rows[part] = session.run(f"audit/{part}/insert")
    return rows[table]
