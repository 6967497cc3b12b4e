"""Compares lake, ledger and star, and rebuilds the ledger of loaded files."""

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact

from tasks.best_effort import show
from tasks.policy import step
from warehouse.database.connection import Warehouse
from warehouse.database.lease import Lease
from warehouse.lake.files import Lake, Window
from warehouse.reconciling import comparison, ledger_rebuilding, reconciliation_text

ARTIFACT_KEY = "sparkify-reconcile"


@step("compare lake")
def compare_lake(warehouse: Warehouse, lake: Lake, window: Window) -> comparison.Reconciliation:
    """Where lake, ledger and star disagree."""
    return comparison.compare_lake(warehouse, lake, window)


@step("report reconciliation")
def report_reconciliation(
    found: comparison.Reconciliation, rebuilt: ledger_rebuilding.RebuiltLedger | None
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


@step("prove files")
def prove_files(
    warehouse: Warehouse, lake: Lake, window: Window
) -> ledger_rebuilding.RebuiltLedger:
    """Which files, of those that the ledger does not have, are in the star."""
    rebuilt = ledger_rebuilding.prove_files(warehouse, lake, window)
    logger = get_run_logger()
    logger.info("%d files are proven to be in the star", len(rebuilt.proven))
    for file, doubt in list(rebuilt.doubts.items())[:5]:
        logger.warning("left out, the next run loads it: %s %s", file.uri, doubt)
    return rebuilt


@step("write ledger")
def write_ledger(
    lease: Lease, lake: Lake, rebuilt: ledger_rebuilding.RebuiltLedger
) -> ledger_rebuilding.RebuiltLedger:
    """The proven files, which are in the ledger now."""
    ledger_rebuilding.write_ledger(lease, lake, rebuilt)
    get_run_logger().info("%d files written into the ledger", len(rebuilt.proven))
    return rebuilt
