"""What the extended protocol keeps between its messages: prepared statements and portals."""

from dataclasses import dataclass

from .dialect import Argument, Statement
from .errors import RedshiftError
from .result import Result
from .values import TEXT_FORMAT
from .wire import Column


@dataclass
class Prepared:
    """A parsed statement under a name."""

    statement: Statement
    type_oids: list[int]
    columns: list[Column] | None  # None for a statement without rows


@dataclass
class Portal:
    """A prepared statement with its arguments, and its result once it runs."""

    prepared: Prepared
    arguments: list[Argument]
    formats: list[int]
    result: Result | None = None


def formats_of(portal: Portal, count: int) -> list[int]:
    """The format of each column: none given is text, one is for all."""
    formats = portal.formats
    if len(formats) == 1:
        return formats * count
    if not formats:
        return [TEXT_FORMAT] * count
    if len(formats) != count:
        raise RedshiftError(
            "08P02", f"bind message has {len(formats)} result formats but query has {count} columns"
        )
    return formats
