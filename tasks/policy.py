"""How every task is retried and cached: one policy for all of them."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from tasks.step_listeners import watched
from warehouse.database.retry import DELAYS_SECONDS, JITTER_FACTOR, can_retry

# as many steps as can run at once: four inserts beside two checks
RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=6))

P = ParamSpec("P")
R = TypeVar("R")


def _retry(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether Prefect runs a failed task again; must be a plain function."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, BaseException) and can_retry(error)


def step(name: str, run_name: str | None = None) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Makes a function a Prefect task under the policy.

    Args:
        name: The task, in the words of an operator, e.g. `insert table`.
        run_name: Name of a run of it, with its parameters in braces.
    """

    def make_task(run: Callable[P, R]) -> Task[P, R]:
        return task(
            name=name,
            task_run_name=run_name or name,
            retries=len(DELAYS_SECONDS),
            retry_delay_seconds=list(DELAYS_SECONDS),
            retry_jitter_factor=JITTER_FACTOR,
            retry_condition_fn=_retry,
            cache_policy=NO_CACHE,  # a cached load is a load that did not happen
        )(watched(run))

    return make_task
