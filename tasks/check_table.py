"""Checks a table with Great Expectations."""

from prefect import get_run_logger

from tasks.findings import show_failed_checks
from tasks.policy import step
from warehouse.checking import Checker, TableCheck
from warehouse.checking.suites import STAR


@step("check table", "check {table}")
def check_table(table: str, checker: Checker) -> TableCheck:
    """The evaluated expectations of a table; a critical one that fails stops the run."""
    return check_and_show(table, checker)


def check_and_show(table: str, checker: Checker) -> TableCheck:
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
