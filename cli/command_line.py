"""The command line of the flows: options in, a report or one clear line out."""

from collections.abc import Callable, Sequence
from typing import Any

from prefect import Flow

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from cli.flow_process import run_flow
from cli.options import EXIT_FAILED, explain, read_etl_options, read_reconcile_options
from cli.step_display import show_steps
from tasks.run_states import Reconciled
from warehouse.checking.checker import import_validation
from warehouse.errors import WarehouseError
from warehouse.publishing.report import Report, write_text
from warehouse.reconciling import reconciliation_text


def run_etl(flow: Flow[..., Any], arguments: Sequence[str]) -> int:
    """Runs the ETL flow with command-line arguments and prints what it did.

    Returns:
        Exit code: 0 done, 1 failed, 2 asked for what does not exist, 130 interrupted.
    """
    options = read_etl_options(arguments)
    return _run("etl_flow", flow, options, _show_load, import_validation)


def run_reconcile(flow: Flow[..., Any], arguments: Sequence[str]) -> int:
    """Runs the reconcile flow with command-line arguments and prints what it found.

    Returns:
        Exit code: 0 in agreement; 1 in disagreement, or failed; 2 asked for what does not exist;
        130 interrupted.
    """
    options = read_reconcile_options(arguments)
    return _run("reconcile_flow", flow, options, _show_reconciliation)


def _run(
    name: str,
    flow: Flow[..., Any],
    options: dict[str, Any],
    show: Callable[[Any], int],
    meanwhile: Callable[[], object] | None = None,
) -> int:
    try:
        lake = open_lake(options["lake"])  # what does not exist is refused before anything starts
        open_warehouse(options["warehouse"], lake.uri)
        with show_steps():
            done = run_flow(flow, options, meanwhile)
    except (WarehouseError, KeyboardInterrupt) as error:
        return explain(name, error)
    return show(done)


def _show_load(report: Report) -> int:
    text = write_text(report)
    print(f"{report.plan}\n{text}" if report.plan else text)  # noqa: T201
    return 0


def _show_reconciliation(done: Reconciled) -> int:
    print(reconciliation_text.write_text(done.found, done.rebuilt))  # noqa: T201
    return 0 if done.found.is_in_agreement else EXIT_FAILED
