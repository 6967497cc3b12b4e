"""Loads block documents, and says in one line what is wrong with one that cannot be loaded."""

from typing import TypeVar, cast

import httpx
from prefect.blocks.core import Block
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound, PrefectException
from pydantic import HttpUrl, ValidationError

from warehouse.errors import ConfigurationError

B = TypeVar("B", bound=Block)

# where prefect-aws takes it from; the UI shows it when it is online
AWS_LOGO_URL = HttpUrl(
    "https://cdn.sanity.io/images/3ugk85nk/production/"
    "d74b16fe84ce626345adf235a47008fea2869a60-225x225.png"
)


def load_document(block_class: type[B], name: str, others: str) -> B:
    """The block document of a name.

    Args:
        block_class: What it is.
        name: The document's name.
        others: What else could have been named, e.g. `'local'`; named when there is no document.

    Raises:
        ConfigurationError: There is none, a field of it is missing or wrong, or Prefect's API does
            not answer.
    """
    slug = block_class.get_block_type_slug()
    try:
        return cast(B, block_class.load(name))
    except (ValueError, RuntimeError, PrefectException, httpx.HTTPError) as error:
        raise ConfigurationError(_explain(error, slug, name, others)) from error


def has_document(block_class: type[Block], name: str) -> bool:
    """Whether there is a document of that name, right or wrong."""
    slug = block_class.get_block_type_slug()
    try:
        with get_client(sync_client=True) as client:
            client.read_block_document_by_name(name=name, block_type_slug=slug)
    except ObjectNotFound:
        return False
    return True


def _explain(error: Exception, slug: str, name: str, others: str) -> str:
    command = f"python -m blocks save {slug} {name}"
    if isinstance(error.__cause__, ObjectNotFound):
        return f"{name!r} is neither {others} nor a {slug} block. Make the block: {command}"
    problem = error if isinstance(error, ValidationError) else error.__cause__
    if isinstance(problem, ValidationError):
        return f"The {slug} block {name!r} is wrong: {list_fields(problem)}. Correct it: {command}"
    return (
        f"The {slug} block {name!r} could not be read: Prefect's API did not answer "
        f"({type(error).__name__}). Check PREFECT_API_URL and the server, then run again."
    )


def list_fields(error: ValidationError) -> str:
    """What is wrong with which field, without the values that were given."""
    return "; ".join(
        ": ".join([*(str(part) for part in problem["loc"]), problem["msg"]])
        for problem in error.errors(include_input=False, include_url=False)
    )
