"""Fills an audit table from staging."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse.batch_load import BatchLoad
from warehouse.planning.load_order import Step


@step("insert table", "insert {step.subject}")
def insert_table(step: Step, load: BatchLoad) -> None:
    """Fills `audit.<table>` with the rows that the batch will publish."""
    get_run_logger().info("audit.%s: %s rows", step.subject, load.run(step))
