"""Stops a run that lost too many lines."""

from prefect import get_run_logger

from tasks.findings import show_too_many_rejected
from tasks.policy import step
from warehouse import rejected_lines
from warehouse.errors import RejectedLinesError
from warehouse.lease import Lease


@step("check rejected lines")
def check_rejected(lease: Lease, max_rejected: int) -> int:
    """How many lines of the batch were rejected, of all tables; more than allowed stops the run."""
    try:
        total = rejected_lines.check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    except RejectedLinesError as error:
        show_too_many_rejected(error, lease.warehouse, lease.batch_id)
        raise
    get_run_logger().info("%d lines rejected, %d are allowed", total, max_rejected)
    return total
