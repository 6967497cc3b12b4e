"""Brings the batch's files into staging, and stops a run that lost too many lines."""

from prefect import get_run_logger

from tasks.findings import show_too_many_rejected
from tasks.policy import step
from tasks.progress import show_progress
from warehouse.batch_load import BatchLoad
from warehouse.errors import RejectedLinesError
from warehouse.load_order import Step
from warehouse.staging import CopyFigures


@step("open batch")
def open_batch(step: Step, load: BatchLoad) -> None:
    """Writes down the files of the batch and removes what killed runs left."""
    load.run(step)


@step("copy staging", "copy {step.subject} to staging")
def copy_staging(step: Step, load: BatchLoad) -> CopyFigures:
    """What COPY loaded and rejected."""
    batch = load.batch
    files = batch.event_files if step.subject == "events" else batch.song_files
    try:
        with show_progress(step.subject, files):
            figures = load.copy(step.subject)
    except RejectedLinesError as error:
        show_too_many_rejected(error, load.lease.warehouse, batch.batch_id)
        raise
    logger = get_run_logger()
    logger.info("%s: %d lines of %d files", figures.table, figures.lines, figures.files)
    if figures.rejected:
        logger.warning(
            "%s: %d lines rejected, see ops.rejected_lines where batch_id = '%s'",
            figures.table,
            figures.rejected,
            batch.batch_id,
        )
    return figures


@step("check rejected lines")
def check_rejected(step: Step, load: BatchLoad) -> int:  # noqa: ARG001 - as every step's task
    """How many lines of the batch were rejected, of all tables; more than allowed stops the run."""
    try:
        total = load.check_rejected()
    except RejectedLinesError as error:
        show_too_many_rejected(error, load.lease.warehouse, load.batch.batch_id)
        raise
    get_run_logger().info("%d lines rejected, %d are allowed", total, load.max_rejected)
    return total
