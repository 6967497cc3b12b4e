"""The steps of a run on a terminal, with state and seconds, below Prefect's log lines."""

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from prefect.logging.handlers import PrefectConsoleHandler
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tasks.step_listeners import watch

_UPDATES_A_SECOND = 4
_STATES = {None: ("...", "cyan"), True: ("ok", "green"), False: ("FAILED", "bold red")}


@contextmanager
def show_steps() -> Iterator[None]:
    """Shows the steps of the block on a terminal; elsewhere the log lines are all there is."""
    if not _is_terminal():
        yield
        return
    console = _find_console()
    steps = _Steps()
    with (
        Live(steps, console=console, refresh_per_second=_UPDATES_A_SECOND),
        _redirect_logs(),
        watch(steps),
    ):
        console.show_cursor(show=True)  # it stays when the run is killed
        try:
            yield
        finally:
            steps.has_ended = True


def _is_terminal() -> bool:
    """Whether lines can be drawn again where the report and the log lines are printed."""
    is_dumb = os.environ.get("TERM", "dumb") in ("dumb", "unknown")
    return sys.stdout.isatty() and sys.stderr.isatty() and not is_dumb


def _find_console() -> Console:
    """The console that Prefect logs to: what goes through it is printed above the steps."""
    for name in ("prefect", "root"):  # its settings decide which
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, PrefectConsoleHandler):
                return handler.console
    return Console(stderr=True)


@contextmanager
def _redirect_logs() -> Iterator[None]:
    """Lets other log handlers, too, write to the `sys.stderr` that prints above the steps."""
    loggers = [logging.getLogger(name) for name in (None, *logging.root.manager.loggerDict)]
    handlers = [
        handler
        for handler in {handler for logger in loggers for handler in logger.handlers}
        if isinstance(handler, logging.StreamHandler)
        and not isinstance(handler, PrefectConsoleHandler)
        and handler.stream is sys.__stderr__
    ]
    for handler in handlers:
        handler.setStream(sys.stderr)
    try:
        yield
    finally:
        for handler in handlers:
            handler.setStream(sys.__stderr__)


@dataclass
class _Step:
    """One step; `is_good` is None while it runs."""

    name: str
    began: float
    tries: int = 1
    seconds: float = 0.0
    is_good: bool | None = None


@dataclass
class _Steps:
    """All steps so far, in the order in which they began."""

    has_ended: bool = False
    _steps: dict[str, _Step] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, step_id: str, name: str) -> None:
        """A step begins, or is tried again."""
        with self._lock:
            tries = self._steps[step_id].tries + 1 if step_id in self._steps else 1
            self._steps[step_id] = _Step(name, time.monotonic(), tries)

    def end(self, step_id: str, *, is_good: bool) -> None:
        """A step has ended."""
        with self._lock:
            step = self._steps[step_id]
            step.is_good, step.seconds = is_good, time.monotonic() - step.began

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> RenderResult:
        """A line a step; while they change no more lines than the screen has."""
        with self._lock:
            steps = list(self._steps.values())
        if not self.has_ended:
            steps = steps[-max(console.height - 2, 1) :]
        table = Table.grid(padding=(0, 2))
        table.add_column(width=6)
        table.add_column(no_wrap=True, overflow="ellipsis")
        table.add_column(justify="right")
        for step in steps:
            word, style = _STATES[step.is_good]
            seconds = time.monotonic() - step.began if step.is_good is None else step.seconds
            name = step.name if step.tries == 1 else f"{step.name} (try {step.tries})"
            table.add_row(Text(word, style), Text(name), Text(f"{seconds:.1f} s"))
        yield table
