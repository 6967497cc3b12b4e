"""Artifacts of what a run found: its checks, its rejected lines, and why it failed."""

from collections.abc import Iterable

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from tasks.best_effort import show
from tasks.report_pages import keep_pages
from warehouse.checking import Checker, TableCheck
from warehouse.database.connection import Row, Warehouse
from warehouse.errors import DataQualityError, WarehouseError
from warehouse.publishing.report import group_rejected, read_rejected, write_failure

SUMMARY_KEY = "sparkify-etl-summary"


def show_checks(checks: Iterable[TableCheck]) -> None:
    """A table of every expectation; what failed comes first."""
    results = [result for check in checks for result in check.results]
    results.sort(key=lambda result: (result.success, not result.stops_run))
    show(
        create_table_artifact,
        table=[
            {
                "table": result.table,
                "check": result.name,
                "severity": result.severity,
                "result": "ok" if result.success else "FAILED",
                "rows": result.unexpected_count,
                "observed": result.observed_value,
                "what to do": "" if result.success else result.next_step,
            }
            for result in results
        ],
        key="sparkify-etl-checks",
        description="Every expectation and what it found; what failed comes first",
    )


def show_rejected(rejected: Iterable[Row], batch_id: str) -> None:
    """A table of the rejected lines by reason; no artifact when there are none."""
    groups = group_rejected(rejected)
    table = [group | {"examples": ", ".join(group["examples"])} for group in groups]
    if not table:
        return
    show(
        create_table_artifact,
        table=table,
        key="sparkify-etl-rejected-lines",
        description=(
            "Rejected lines by reason. Open the file of an example at that line, correct the file "
            "and run again: a changed file is loaded again. Lines that are worth nothing can be "
            "left out with a max_rejected above their number. Those that were met are in "
            f"`ops.rejected_lines where batch_id = '{batch_id}'`"
        ),
    )


def show_docs(checker: Checker) -> str | None:
    """Where the data docs of the run are; None when there are none, or no room for them."""
    try:
        page = checker.build_docs()
    except OSError as error:
        get_run_logger().warning("the data docs were not written: %s", error)
        return None
    if page is None:
        return None
    others = sorted(set(page.parent.glob("*.html")) - {page})
    show(
        create_markdown_artifact,
        markdown=keep_pages(checker.lake, checker.batch_id, "data_docs", [page, *others]),
        key="sparkify-etl-data-docs",
        description="Data docs of the run: what failed, what to do, and each table's checks",
    )
    return str(page)


def show_failed_checks(checker: Checker) -> None:
    """Why the run stops, every check so far, and the data docs."""
    show_docs(checker)
    show_checks(checker.checks)
    _show_failure(" ".join(checker.problems.values()), checker.checks)


def show_too_many_rejected(error: DataQualityError, warehouse: Warehouse, batch_id: str) -> None:
    """Why the run stops, and the lines that were rejected."""
    try:
        show_rejected(read_rejected(warehouse, batch_id), batch_id)
    except WarehouseError as away:
        get_run_logger().warning("the rejected lines are not shown: %s", away)
    _show_failure(str(error))


def _show_failure(problem: str, checks: Iterable[TableCheck] = ()) -> None:
    show(
        create_markdown_artifact,
        markdown=write_failure(problem, checks),
        key=SUMMARY_KEY,
        description="Why the run failed and what to do",
    )
