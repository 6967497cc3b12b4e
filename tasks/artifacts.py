"""Artifacts that a run shows; a Prefect server that is away does not undo what was published."""

from collections.abc import Callable
from functools import partial

from tasks.telling_prefect import tell


def show(create: Callable[..., object], **values: object) -> None:
    """Creates an artifact; when the server does not answer, says so in the log and goes on.

    Args:
        create: One of Prefect's functions, e.g. `create_markdown_artifact`.
        values: What it takes.
    """
    tell(f"artifact {values.get('key')}", partial(create, **values))
