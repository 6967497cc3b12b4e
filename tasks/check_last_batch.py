"""Makes up for a check of the star that a killed run left undone."""

from prefect import get_run_logger

from tasks.check_table import check_and_show
from tasks.policy import step
from warehouse.checking import Checker, TableCheck
from warehouse.checking.missed import find_missed_star
from warehouse.checking.suites import STAR
from warehouse.lake import Lake
from warehouse.lease import Lease


@step("check last batch")
def check_last_batch(lease: Lease, lake: Lake) -> TableCheck | None:
    """The star checked for the batch before, when the run that published it could not.

    To be called before staging and audit are emptied or filled anew.
    """
    missed = find_missed_star(lease.warehouse)
    if missed is None:
        return None
    batch_id = missed.batch.batch_id
    logger = get_run_logger()
    if not missed.can_be_checked:
        logger.warning(
            "the star was never checked after batch %s was published, and staging no longer holds "
            "what to compare it with; python flows/reconcile_flow.py compares it with the lake",
            batch_id,
        )
        return None
    logger.warning("batch %s was published, its run ended before the star was checked", batch_id)
    with Checker(lease.warehouse, lake, missed.batch) as checker:
        return check_and_show(STAR, checker)
