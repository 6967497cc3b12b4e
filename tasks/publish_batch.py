"""Publishes the batch."""

from prefect import get_run_logger

from tasks.policy import step
from warehouse import publishing
from warehouse.batch import Batch
from warehouse.errors import WarehouseError
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.staging import CopyFigures


@step("publish batch")
def publish_batch(lease: Lease, batch: Batch, events: CopyFigures) -> publishing.PublishedFigures:
    """What the batch added to the star, all in one transaction."""
    figures = publishing.publish_batch(lease, batch, events)
    get_run_logger().info("published %d plays of %s", figures.songplays, batch.title)
    return figures


@step("empty staging")
def empty_staging(lease: Lease, lake: Lake) -> None:
    """Empties what the batch used; the star is published whether this works or not."""
    try:
        publishing.empty_batch(lease, lake)
    except WarehouseError as error:
        get_run_logger().warning("staging stays filled until the next run empties it: %s", error)
