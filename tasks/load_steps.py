"""Runs the steps of a load as tasks: those of one stage at the same time."""

from collections.abc import Sequence
from typing import Any, TypeVar

from prefect.futures import PrefectFuture, wait

from tasks.check_table import check_table
from tasks.copy_staging import copy_staging, open_batch, settle_files
from tasks.insert_table import insert_table
from tasks.publish_batch import empty_staging, publish_batch
from warehouse.batch_load import BatchLoad
from warehouse.errors import PermanentError, WarehouseError
from warehouse.planning.load_order import Action, Step

R = TypeVar("R")

_TASKS: dict[Action, Any] = {
    "open batch": open_batch,
    "copy": copy_staging,
    "settle": settle_files,
    "insert": insert_table,
    "check": check_table,
    "publish": publish_batch,
    "empty": empty_staging,
}


def run_stage(stage: Sequence[Step], load: BatchLoad) -> None:
    """Runs the steps of a stage and waits for all of them.

    Raises:
        WarehouseError: The error of the one step that failed; of several, one that names each.
    """
    wait_for_all([_TASKS[step.action].submit(step, load) for step in stage])


def wait_for_all(futures: Sequence[PrefectFuture[R]]) -> list[R]:
    """The results of all tasks, in their order, when every one has ended.

    Raises:
        WarehouseError: The error of the one task that failed; of several, one that names each.
    """
    wait(list(futures))
    results = [future.result(raise_on_failure=False) for future in futures]
    errors = [result for result in results if isinstance(result, BaseException)]
    if not errors:
        return results
    kinds = {type(error) for error in errors}
    if len(errors) == 1 or not all(isinstance(error, WarehouseError) for error in errors):
        raise errors[0]
    kind = kinds.pop() if len(kinds) == 1 else PermanentError
    raise kind("; ".join(str(error) for error in errors))
