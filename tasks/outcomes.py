"""Names how a run ended, so that a list of runs tells data from infrastructure."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.brief_errors import log_errors_briefly
from warehouse.errors import DataQualityError, TransientError
from warehouse.publishing.report import Report

P = ParamSpec("P")
R = TypeVar("R")


def name_outcome(run: Callable[P, Report]) -> Callable[P, State[Any]]:
    """Makes a flow's function return a state whose name and message say how it ended.

    A report ends Completed, Planned when it only tells what would be loaded, or NothingToDo when
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
