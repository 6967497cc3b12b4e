"""Publishes the batch, and empties what it used."""

from dataclasses import asdict

from prefect import get_run_logger
from prefect.events import emit_event

from blocks.warehouses import publish_lake
from tasks.policy import step
from warehouse.batch_load import BatchLoad
from warehouse.errors import WarehouseError
from warehouse.loading.line_accounting import PublishedFigures
from warehouse.planning.load_order import Step
from warehouse.publishing import publication

PUBLISHED_EVENT = "sparkify.batch.published"


@step("publish batch")
def publish_batch(step: Step, load: BatchLoad) -> PublishedFigures:  # noqa: ARG001 - as every step's task
    """What the batch added to the star, all in one transaction."""
    figures = load.publish()
    if figures.songplays:
        publish_lake(load.lease.warehouse.name, load.lake.uri)
    get_run_logger().info("published %d plays of %s", figures.songplays, load.batch.title)
    emit_event(
        PUBLISHED_EVENT,
        resource={"prefect.resource.id": f"sparkify.batch.{load.batch.batch_id}"},
        payload={**asdict(figures), "batch": load.batch.title},
    )
    return figures


@step("empty staging")
def empty_staging(step: Step | None, load: BatchLoad) -> None:  # noqa: ARG001 - as every step's task
    """Empties what the batch used; the star is published whether this works or not."""
    try:
        publication.empty_batch(load.lease, load.lake, load.raw_line_days)
    except WarehouseError as error:
        get_run_logger().warning("staging stays filled until the next run empties it: %s", error)
