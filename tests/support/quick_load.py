"""One batch, step by step as the flow does it, without Prefect: milliseconds instead of seconds."""

from dataclasses import replace

from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Warehouse
from warehouse.database.lease import Lease, take_lease
from warehouse.errors import WarehouseError
from warehouse.lake.files import Lake
from warehouse.loading.line_accounting import PublishedFigures
from warehouse.planning.batch import Batch
from warehouse.planning.plan import Request, plan_batch


def load(
    warehouse: Warehouse,
    lake: Lake,
    request: Request | None = None,
    *,
    max_rejected: int = 100,
    accepts: bool = False,
) -> PublishedFigures | None:
    """Loads what is new in the lake; None when there is nothing to do.

    Args:
        warehouse: Where to.
        lake: From where.
        request: What to look at.
        max_rejected: Most lines that may be rejected.
        accepts: Whether every file is loaded as it is, whatever is wrong with it.
    """
    batch = plan_batch(warehouse, lake, request or Request())
    if accepts:
        batch = replace(batch, accepted=frozenset(file.uri for file in batch.files))
    if batch.is_empty:
        return None
    built = build(warehouse, lake, batch, max_rejected=max_rejected)
    return finish(built)


def build(warehouse: Warehouse, lake: Lake, batch: Batch, *, max_rejected: int = 100) -> BatchLoad:
    """Brings a batch as far as the audit tables; it holds the lease unless it fails."""
    lease = take_lease(warehouse, batch.batch_id)
    assert lease is not None
    built = BatchLoad(lease, lake, batch, max_rejected)
    try:
        with warehouse.keep_connections():
            built.run_all(until="publish")
    except WarehouseError:
        give_back(lease)
        raise
    return built


def finish(built: BatchLoad) -> PublishedFigures:
    """Publishes a built batch and gives its lease back."""
    with built.lease, built.lease.warehouse.keep_connections():
        built.run_all(since="publish")
    assert built.published is not None
    return built.published


def give_back(lease: Lease) -> None:
    """Ends a lease, which is what leaving its context does."""
    with lease:
        pass
