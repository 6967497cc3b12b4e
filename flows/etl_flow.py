"""Loads what is new in the lake into the star: `python flows/etl_flow.py --help`."""

import sys

if __name__ == "__main__":  # before Prefect, whose import takes seconds
    from cli.options import check_options, read_etl_options

    check_options("etl_flow", read_etl_options, sys.argv[1:])

import uuid
from datetime import date

from prefect import flow
from pydantic import NonNegativeInt, PositiveInt

from blocks.lakes import open_lake
from blocks.state import make_state_directory, state_directory
from blocks.warehouses import open_warehouse
from tasks.check_table import check_last_batch
from tasks.load_steps import run_stage
from tasks.plan_batch import plan_batch
from tasks.policy import RUNNER
from tasks.prepare_warehouse import create_tables, take_lease
from tasks.publish_batch import empty_staging
from tasks.report_batch import report_batch, report_nothing, report_plan, require_all_files
from tasks.run_states import describe_load, report_ending
from tasks.write_dashboard import write_dashboard
from warehouse.batch_load import BatchLoad
from warehouse.checking import Checker
from warehouse.lake.files import Window
from warehouse.planning.limits import RAW_LINE_DAYS
from warehouse.planning.plan import Request
from warehouse.publishing.report import Report, Stopwatch


@flow(name="sparkify-etl", task_runner=RUNNER)
@report_ending(describe_load)
def sparkify_etl(  # noqa: PLR0913, PLR0917 - the flow's parameters are the run form's fields
    warehouse: str = "local",
    lake: str = "sample",
    first_day: date | None = None,
    last_day: date | None = None,
    full: bool = False,  # noqa: FBT001, FBT002 - Prefect passes parameters by name
    prune: bool = False,  # noqa: FBT001, FBT002
    max_rejected: NonNegativeInt = 100,
    accept: list[str] | None = None,
    raw_line_days: PositiveInt = RAW_LINE_DAYS,
    plan_only: bool = False,  # noqa: FBT001, FBT002
) -> Report:
    """Loads what is new or changed in the lake and publishes it in one transaction.

    Args:
        warehouse: `local`, or the name of a redshift-credentials block.
        lake: `sample`, a directory, `s3://bucket/prefix`, or the name of a sparkify-lake block.
        first_day: Look at events of this UTC day and later; empty for all.
        last_day: Look at events of this UTC day and earlier; empty for all.
        full: Load every file again, not only what is new or changed.
        prune: Take the rows of files that are gone from the lake out of the star.
        max_rejected: Most lines that may be rejected of files that are fine otherwise.
        accept: Files to load as they are, though a run has left them out: URIs or their ends.
        raw_line_days: Days for which the text of rejected lines is kept in ops.rejected_lines.
        plan_only: Show what would be loaded, and change nothing.
    """
    watch = Stopwatch()
    source = open_lake(lake)
    target = open_warehouse(warehouse, source.uri)
    window = Window.between(first_day, last_day)
    request = Request(window, is_full=full, is_prune=prune, accept=tuple(accept or ()))
    with target.keep_connections():
        if plan_only:
            return report_plan(target, plan_batch(target, source, request), watch)
        create_tables(target)
        batch_id = str(uuid.uuid4())
        lease = take_lease(target, batch_id)
        if lease is None:
            return report_nothing(target, None, watch, source.uri)
        with lease:
            check_last_batch(lease, source)
            batch = plan_batch(target, source, request, batch_id)
            with Checker(target, source, batch, make_state_directory("data_docs")) as checker:
                load = BatchLoad(lease, source, batch, max_rejected, checker)
                load.raw_line_days = raw_line_days
                if batch.is_empty:
                    empty_staging(None, load)  # a run that was killed may have left it filled
                    return report_nothing(target, batch, watch, source.uri)
                return load_batch(load, watch)


def load_batch(load: BatchLoad, watch: Stopwatch) -> Report:
    """Copies, builds, checks and publishes a batch, in the load order."""
    for stage in load.stages:
        run_stage(stage, load)
    dashboard = write_dashboard.submit(load.lease, load.lake, state_directory() / "reports")
    report = report_batch(load, watch)
    dashboard.wait()
    require_all_files(report)
    return report


if __name__ == "__main__":
    from cli.command_line import run_etl
    from cli.flow_process import leave

    leave(run_etl(sparkify_etl, sys.argv[1:]))
