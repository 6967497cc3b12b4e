"""A lake in a directory of this machine."""

import errno
import io
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from warehouse.errors import ConfigurationError, PermanentError
from warehouse.lake import (
    EVENTS_FOLDER,
    FOLDERS,
    HIDDEN,
    JSONPATHS_NAME,
    SONGS_FOLDER,
    FileKind,
    Ignored,
    LakeFile,
    Listing,
    Window,
    find_day,
    find_reason,
    is_hidden,
)

_LOOP = "a link that leads back to a folder above it or to itself"
_BROKEN_LINKS = {
    errno.ELOOP: _LOOP,
    errno.ENOENT: "a link to nothing",
    errno.ENOTDIR: "a link to nothing",
}
_SEEN = "a folder that is read under another name"
_NO_FILE = "no regular file"
_get_uri = attrgetter("uri")


class DirectoryLake:
    """A lake in a directory; a batch's own files go to another directory, never into the lake.

    Args:
        directory: The root, with `log_data/` and `song_data/`.
        work_directory: Where manifests and packs are written, one folder a batch.

    Raises:
        ConfigurationError: The directory or its `log_data/` does not exist.
    """

    region = "us-east-1"  # COPY must name one; a directory has none

    def __init__(self, directory: Path, work_directory: Path) -> None:
        self._directory = directory.absolute()
        self._work_directory = work_directory.absolute()
        if not self._directory.is_dir():
            raise ConfigurationError(f"The lake {directory} is not a directory. Check the path.")
        if not (self._directory / EVENTS_FOLDER).is_dir():
            raise ConfigurationError(
                f"The lake {directory} has no {EVENTS_FOLDER}/ folder. Name the folder that holds "
                f"{EVENTS_FOLDER}/ and {SONGS_FOLDER}/."
            )

    @property
    def uri(self) -> str:
        """The root as a URI."""
        return _to_uri(str(self._directory))

    def list_files(self, kind: FileKind, window: Window) -> Listing:
        """The files of a kind, and what is ignored; a folder that is missing is empty."""
        walk = _Walk(kind)
        try:
            walk.read(str(self._directory / FOLDERS[kind]))
        except OSError as error:
            raise ConfigurationError(
                f"{error.filename} cannot be listed ({error.strerror}). Check its rights. Nothing "
                "was changed."
            ) from error
        files = (file for file in walk.files if file.day in window)
        return Listing(
            tuple(sorted(files, key=_get_uri)), tuple(sorted(walk.ignored, key=_get_uri))
        )

    def jsonpaths_uri(self) -> str | None:
        """The lake's JSONPaths file for events, or None when it has none."""
        path = self._directory / JSONPATHS_NAME
        return _to_uri(str(path)) if path.is_file() else None

    def open(self, uri: str) -> io.BufferedReader:
        """Opens a file for reading bytes."""
        try:
            return Path(uri.removeprefix("file://")).open("rb")
        except OSError as error:
            raise _refuse(uri, error) from error

    def read_all(self, uris: Sequence[str]) -> Iterator[bytes]:
        """The contents of files, in order."""
        for uri in uris:
            try:
                # a Path and a buffer cost more than reading a small file does
                with open(uri.removeprefix("file://"), "rb", buffering=0) as stream:  # noqa: PTH123
                    content = stream.read()
            except OSError as error:
                raise _refuse(uri, error) from error
            yield content

    def write(self, batch_id: str, name: str, content: bytes) -> str:
        """Writes a file of a batch and returns its URI."""
        path = self._work_directory / batch_id / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise PermanentError(
                f"{path} cannot be written ({error.strerror}). Check the rights of the state "
                "directory and the space on its disk, then run again. Nothing was published."
            ) from error
        return _to_uri(str(path))

    def remove_batch(self, batch_id: str) -> None:
        """Removes all that `write` wrote for a batch."""
        shutil.rmtree(self._work_directory / batch_id, ignore_errors=True)

    def list_batches(self) -> Iterable[str]:
        """Ids of the batches that have files here."""
        if not self._work_directory.is_dir():
            return []
        return sorted(path.name for path in self._work_directory.iterdir())


