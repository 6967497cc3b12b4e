"""Artifacts that a run shows; a Prefect server that is away does not undo what was published."""

from collections.abc import Callable

import httpx
from prefect import get_run_logger
from prefect.exceptions import PrefectException


def show(create: Callable[..., object], **values: object) -> None:
    """Creates an artifact; when the server does not answer, says so in the log and goes on.

    Args:
        create: One of Prefect's functions, e.g. `create_markdown_artifact`.
        values: What it takes.
    """
    try:
        create(**values)
    except (httpx.HTTPError, PrefectException) as error:
        get_run_logger().warning("artifact %s was not created: %s", values.get("key"), error)
