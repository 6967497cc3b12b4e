"""How a flow run is named and tagged, and the state in which it ends."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar
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
R = TypeVar("R")

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")
_SECOND_TRACE = "Engine execution exited with unexpected exception"  # of an error that was logged
_GOOD_END = "Finished in state Completed"  # of a task, whose own line says more

_endings: list[list[Any]] = []


class Reconciled(NamedTuple):
    """What a reconciliation found, and what it had written before.

    Attributes:
        found: Where lake, ledger and star disagree.
        rebuilt: The rebuilt ledger, when that was asked for.
    """

    found: Reconciliation
    rebuilt: RebuiltLedger | None


def describe_load(report: Report) -> tuple[str, str]:
    """How a load ended: a tag of its run, and one line."""
    if report.plan and report.batch is not None and not report.batch.is_empty:
        return "planned", report.headline
    return "loaded" if report.did_load else "nothing-to-do", report.headline


def describe_reconciliation(done: Reconciled) -> tuple[str, str]:
    """How a reconciliation ended: a tag of its run, and one line."""
    tag = "in-agreement" if done.found.is_in_agreement else "disagreement"
    return tag, write_headline(done.found)


def report_ending(
    describe: Callable[[R], tuple[str, str]],
) -> Callable[[Callable[P, R]], Callable[P, State[Any]]]:
    """Makes a flow's function return a state whose message says how it ended.

    The states have Prefect's own names, which its pages filter by: Completed or Failed. What kind
    of end it was is a tag of the run: that of `describe`, or `wrong-data`, `unavailable` (the
    warehouse or the lake stayed away) or `refused`. Errors of ours are logged without a trace.

    Args:
        describe: Gives the tag and the line of what the function returns.
    """

    def decorate(run: Callable[P, R]) -> Callable[P, State[Any]]:
        @wraps(run)
        def end(*args: P.args, **kwargs: P.kwargs) -> State[Any]:
            log_briefly()
            try:
                result = run(*args, **kwargs)
            except WarehouseError as error:
                _keep_ending(error, _find_tag(error))
                return Failed(message=str(error), data=error)
            tag, message = describe(result)
            _keep_ending(result, tag)
            return Completed(message=message, data=result)

        return end

    return decorate


@contextmanager
def watch_endings() -> Iterator[list[Any]]:
    """The results and errors with which flows of this process end inside the block.

    They are there before Prefect hears of them, so also when its API is away by then.
    """
    endings: list[Any] = []
    _endings.append(endings)
    try:
        yield endings
    finally:
        _endings.remove(endings)


def _find_tag(error: WarehouseError) -> str:
    if isinstance(error, DataQualityError):
        return "wrong-data"
    return "unavailable" if isinstance(error, TransientError) else "refused"


def _keep_ending(ending: object, tag: str) -> None:
    for endings in _endings:
        endings.append(ending)
    _update_run(f"tag {tag}", tags={*flow_run.tags, tag})


def log_briefly() -> None:
    """Runs in this process log an end of a task, and a WarehouseError, as one line from now on."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_is_worth_a_line)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Whether a record says something new; takes off the trace of an error of ours."""
    if record.name == "prefect.task_runs" and record.getMessage().startswith(_GOOD_END):
        return False
    if record.exc_info and isinstance(record.exc_info[1], WarehouseError):
        record.exc_info = None
        return _SECOND_TRACE not in record.getMessage()
    return True


def rename_run(title: str) -> None:
    """Names the running flow run after its batch; a server that does not answer changes nothing."""
    if flow_run.id is not None:
        name = f"{title} ({flow_run.name})"
        _update_run(f"name {name}", name=name)


def _update_run(subject: str, **values: Any) -> None:
    run_id = flow_run.id
    if run_id is not None:
        send(subject, lambda: _send_update(UUID(run_id), values))


def _send_update(run_id: UUID, values: dict[str, Any]) -> None:
    with get_client(sync_client=True) as client:
        client.update_flow_run(run_id, **values)
