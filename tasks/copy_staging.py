"""Brings the batch's files into staging, and leaves out those that fail by themselves."""

from prefect import get_run_logger

from tasks.policy import step
from tasks.progress_artifacts import show_progress
from tasks.result_artifacts import show_too_many_rejected
from tasks.write_dashboard import start_drawing
from warehouse.batch_load import BatchLoad
from warehouse.errors import RejectedLinesError
from warehouse.loading.settling import SettledBatch
from warehouse.loading.staging import CopyFigures
from warehouse.planning.load_order import Step
from warehouse.sources import SOURCES


@step("open batch")
def open_batch(step: Step, load: BatchLoad) -> None:
    """Writes down the files of the batch and removes what killed runs left.

    What takes seconds to import is imported from now on, beside work that waits for the warehouse.
    """
    if load.checker is not None:
        load.checker.start_import()
    start_drawing()
    load.run(step)


@step("copy staging", "copy {step.subject} to staging")
def copy_staging(step: Step, load: BatchLoad) -> CopyFigures:
    """What COPY loaded and rejected."""
    source = SOURCES[step.subject]
    with show_progress(source.kind, load.batch.list_files(source)):
        figures = load.copy(source)
    logger = get_run_logger()
    table = figures.source.table
    logger.info("%s: %d lines of %d files", table, figures.lines, figures.files)
    return figures


@step("settle files")
def settle_files(step: Step, load: BatchLoad) -> SettledBatch:  # noqa: ARG001 - as every step's task
    """What is left out of the batch; too many rejected lines of other files stop the run."""
    logger = get_run_logger()
    try:
        settled = load.settle()
    except RejectedLinesError as error:
        show_too_many_rejected(error, load.lease.warehouse, load.batch.batch_id)
        raise
    for each in settled.left_out:
        logger.warning("left out: %s: %s", each.unit, each.reason)
    for warning in settled.warnings:
        logger.warning("%s", warning)
    logger.info("%d lines rejected, %d are allowed", settled.rejected, load.max_rejected)
    return settled
