"""Compares lake, ledger and star, and shows what was found."""

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact

from tasks.artifacts import show
from tasks.policy import step
from warehouse import reconciliation_text, reconciling
from warehouse.connection import Warehouse
from warehouse.lake import Lake, Window
from warehouse.ledger_rebuilding import RebuiltLedger

ARTIFACT_KEY = "sparkify-reconcile"


@step("compare lake")
def compare_lake(warehouse: Warehouse, lake: Lake, window: Window) -> reconciling.Reconciliation:
    """Where lake, ledger and star disagree."""
    return reconciling.compare_lake(warehouse, lake, window)


@step("report reconciliation")
def report_reconciliation(
    found: reconciling.Reconciliation, rebuilt: RebuiltLedger | None
) -> reconciling.Reconciliation:
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
