"""Files of this machine.

A `file://` path is taken literally: blanks, quotes, `%`, `#`, `?`, `*` and brackets stand for
themselves, nothing is decoded or expanded.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .reach import Reach
from .stores import S3_ERROR, SourceFile, load_failed, unreadable

_SCHEME = "file://"


@dataclass(frozen=True)
class LocalFile(SourceFile):
    """A file that is here already."""

    path: Path

    def bring(self, folder: Path, check: Callable[[], None]) -> Path:  # noqa: ARG002
        """Where it is."""
        return self.path


@dataclass(frozen=True)
class LocalFiles:
    """The files that the owner of the server allowed."""

    reach: Reach

    def list_prefix(self, uri: str) -> list[SourceFile]:
        """The files whose path begins with this one."""
        prefix = uri.removeprefix(_SCHEME)
        folder = prefix.rpartition("/")[0] or "/"
        self.reach.find(uri.rpartition("/")[0] + "/")
        found = []
        for parent, folders, names in os.walk(folder):
            base = parent.rstrip("/")
            folders[:] = [name for name in folders if _may_hold(f"{base}/{name}/", prefix)]
            found += [f"{base}/{name}" for name in names]
        uris = [_SCHEME + path for path in sorted(found) if path.startswith(prefix)]
        return [_describe(each, self.reach.find(each)) for each in uris]

    def find(self, uri: str) -> SourceFile | None:
        """The file of a path."""
        path = self.reach.find(uri)
        return _describe(uri, path) if path.is_file() else None

    def read(self, uri: str, what: str) -> bytes:
        """The content of a small file."""
        try:
            return self.reach.find(uri).read_bytes()
        except OSError as error:
            raise load_failed(
                f"Problem reading {what} - {error.strerror or error}", S3_ERROR, f"url={uri}"
            ) from error

    def put(self, made: Path, uri: str) -> None:
        """Copies the file, below the same folders."""
        try:
            target = self.reach.find(uri)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, target)
        except OSError as error:
            raise load_failed(
                f"{uri} can't be written: {error.strerror or error}", S3_ERROR, f"url={uri}"
            ) from error


def _may_hold(folder: str, prefix: str) -> bool:
    return folder.startswith(prefix) or prefix.startswith(folder)


def _describe(uri: str, path: Path) -> LocalFile:
    try:
        return LocalFile(uri, path.stat().st_size, path)
    except OSError as error:
        raise unreadable(uri, error) from error
