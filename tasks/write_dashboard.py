"""Writes the dashboard of a published batch as one HTML file; no failure of it undoes the batch."""

import threading
from contextlib import suppress
from pathlib import Path

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact

from tasks.best_effort import show
from tasks.policy import step
from tasks.report_pages import keep_pages
from warehouse.database.lease import Lease
from warehouse.lake.files import Lake


def start_drawing() -> None:
    """Begins to import and to bundle what draws the charts, beside work that waits."""
    threading.Thread(target=_prepare, name="bundle scripts", daemon=True).start()


def _prepare() -> None:
    with suppress(Exception):  # the task meets it again, and reports it
        import dashboard.report  # noqa: F401, PLC0415 - a part of a second
        from dashboard.scripts import read_scripts  # noqa: PLC0415

        read_scripts()


@step("write dashboard")
def write_dashboard(lease: Lease, lake: Lake, directory: Path) -> Path | None:
    """The file, or None when it could not be written: the batch is published all the same.

    Args:
        lease: Whose batch is published.
        lake: Where the batch comes from.
        directory: Where the files of the newest batches are kept.
    """
    logger = get_run_logger()
    try:
        from dashboard.report import keep_report  # noqa: PLC0415 - a part of a second

        path, answers = keep_report(lease.warehouse, directory, lease.batch_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, the figures are published
        logger.warning(
            "the dashboard of this batch was not written: %s: %s. The batch is published. Remove "
            "the cause, then: python -m dashboard.export",
            type(error).__name__,
            " ".join(str(error).split()),
        )
        return None
    place = keep_pages(lake, lease.batch_id, "dashboard", [path])
    show(
        create_markdown_artifact,
        markdown="\n".join([*(f"- **{title}**: {said}" for title, said in answers), "", place]),
        key="sparkify-etl-dashboard",
        description="The dashboard as of this run, one file that needs no server",
    )
    logger.info("dashboard: %s", path)
    return path
