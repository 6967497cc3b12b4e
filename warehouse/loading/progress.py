"""How far a long load has come, told to whoever listens.

Packing and COPY happen deep inside a step; what they tell costs next to nothing, and is told to the
listener of their own thread, so that steps that run at the same time are told apart.
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
    """Tells a listener of the files, by their URIs, that are done inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(work: Work, uris: Iterable[str]) -> None:
    """Says that files of the lake are packed, or copied, now."""
    listener = _listener.get()
    if listener is not None:
        listener(work, uris)
