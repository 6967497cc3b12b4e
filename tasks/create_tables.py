"""Creates what is missing in the warehouse."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse.building import create_missing
from warehouse.connection import Warehouse


@step("create tables")
def create_tables(warehouse: Warehouse) -> list[str]:
    """Names of the tables and views that were missing and are there now."""
    created = create_missing(warehouse)
    get_run_logger().info("%d tables and views created", len(created))
    return created
