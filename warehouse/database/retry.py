"""The one retry policy: what is tried again, how often, how long it waits."""

from warehouse.errors import TransientError

DELAYS_SECONDS = (0.5, 2.0, 8.0, 30.0)
JITTER_FACTOR = 0.5  # up to half as much again, so that runs do not come back in step


def can_retry(error: BaseException) -> bool:
    """Whether trying the step again can help."""
    return isinstance(error, TransientError)
