"""Creates what is missing in the warehouse, and alters what is of an earlier version."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse.database.connection import Warehouse
from warehouse.database.tables import update_tables


@step("create tables")
def create_tables(warehouse: Warehouse) -> list[str]:
    """Names of the tables and views that were created or altered."""
    changed = update_tables(warehouse)
    get_run_logger().info("%d tables and views created or altered", len(changed))
    return changed
