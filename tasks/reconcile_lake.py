"""Compares lake, ledger and star, and shows what was found."""

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact

from tasks.artifacts import show
from tasks.policy import step
from warehouse.database.connection import Warehouse
from warehouse.lake.files import Lake, Window
from warehouse.reconciling import comparison, reconciliation_text
from warehouse.reconciling.ledger_rebuilding import RebuiltLedger

ARTIFACT_KEY = "sparkify-reconcile"


@step("compare lake")
def compare_lake(warehouse: Warehouse, lake: Lake, window: Window) -> comparison.Reconciliation:
    """Where lake, ledger and star disagree."""
    return comparison.compare_lake(warehouse, lake, window)


@step("report reconciliation")
def report_reconciliation(
    found: comparison.Reconciliation, rebuilt: RebuiltLedger | None
) -> comparison.Reconciliation:
    """What was found, after it is logged and kept as an artifact."""
    show(
        create_markdown_artifact,
        markdown=reconciliation_text.write_markdown(found, rebuilt),
        key=ARTIFACT_KEY,
        description="Where lake, ledger and star disagree, and what to run",
    )
    headline = reconciliation_text.write_headline(found)
    logger = get_run_logger()
    (logger.info if found.is_in_agreement else logger.warning)("%s", headline)
    return found
