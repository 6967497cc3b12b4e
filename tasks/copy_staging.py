"""Brings the batch's files into staging."""

from typing import Literal

from prefect import get_run_logger

from tasks.findings import show_too_many_rejected
from tasks.policy import step
from tasks.progress import show_progress
from warehouse import staging
from warehouse.batch import Batch
from warehouse.errors import RejectedLinesError
from warehouse.lake import Lake
from warehouse.lease import Lease

_COPIES = {"events": staging.copy_events, "songs": staging.copy_songs}


@step("open batch")
def open_batch(lease: Lease, lake: Lake, batch: Batch) -> None:
    """Writes down the files of the batch and removes what killed runs left."""
    staging.open_batch(lease, lake, batch)


@step("copy staging", "copy {kind} to staging")
def copy_staging(
    kind: Literal["events", "songs"], lease: Lease, lake: Lake, batch: Batch, max_rejected: int
) -> staging.CopyFigures:
    """What COPY loaded and rejected."""
    files = batch.event_files if kind == "events" else batch.song_files
    try:
        with show_progress(kind, files):
            figures = _COPIES[kind](lease, lake, batch, max_rejected)
    except RejectedLinesError as error:
        show_too_many_rejected(error, lease.warehouse, lease.batch_id)
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
