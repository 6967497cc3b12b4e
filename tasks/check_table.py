"""Checks a table with Great Expectations."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse.checking import Checker, TableCheck


@step("check table", "check {table}")
def check_table(table: str, checker: Checker) -> TableCheck:
    """The evaluated expectations of a table; a critical one that fails stops the run."""
    check = checker.check_table(table)
    logger = get_run_logger()
    for result in check.warnings:
        logger.warning("%s", result.message)
    logger.info("%s: %d expectations evaluated", table, len(check.results))
    return check
