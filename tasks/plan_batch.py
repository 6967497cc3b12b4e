"""Plans the batch."""

import logging

from prefect import get_run_logger

from tasks.policy import step
from tasks.run_states import rename_run
from warehouse.database.connection import Warehouse
from warehouse.lake.files import Lake, summarize_ignored
from warehouse.loading.quarantine import MOST_NAMED
from warehouse.planning import plan
from warehouse.planning.batch import Batch


@step("plan batch")
def plan_batch(
    warehouse: Warehouse, lake: Lake, request: plan.Request, batch_id: str | None = None
) -> Batch:
    """The batch of what is new or changed in the lake."""
    batch = plan.plan_batch(warehouse, lake, request, batch_id)
    rename_run(batch.title)
    logger = get_run_logger()
    logger.info(
        "%s: files: %s, %.1f MB",
        batch.title,
        batch.count_files(),
        batch.size_bytes / 1e6,
    )
    for uri, reason in list(batch.quarantined.items())[:MOST_NAMED]:
        logger.warning("still left out, as before: %s: %s", uri, reason)
    if batch.vanished:
        logger.warning(
            "%d loaded files are gone from the lake; their rows stay (--prune takes them out). "
            "First: %s",
            len(batch.vanished),
            batch.vanished[0].uri,
        )
    if batch.held_back:
        logger.warning(
            "%d replaced files are not loaded, as a file is gone that was loaded together with "
            "them. Put it back, or take its rows out with --prune. First: %s",
            len(batch.held_back),
            batch.held_back[0].uri,
        )
    markers = [entry for entry in batch.ignored if entry.is_marker]
    for level, entries in ((logging.WARNING, batch.unexpected), (logging.INFO, markers)):
        if entries:
            logger.log(level, "ignored in the lake: %s", summarize_ignored(entries))
    return batch
