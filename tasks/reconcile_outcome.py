"""Names how a reconciliation ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from warehouse.errors import TransientError
from warehouse.reconciling.comparison import Reconciliation
from warehouse.reconciling.ledger_rebuilding import RebuiltLedger
from warehouse.reconciling.reconciliation_text import write_headline

P = ParamSpec("P")


class Reconciled(NamedTuple):
    """What a reconciliation found, and what it had written before.

    Attributes:
        found: Where lake, ledger and star disagree.
        rebuilt: The rebuilt ledger, when that was asked for.
    """

    found: Reconciliation
    rebuilt: RebuiltLedger | None


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
