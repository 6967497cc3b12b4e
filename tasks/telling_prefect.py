"""Tells Prefect about a run, without letting the run depend on whether Prefect listens."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from prefect import get_run_logger
from prefect.exceptions import PrefectException
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

BRIEF_RETRIES = 1  # 2 s; Prefect's own five take more than a minute
SILENCE_SECONDS = 5.0


@dataclass
class Silence:
    """Prefect did not answer, so it is let be for a while, and not everything waits for it."""

    until: float = 0.0

    @property
    def lasts(self) -> bool:
        """Whether it is not yet time to try again."""
        return time.monotonic() < self.until

    def begin(self) -> None:
        """Lets Prefect be from now on."""
        self.until = time.monotonic() + SILENCE_SECONDS


_silence = Silence()


def tell(subject: str, action: Callable[[], object]) -> None:
    """Tells Prefect what a run can do without; when it does not answer, says so and goes on.

    Args:
        subject: What it is told, e.g. `artifact sparkify-etl-summary`.
        action: Tells it.
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
