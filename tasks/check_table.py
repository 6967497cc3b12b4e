"""Checks tables with Great Expectations."""

from prefect import get_run_logger

from tasks.policy import step
from tasks.result_artifacts import show_failed_checks
from warehouse.batch_load import BatchLoad
from warehouse.checking import Checker, TableCheck
from warehouse.checking.missed import find_missed_star
from warehouse.checking.suites import STAR
from warehouse.database.lease import Lease
from warehouse.lake.files import Lake
from warehouse.planning.load_order import Step


@step("check table", "check {step.subject}")
def check_table(step: Step, load: BatchLoad) -> None:
    """Evaluates the expectations of a table; a critical one that fails stops the run."""
    if load.checker is not None:
        _check_and_show(step.subject, load.checker)


def _check_and_show(table: str, checker: Checker) -> TableCheck:
    """The evaluated expectations of a table, logged; with artifacts when the run must stop."""
    try:
        check = checker.check_table(table)
    finally:
        if checker.problems and (table == STAR or checker.is_complete):  # once, with all of them
            show_failed_checks(checker)
    logger = get_run_logger()
    for result in check.warnings:
        logger.warning("%s", result.message)
    logger.info("%s: %d expectations evaluated", table, len(check.results))
    return check


@step("check last batch")
def check_last_batch(lease: Lease, lake: Lake) -> TableCheck | None:
    """The star checked for the batch before, when the run that published it could not.

    To be called before staging and audit are emptied or filled again.
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
        return _check_and_show(STAR, checker)
