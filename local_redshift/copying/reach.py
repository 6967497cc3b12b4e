"""Which files COPY may read: those below the folders that the owner of the server allowed."""

import os
from dataclasses import dataclass
from pathlib import Path

from local_redshift.directory import readable_folders
from local_redshift.errors import RedshiftError, not_supported

_SCHEME = "file://"
_S3_ERROR = 8001


@dataclass(frozen=True)
class Reach:
    """The folders, with no link in their paths; None is everywhere."""

    folders: tuple[Path, ...] | None

    def find(self, uri: str) -> Path:
        """Where a file or folder really is, after every link.

        Raises:
            RedshiftError: 0A000 for another scheme; XX000 for what lies outside.
        """
        if not uri.startswith(_SCHEME):
            raise not_supported(f"COPY from {uri.partition('://')[0] or 'a path'}://")
        path = uri.removeprefix(_SCHEME)
        if self.folders is None:
            return Path(path)
        real = Path(os.path.realpath(path))
        if not any(real.is_relative_to(folder) for folder in self.folders):
            raise _denied(uri, real)
        return real


def find_reach(database: Path | None) -> Reach:
    """What a COPY into a database's file reads; one in memory is its process's own: no limit."""
    return Reach(None if database is None else tuple(readable_folders(database.parent)))


def _denied(uri: str, real: Path) -> RedshiftError:
    message = f"Access Denied: {uri} lies outside of the lakes that were opened"
    return RedshiftError(
        "XX000",
        message,
        detail=f"error:  {message}\n  code:  {_S3_ERROR}\n  context:  file={real}",
        hint="Load it as a lake, or allow its folder: python -m local_redshift allow FOLDER",
    )
