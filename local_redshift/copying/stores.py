"""What a place that COPY reads and UNLOAD writes gives: files that can be brought here or put."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from local_redshift.errors import RedshiftError

S3_ERROR = 8001


@dataclass(frozen=True)
class SourceFile(ABC):
    """One file to load: its address as the load log shows it, and its size."""

    uri: str
    size_bytes: int

    @abstractmethod
    def bring(self, folder: Path, check: Callable[[], None]) -> Path:
        """Where the file can be read; one that is elsewhere is brought into the folder.

        Args:
            folder: The workspace of the COPY.
            check: Called now and then; raises when the statement was cancelled.

        Raises:
            RedshiftError: XX000 when it can't be read.
        """


class Store(Protocol):
    """Files of one scheme."""

    def list_prefix(self, uri: str) -> list[SourceFile]:
        """The files whose URI begins with this one, by their names.

        Raises:
            RedshiftError: XX000 when they can't be listed.
        """

    def find(self, uri: str) -> SourceFile | None:
        """The file of a URI; None when there is none.

        Raises:
            RedshiftError: 0A000 for another scheme; XX000 when it can't be looked at.
        """

    def read(self, uri: str, what: str) -> bytes:
        """The content of a manifest or a JSONPaths file.

        Raises:
            RedshiftError: XX000 when it can't be read.
        """

    def put(self, made: Path, uri: str) -> None:
        """Copies a file of this machine to a URI.

        Raises:
            RedshiftError: XX000 when it can't be written.
        """


def load_failed(message: str, code: int, context: str) -> RedshiftError:
    """An error that ends a COPY before a line is read, as Redshift details it."""
    detail = f"error:  {message}\n  code:  {code}\n  context:  {context}"
    return RedshiftError("XX000", message, detail=detail)


def unreadable(uri: str, error: OSError) -> RedshiftError:
    """The failure of a COPY one of whose files can't be read."""
    return load_failed(f"{uri} can't be read: {error.strerror or error}", S3_ERROR, f"url={uri}")
