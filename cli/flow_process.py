"""Runs a flow in this process, and knows how it ended even when Prefect does not answer."""

import gc
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import httpx
from prefect import Flow
from prefect.events.worker import EventsWorker
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from cli.prefect_settings import read_settings
from tasks.run_states import watch_endings
from warehouse.errors import ConfigurationError, WarehouseError

# a person waits for the end: 6 s for a server that refuses, not more than a minute
_PATIENCE = {"client.max_retries": 2, "api.request_timeout": 20.0}
_AWAY = ("Failed to reach API", "Timed out while attempting to connect to ephemeral")
_LAST_WORDS_SECONDS = 10


def run_flow(
    flow: Flow[..., Any], options: dict[str, Any], meanwhile: Callable[[], object] | None = None
) -> Any:
    """What the flow returns, also when Prefect's API goes away while it runs.

    Args:
        flow: The flow.
        options: Its parameters.
        meanwhile: Called while a temporary server of Prefect starts, which takes seconds.

    Raises:
        WarehouseError: What stopped the flow.
        ConfigurationError: Prefect's API did not answer before the flow began.
    """
    with _brief_prefect(), watch_endings() as endings:
        if meanwhile is not None and PREFECT_API_URL.value() is None:
            threading.Thread(target=meanwhile, name="meanwhile", daemon=True).start()
        try:
            return flow(**options)
        except (httpx.HTTPError, RuntimeError) as error:
            if not _is_away(error):
                raise
            return _conclude(endings, error)


def import_server() -> None:
    """Imports what starts a temporary server of Prefect, for a second, where one is needed."""
    if PREFECT_API_URL.value() is None:
        import prefect.server.api.server  # noqa: F401, PLC0415 - a second of CPU


def leave(code: int) -> NoReturn:
    """Ends the process, without waiting long for what Prefect has not received.

    Prefect itself tries each event for seven seconds: minutes, when its server went away. A
    temporary server is at hand, and must be ended, so it is waited for. `sys.exit` waits for the
    threads that send events, which are no daemons, and draining them with a limit ends only the
    wait: so a process that is left with unsent events is ended at once.
    """
    gc.freeze()  # Python would look for garbage among half a million objects, for a second
    if PREFECT_API_URL.value() is None:
        sys.exit(code)
    drained = EventsWorker.drain_all(timeout=_LAST_WORDS_SECONDS)
    if isinstance(drained, tuple) and drained[1]:
        line = "Prefect does not answer, so it has not received the end of every task."
        print(line, file=sys.stderr)  # noqa: T201
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


@contextmanager
def _brief_prefect() -> Iterator[None]:
    """The project's settings, and a Prefect that is not waited for long."""
    logger = logging.getLogger("prefect.flow_runs")
    logger.addFilter(_is_about_the_run)
    try:
        with temporary_settings(set_defaults={**read_settings(), **_PATIENCE}):
            yield
    finally:
        logger.removeFilter(_is_about_the_run)


def _is_about_the_run(record: logging.LogRecord) -> bool:
    """Whether it is not just the trace of Prefect's API not answering, which one line says."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, httpx.HTTPError)


def _is_away(error: Exception) -> bool:
    """Whether the error is Prefect's way to say that its API does not answer."""
    return isinstance(error, httpx.HTTPError) or str(error).startswith(_AWAY)


def _conclude(endings: list[Any], error: Exception) -> Any:
    if not endings and PREFECT_API_URL.value() is None:
        raise ConfigurationError(
            "Prefect's temporary server did not start, so the run did not begin. What it says "
            "stands above. Where its database is damaged or of a newer Prefect, move "
            f"{PREFECT_HOME.value() / 'prefect.db'} away, then run again."
        ) from error
    place = f"Prefect's API at {PREFECT_API_URL.value() or 'the temporary server'}"
    if not endings:
        raise ConfigurationError(
            f"{place} does not answer, so the run did not begin. Start it, or unset "
            "PREFECT_API_URL for a temporary one, then run again."
        ) from error
    print(  # noqa: T201
        f"{place} did not answer at the end: its pages may show the run as unfinished. What the "
        "run did in the warehouse stands.",
        file=sys.stderr,
    )
    if isinstance(endings[-1], WarehouseError):
        raise endings[-1]
    return endings[-1]
