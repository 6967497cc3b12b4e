"""Publishes the batch."""

from dataclasses import asdict

from prefect import get_run_logger
from prefect.events import emit_event

from tasks.policy import step
from warehouse import publishing
from warehouse.conservation import PublishedFigures
from warehouse.errors import WarehouseError
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.staging import CopyFigures

PUBLISHED_EVENT = "sparkify.batch.published"


@step("publish batch")
def publish_batch(lease: Lease, lake: Lake, events: CopyFigures) -> PublishedFigures:
    """What the batch added to the star, all in one transaction."""
    figures = publishing.publish_batch(lease, lake, events)
    get_run_logger().info("published %d plays of %s", figures.songplays, events.batch.title)
    emit_event(
        PUBLISHED_EVENT,
        resource={"prefect.resource.id": f"sparkify.batch.{lease.batch_id}"},
        payload={**asdict(figures), "batch": events.batch.title},
    )
    return figures


@step("empty staging")
def empty_staging(lease: Lease, lake: Lake) -> None:
    """Empties what the batch used; the star is published whether this works or not."""
    try:
        publishing.empty_batch(lease, lake)
    except WarehouseError as error:
        get_run_logger().warning("staging stays filled until the next run empties it: %s", error)
