"""Names how a run ended, so that a list of runs tells data from infrastructure."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from warehouse.errors import DataQualityError, TransientError
from warehouse.report import Report

P = ParamSpec("P")
R = TypeVar("R")


def name_outcome(run: Callable[P, Report]) -> Callable[P, State[Any]]:
    """Makes a flow's function return a state whose name and message say how it ended.

    A report ends Completed, or NothingToDo when it loaded nothing; wrong data ends FailedByData,
    a warehouse or lake that stays away FailedByInfrastructure. Other errors go through.
    """

    @wraps(run)
    def named(*args: P.args, **kwargs: P.kwargs) -> State[Any]:
        try:
            report = run(*args, **kwargs)
        except DataQualityError as error:
            return Failed(name="FailedByData", message=str(error), data=error)
        except TransientError as error:
            return Failed(name="FailedByInfrastructure", message=str(error), data=error)
        name = "Completed" if report.did_load else "NothingToDo"
        return Completed(name=name, message=report.headline, data=report)

    return named
