"""One batch, step by step as the flow does it, without Prefect: milliseconds instead of seconds."""

from dataclasses import dataclass

from warehouse.batch import Batch
from warehouse.building import STAR_TABLES, insert_table
from warehouse.connection import Warehouse
from warehouse.conservation import PublishedFigures
from warehouse.errors import WarehouseError
from warehouse.lake import Lake
from warehouse.lease import Lease, take_lease
from warehouse.plan import Request, plan_batch
from warehouse.publishing import empty_batch, publish_batch
from warehouse.rejected_lines import check_rejected
from warehouse.staging import CopyFigures, copy_events, copy_songs, open_batch


@dataclass(frozen=True)
class Built:
    """A batch that lies in the audit tables, ready to be published."""

    batch: Batch
    lake: Lake
    lease: Lease
    events: CopyFigures
    songs: CopyFigures


def load(
    warehouse: Warehouse, lake: Lake, request: Request | None = None, *, max_rejected: int = 100
) -> PublishedFigures | None:
    """Loads what is new in the lake; None when there is nothing to do."""
    batch = plan_batch(warehouse, lake, request or Request())
    if batch.is_empty:
        return None
    built = build(warehouse, lake, batch, max_rejected=max_rejected)
    figures = publish_batch(built.lease, lake, built.events)
    empty_batch(built.lease, lake)
    give_back(built.lease)
    return figures


def build(warehouse: Warehouse, lake: Lake, batch: Batch, *, max_rejected: int = 100) -> Built:
    """Brings a batch as far as the audit tables; it holds the lease unless it fails."""
    lease = take_lease(warehouse, batch.batch_id)
    assert lease is not None
    try:
        open_batch(lease, lake, batch)
        events = copy_events(lease, lake, batch, max_rejected)
        songs = copy_songs(lease, lake, batch, max_rejected)
        check_rejected(warehouse, batch.batch_id, max_rejected)
        for table in STAR_TABLES:
            insert_table(lease, table)
    except WarehouseError:
        give_back(lease)
        raise
    return Built(events.batch, lake, lease, events, songs)


def give_back(lease: Lease) -> None:
    """Ends a lease, which is what leaving its context does."""
    with lease:
        pass
