"""The flow's steps without Prefect, telling each before it begins; as a process, to be killed.

`python tests/support/stepwise.py DIRECTORY LAKE` runs them on the stand-in of a directory. It
writes the name of each step on a line and waits for a line before it goes on.
"""

import sys
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stand_in import StandIn
from tiny_lake import open_lake

from warehouse.batch import Batch
from warehouse.building import STAR_TABLES, create_missing, insert_table
from warehouse.connection import Warehouse
from warehouse.lake import Lake
from warehouse.lease import Lease, take_lease
from warehouse.plan import Request, plan_batch
from warehouse.publishing import empty_batch, publish_batch
from warehouse.staging import copy_events, copy_songs, open_batch

STEPS = (
    "create tables",
    "take lease",
    "plan batch",
    "open batch",
    "copy",
    "insert dimensions",
    "insert songplays",
    "publish batch",
    "empty staging",
    "give lease back",
    "end",
)
Tell = Callable[[str], None]


def run_steps(
    warehouse: Warehouse, lake: Lake, tell: Tell = lambda _: None, *, wait_seconds: float = 0
) -> Batch | None:
    """One run that prunes; the batch that it planned, or None when another run is at work."""
    tell("create tables")
    create_missing(warehouse)
    tell("take lease")
    batch_id = str(uuid.uuid4())
    lease = take_lease(warehouse, batch_id, wait_seconds=wait_seconds)
    if lease is None:
        return None
    with lease:
        tell("plan batch")
        batch = plan_batch(warehouse, lake, Request(is_prune=True), batch_id)
        if not batch.is_empty:
            _load_batch(lease, lake, batch, tell)
        tell("empty staging")
        empty_batch(lease, lake)
        tell("give lease back")
    tell("end")
    return batch


def _load_batch(lease: Lease, lake: Lake, batch: Batch, tell: Tell) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        tell("open batch")
        open_batch(lease, lake, batch)
        tell("copy")
        copies = [pool.submit(copy, lease, lake, batch, 100) for copy in (copy_events, copy_songs)]
        events, _ = (copy.result() for copy in copies)
        tell("insert dimensions")
        for insert in [pool.submit(insert_table, lease, table) for table in STAR_TABLES[:-1]]:
            insert.result()
        tell("insert songplays")
        insert_table(lease, STAR_TABLES[-1])
        tell("publish batch")
        publish_batch(lease, lake, events)


def _tell_and_wait(step: str) -> None:
    print(step, flush=True)  # noqa: T201 - this is how the test knows
    sys.stdin.readline()


if __name__ == "__main__":
    run_steps(StandIn(Path(sys.argv[1])).warehouse, open_lake(Path(sys.argv[2])), _tell_and_wait)
