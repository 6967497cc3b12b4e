"""Reports to Prefect what a run can do without: it goes on when Prefect does not answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import httpx
from prefect import get_run_logger
from prefect.exceptions import PrefectException
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

BRIEF_RETRIES = 1  # 2 s; Prefect's own five take more than a minute
SILENCE_SECONDS = 5.0


@dataclass
class Silence:
    """Prefect did not answer: for a while nothing is sent, so that not every call waits for it."""

    until: float = 0.0

    @property
    def lasts(self) -> bool:
        """Whether it is not yet time to try again."""
        return time.monotonic() < self.until

    def begin(self) -> None:
        """Sends nothing from now on."""
        self.until = time.monotonic() + SILENCE_SECONDS


_silence = Silence()


def send(subject: str, action: Callable[[], object]) -> None:
    """Sends Prefect what a run can do without; when it does not answer, logs that and goes on.

    Args:
        subject: What is sent, e.g. `artifact sparkify-etl-summary`.
        action: Sends it.
    """
    cause: object = "it did not answer just now"
    if not _silence.lasts:
        try:
            with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: BRIEF_RETRIES}):
                action()
        except (httpx.HTTPError, PrefectException) as error:
            cause = error
            if isinstance(error, httpx.TransportError):
                _silence.begin()
        else:
            return
    get_run_logger().warning(
        "%s: Prefect's API did not take it (%s); the run goes on", subject, cause
    )


def show(create: Callable[..., object], **values: object) -> None:
    """Creates an artifact; a server that does not answer does not undo what was published.

    Args:
        create: One of Prefect's functions, e.g. `create_markdown_artifact`.
        values: What it takes.
    """
    send(f"artifact {values.get('key')}", partial(create, **values))
