"""Reports to listeners which step of a run begins and how it ends, e.g. to a terminal display."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

from prefect.runtime import task_run

P = ParamSpec("P")
R = TypeVar("R")


class Watcher(Protocol):
    """What is called for each step, from the thread that it runs in."""

    def begin(self, step_id: str, name: str) -> None:
        """A step begins, or is tried again."""

    def end(self, step_id: str, *, is_good: bool) -> None:
        """It has ended; one that failed may be tried again."""


_watchers: list[Watcher] = []


@contextmanager
def watch(watcher: Watcher) -> Iterator[None]:
    """Calls a watcher for the steps that this process runs inside the block."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def watched(run: Callable[P, R]) -> Callable[P, R]:
    """A task's function that calls the watchers when it begins and ends."""

    @wraps(run)
    def run_watched(*args: P.args, **kwargs: P.kwargs) -> R:
        step_id, name = str(task_run.id), str(task_run.name)
        for watcher in _watchers:
            watcher.begin(step_id, name)
        is_good = False
        try:
            result = run(*args, **kwargs)
            is_good = True
            return result
        finally:
            for watcher in _watchers:
                watcher.end(step_id, is_good=is_good)

    return run_watched
