"""What ends a running statement early: its timeout, a cancel, or a client that left."""

import threading
from collections.abc import Callable
from typing import Self

from .errors import RedshiftError

# DuckDB forgets an interrupt that arrives between two of a statement's queries: it is repeated.
_REPEAT_SECONDS = 0.05


class Interruption:
    """One running statement, from any thread's point of view.

    Used as a context manager by the thread that runs the statement.

    Args:
        stop: Stops what runs right now; called again and again until the statement ends.
        timeout_seconds: After how long the statement ends; 0 is never.
        query_id: The statement's number, which the error names.
    """

    def __init__(
        self, stop: Callable[[], None], timeout_seconds: float = 0, query_id: int = 0
    ) -> None:
        self._stop = stop
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._timeout_seconds = timeout_seconds
        self._timer: threading.Timer | None = None
        self._words = f"Query ({query_id}) cancelled on user's request"  # as on Redshift
        self.error: RedshiftError | None = None

    def __enter__(self) -> Self:
        if self._timeout_seconds:
            self._timer = threading.Timer(self._timeout_seconds, self._time_out)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._ended.set()
        if self._timer is not None:
            self._timer.cancel()

    def cancel(self) -> None:
        """Ends the statement because somebody asked for it."""
        self.interrupt(RedshiftError("57014", self._words))

    def interrupt(self, error: RedshiftError) -> None:
        """Ends the statement with this error, unless it ended before."""
        if self.error is None:
            self.error = error
        while True:
            with self._guard:
                if self._ended.is_set():
                    return
                self._stop()
            if self._ended.wait(_REPEAT_SECONDS):
                return

    def check(self) -> None:
        """Raises the error when somebody interrupted."""
        if self.error is not None:
            raise self.error

    def _time_out(self) -> None:
        self.interrupt(
            RedshiftError(
                "57014",
                self._words,
                detail=f"It ran longer than statement_timeout, {self._timeout_seconds:g} s.",
                hint="Raise it with SET statement_timeout TO <milliseconds>; 0 means no limit.",
            )
        )
