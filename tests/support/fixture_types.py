"""Types of the fixtures that are functions; see `tests/conftest.py`."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from tiny_lake import Row

from warehouse.lake.directory_lake import DirectoryLake
from warehouse.lake.files import Lake
from warehouse.loading.line_accounting import PublishedFigures
from warehouse.planning.plan import Request


class MakeLake(Protocol):
    """A lake in the test's directory, of log lines by day and songs one a file."""

    def __call__(
        self,
        events: Mapping[str, Iterable[Row]] | None = None,
        songs: Iterable[Mapping[str, object]] = (),
    ) -> DirectoryLake: ...


class Load(Protocol):
    """The flow's steps on the clean warehouse; None when there is nothing to do."""

    def __call__(
        self,
        lake: Lake,
        request: Request | None = None,
        *,
        max_rejected: int = 100,
        accepts: bool = False,
    ) -> PublishedFigures | None: ...
