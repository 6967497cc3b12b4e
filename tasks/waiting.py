"""Waits for tasks that run at the same time."""

from collections.abc import Sequence
from typing import TypeVar

from prefect.futures import PrefectFuture, wait

from warehouse.errors import PermanentError, WarehouseError

R = TypeVar("R")


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
