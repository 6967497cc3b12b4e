"""Fills an audit table from staging."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse import building
from warehouse.lease import Lease


@step("insert table", "insert {table}")
def insert_table(table: str, lease: Lease) -> int:
    """How many rows the batch will publish in `star.<table>`."""
    rows = building.insert_table(lease, table)
    get_run_logger().info("audit.%s: %d rows", table, rows)
    return rows
