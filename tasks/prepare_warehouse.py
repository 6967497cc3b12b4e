"""Brings the warehouse's tables up to date, and takes the right to write."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse.database import lease
from warehouse.database.connection import Warehouse
from warehouse.database.tables import update_tables


@step("create tables")
def create_tables(warehouse: Warehouse) -> list[str]:
    """Names of the tables and views that were created or altered."""
    changed = update_tables(warehouse)
    get_run_logger().info("%d tables and views created or altered", len(changed))
    return changed


@step("take lease")
def take_lease(warehouse: Warehouse, batch_id: str) -> lease.Lease | None:
    """The lease of a batch; None when another run is at work and does not end."""
    logger = get_run_logger()
    taken = lease.take_lease(warehouse, batch_id, report=logger.info)
    if taken is None:
        logger.warning("another run holds the lease and is at work; it loads the same files")
    else:
        logger.info("batch %s holds lease %d", batch_id, taken.token)
    return taken
