"""The command line of the flows: options in, a report or one clear line out."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from prefect import Flow

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from cli.flow_process import import_server, run_flow
from cli.options import EXIT_FAILED, explain, read_etl_options, read_reconcile_options
from cli.step_display import show_steps
from tasks.run_states import Reconciled
from tasks.write_dashboard import start_drawing
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
    return _run("etl_flow", flow, options, _show_load, _prepare_load)


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
        with ThreadPoolExecutor(1) as pool:
            opened = pool.submit(_open, options)
            import_server()  # while the stand-in starts
        opened.result()
        with show_steps():
            done = run_flow(flow, options, meanwhile)
    except (WarehouseError, KeyboardInterrupt) as error:
        return explain(name, error)
    return show(done)


def _prepare_load() -> None:
    import_validation()
    start_drawing()


def _open(options: dict[str, Any]) -> None:
    """Refuses a lake and a warehouse that do not exist, before Prefect's server starts."""
    lake = open_lake(options["lake"])
    open_warehouse(options["warehouse"], lake.uri)


def _show_load(report: Report) -> int:
    text = write_text(report)
    print(f"{report.plan}\n{text}" if report.plan else text)  # noqa: T201
    return 0


def _show_reconciliation(done: Reconciled) -> int:
    print(reconciliation_text.write_text(done.found, done.rebuilt))  # noqa: T201
    return 0 if done.found.is_in_agreement else EXIT_FAILED