class _Folder(NamedTuple):
    """A folder to read.

    Attributes:
        path: Where it was found.
        real: Its path without links.
        above: Real paths of the folders that hold the links on the way to it.
    """

    path: str
    real: str
    above: tuple[str, ...] = ()

    def is_below(self, real: str) -> bool:
        """Whether a folder, by its real path, is this one or leads to it."""
        return any(
            f"{each}/".startswith(real.rstrip("/") + "/") for each in (*self.above, self.real)
        )


class _Walk:
    """Reads a folder and all below it, each real folder once.

    Real folders are read before links to folders, so that a new link renames no file.

    Attributes:
        files: What can be loaded.
        ignored: All else.
    """

    def __init__(self, kind: FileKind) -> None:
        self.files: list[LakeFile] = []
        self.ignored: list[Ignored] = []
        self._kind = kind
        self._folders: list[_Folder] = []
        self._links: list[_Folder] = []
        self._seen: set[str] = set()

    def read(self, root: str) -> None:
        """Reads a folder, which may be missing."""
        if not os.path.isdir(root):  # noqa: PTH112 - Path costs seconds at 100,000 files
            return
        self._folders.append(_Folder(root, os.path.realpath(root)))
        while self._folders or self._links:
            if not self._folders:
                self._folders, self._links = sorted(self._links, reverse=True), []
            self._read_folder(self._folders.pop())

    def _read_folder(self, folder: _Folder) -> None:
        if folder.real in self._seen:
            self._ignore(f"{folder.path}/", _SEEN)
            return
        self._seen.add(folder.real)
        with os.scandir(folder.path) as entries:
            for entry in entries:
                self._take(entry, folder)

    def _take(self, entry: os.DirEntry[str], folder: _Folder) -> None:
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_hidden(entry.name):
            self._ignore(f"{entry.path}/" if is_folder else entry.path, HIDDEN)
        elif is_folder:
            real = f"{folder.real}/{entry.name}"
            self._folders.append(_Folder(entry.path, real, folder.above))
        else:
            self._take_file(entry, folder)

    def _take_file(self, entry: os.DirEntry[str], folder: _Folder) -> None:
        """Takes a file, or what a link leads to."""
        try:
            status = entry.stat()
        except OSError as error:
            if entry.is_symlink() and error.errno in _BROKEN_LINKS:
                self._ignore(entry.path, _BROKEN_LINKS[error.errno])
            elif error.errno != errno.ENOENT:  # else it is gone since the folder was listed
                raise
            return
        if stat.S_ISDIR(status.st_mode):
            self._take_link(entry.path, folder)
        elif reason := find_reason(entry.name) or _find_type(status):
            self._ignore(entry.path, reason)
        else:
            self.files.append(_describe(entry, self._kind, status))

    def _take_link(self, path: str, folder: _Folder) -> None:
        """Keeps a link to a folder for later, when it leads to no folder above it."""
        real = os.path.realpath(path)
        if folder.is_below(real):
            self._ignore(path, _LOOP)
        else:
            self._links.append(_Folder(path, real, (*folder.above, folder.real)))

    def _ignore(self, path: str, reason: str) -> None:
        # a name that is no UTF-8 must not break the message that names it
        readable = os.fsencode(path).decode(errors="backslashreplace")
        self.ignored.append(Ignored(_to_uri(readable), reason))


def _find_type(status: os.stat_result) -> str | None:
    """Why an entry is no file; None when it is one."""
    return None if stat.S_ISREG(status.st_mode) else _NO_FILE


def _describe(entry: os.DirEntry[str], kind: FileKind, status: os.stat_result) -> LakeFile:
    # whatever changes the content changes one of these, also a copy that keeps the old time
    etag = f"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"
    return LakeFile(_to_uri(entry.path), kind, find_day(kind, entry.name), etag, status.st_size)


def _refuse(uri: str, error: OSError) -> PermanentError:
    return PermanentError(
        f"{uri} was listed but cannot be read ({error.strerror}). Check its rights; if it is gone, "
        "run again: the lake is listed anew. Nothing was published."
    )


def _to_uri(path: str) -> str:
    return "file://" + path
