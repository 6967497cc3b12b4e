"""Loads what is new in the lake into the star: `python flows/etl_flow.py --help`."""

import sys
import time
from datetime import date
from typing import Any

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from tasks.copy_staging import copy_staging, open_batch
from tasks.create_tables import create_tables
from tasks.insert_table import insert_table
from tasks.plan_batch import plan_batch
from tasks.publish_batch import empty_staging, publish_batch
from tasks.report_batch import report_batch
from tasks.waiting import wait_for_all
from warehouse.lake import Window
from warehouse.plan import Request
from warehouse.report import Report

RUNNER: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=5)


@flow(name="sparkify-etl", task_runner=RUNNER)
def sparkify_etl(  # noqa: PLR0913 - the flow's parameters are the run form's fields
    warehouse: str = "local",
    lake: str = "sample",
    first_day: date = date.min,
    last_day: date = date.max,
    full: bool = False,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
    prune: bool = False,  # noqa: FBT001, FBT002
    max_rejected: int = 100,
) -> Report:
    """Loads what is new or changed in the lake and publishes it in one transaction.

    Args:
        warehouse: `local`, or the name of a redshift-credentials block.
        lake: `sample`, a directory, or the name of a sparkify-lake block.
        first_day: Look at events of this UTC day and later.
        last_day: Look at events of this UTC day and earlier.
        full: Load every file again, not only what is new or changed.
        prune: Take the rows of files that are gone from the lake out of the star.
        max_rejected: Most lines that may be rejected; more, and nothing is published.
    """
    started = time.monotonic()
    source = open_lake(lake)
    target = open_warehouse(warehouse)
    request = Request(Window(first_day, last_day), is_full=full, is_prune=prune)
    batch = plan_batch(target, source, request)
    create_tables(target)
    if batch.is_empty:
        return report_batch(target, batch, time.monotonic() - started)
    lease = open_batch(target, source, batch)
    copies = wait_for_all(
        [
            copy_staging.submit("events", lease, source, batch, max_rejected),
            copy_staging.submit("songs", lease, source, batch, max_rejected),
        ]
    )
    wait_for_all(
        [insert_table.submit(table, lease) for table in ("users", "songs", "artists", "time")]
    )
    insert_table("songplays", lease)
    published = publish_batch(lease, batch, copies[0])
    empty_staging(lease, source)
    seconds = time.monotonic() - started
    return report_batch(target, batch, seconds, tuple(copies), published)


if __name__ == "__main__":
    from flows.command_line import run_etl

    sys.exit(run_etl(sparkify_etl, sys.argv[1:]))
