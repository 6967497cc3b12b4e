"""Compares lake, ledger and star: `python flows/reconcile_flow.py --help`."""

import sys

if __name__ == "__main__":  # before Prefect, whose import takes seconds
    from cli.options import check_options, read_reconcile_options

    check_options("reconcile_flow", read_reconcile_options, sys.argv[1:])

import uuid
from datetime import date

from prefect import flow

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from tasks.policy import RUNNER
from tasks.prepare_warehouse import create_tables, take_lease
from tasks.reconcile_lake import compare_lake, prove_files, report_reconciliation, write_ledger
from tasks.run_states import Reconciled, describe_reconciliation, report_ending
from warehouse.database.connection import Warehouse
from warehouse.errors import LeaseHeldError
from warehouse.lake.files import Lake, Window
from warehouse.reconciling.ledger_rebuilding import RebuiltLedger


@flow(name="sparkify-reconcile", task_runner=RUNNER)
@report_ending(describe_reconciliation)
def sparkify_reconcile(
    warehouse: str = "local",
    lake: str = "sample",
    first_day: date | None = None,
    last_day: date | None = None,
    rebuild_ledger: bool = False,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
) -> Reconciled:
    """Shows where the lake, the ledger of loaded files and the star disagree.

    Args:
        warehouse: `local`, or the name of a redshift-credentials block.
        lake: `sample`, a directory, `s3://bucket/prefix`, or the name of a sparkify-lake block.
        first_day: Compare events of this UTC day and later; empty for all.
        last_day: Compare events of this UTC day and earlier; empty for all.
        rebuild_ledger: First write into the ledger the files that are proven to be in the star.
    """
    window = Window.between(first_day, last_day)
    source = open_lake(lake)
    target = open_warehouse(warehouse, source.uri)
    with target.keep_connections():
        rebuilt = rebuild(target, source, window) if rebuild_ledger else None
        found = compare_lake(target, source, window)
    return Reconciled(report_reconciliation(found, rebuilt), rebuilt)


def rebuild(warehouse: Warehouse, lake: Lake, window: Window) -> RebuiltLedger:
    """Writes the files that are in the star into the ledger, while no other run writes."""
    create_tables(warehouse)
    lease = take_lease(warehouse, str(uuid.uuid4()))
    if lease is None:
        raise LeaseHeldError(
            "The ledger was not rebuilt: another run holds the lease and is at work. Nothing was "
            "changed. Wait until it ends, then run this again."
        )
    with lease:
        return write_ledger(lease, lake, prove_files(warehouse, lake, window))


if __name__ == "__main__":
    from cli.command_line import run_reconcile
    from cli.flow_process import leave

    leave(run_reconcile(sparkify_reconcile, sys.argv[1:]))
