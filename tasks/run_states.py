"""How a flow run is named, and the state in which it ends."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from tasks.best_effort import send
from warehouse.errors import DataQualityError, TransientError, WarehouseError
from warehouse.publishing.report import Report
from warehouse.reconciling.comparison import Reconciliation
from warehouse.reconciling.ledger_rebuilding import RebuiltLedger
from warehouse.reconciling.reconciliation_text import write_headline

P = ParamSpec("P")

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


class Reconciled(NamedTuple):
    """What a reconciliation found, and what it had written before.

    Attributes:
        found: Where lake, ledger and star disagree.
        rebuilt: The rebuilt ledger, when that was asked for.
    """

    found: Reconciliation
    rebuilt: RebuiltLedger | None


def name_outcome(run: Callable[P, Report]) -> Callable[P, State[Any]]:
    """Makes a flow's function return a state whose name and message say how it ended.

    A report ends Completed, Planned when it only says what would be loaded, or NothingToDo when
    there is nothing to load; wrong data ends FailedByData, a warehouse or lake that stays away
    FailedByInfrastructure. Other errors go through. Errors of ours are logged without a trace.
    """

    @wraps(run)
    def named(*args: P.args, **kwargs: P.kwargs) -> State[Any]:
        log_errors_briefly()
        try:
            report = run(*args, **kwargs)
        except DataQualityError as error:
            return Failed(name="FailedByData", message=str(error), data=error)
        except TransientError as error:
            return Failed(name="FailedByInfrastructure", message=str(error), data=error)
        return Completed(name=_name(report), message=report.headline, data=report)

    return named


def _name(report: Report) -> str:
    if report.plan and report.batch is not None and not report.batch.is_empty:
        return "Planned"
    return "Completed" if report.did_load else "NothingToDo"


def name_reconciliation(run: Callable[P, Reconciled]) -> Callable[P, State[Any]]:
    """Makes a flow's function return a state whose name and message say what was found.

    It ends InAgreement or Disagrees, both completed; a warehouse or lake that stays away ends
    FailedByInfrastructure. Other errors go through.
    """

    @wraps(run)
    def named(*args: P.args, **kwargs: P.kwargs) -> State[Any]:
        try:
            done = run(*args, **kwargs)
        except TransientError as error:
            return Failed(name="FailedByInfrastructure", message=str(error), data=error)
        name = "InAgreement" if done.found.is_in_agreement else "Disagrees"
        return Completed(name=name, message=write_headline(done.found), data=done)

    return named


def log_errors_briefly() -> None:
    """Runs in this process log a WarehouseError as one line from now on."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_drop_trace)


def _drop_trace(record: logging.LogRecord) -> bool:
    if record.exc_info and isinstance(record.exc_info[1], WarehouseError):
        record.exc_info = None
    return True


def rename_run(title: str) -> None:
    """Names the running flow run after its batch; a server that does not answer changes nothing."""
    run_id = flow_run.id
    if run_id is not None:
        name = f"{title} ({flow_run.name})"
        send(f"name {name}", lambda: _rename(UUID(run_id), name))


def _rename(run_id: UUID, name: str) -> None:
    with get_client(sync_client=True) as client:
        client.update_flow_run(run_id, name=name)
