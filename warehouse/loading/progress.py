"""Reports how far a long load has come to a listener.

Packing and COPY happen deep inside a step. A report costs next to nothing, and goes to the listener
of its own thread, so that steps that run at the same time are kept apart.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Work = Literal["packed", "copied"]
Listener = Callable[[Work, Iterable[str]], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listen(listener: Listener) -> Iterator[None]:
    """Calls a listener with the files, by their URIs, that are done inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def report_files(work: Work, uris: Iterable[str]) -> None:
    """Reports that files of the lake are packed, or copied, now."""
    listener = _listener.get()
    if listener is not None:
        listener(work, uris)
