"""What lies below a folder of a lake in a directory: files to load, and what is ignored."""

import errno
import os
import stat
from typing import NamedTuple

from warehouse.lake.files import (
    HIDDEN,
    Ignored,
    LakeFile,
    find_day,
    find_reason,
    is_hidden,
)
from warehouse.sources import Source

_LOOP = "a link that leads back to a folder above it or to itself"
_BROKEN_LINKS = {
    errno.ELOOP: _LOOP,
    errno.ENOENT: "a link to nothing",
    errno.ENOTDIR: "a link to nothing",
}
_SEEN = "a folder that is read under another name"
_NO_TEXT = "a name that is not UTF-8"
_NO_FILE = "no regular file"


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
        """Whether the folder with that real path is this one, or above it or a link to it."""
        start = real.rstrip("/") + "/"
        return any(f"{each}/".startswith(start) for each in (*self.above, self.real))


class Walk:
    """Reads a folder and all below it, each real folder once.

    Real folders are read before links to folders, so that a new link renames no file.

    Attributes:
        files: What can be loaded.
        ignored: All else.
    """

    def __init__(self, source: Source) -> None:
        self.files: list[LakeFile] = []
        self.ignored: list[Ignored] = []
        self._source = source
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
        if reason := _judge_name(entry.name):
            self._ignore(f"{entry.path}/" if is_folder else entry.path, reason)
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
        elif reason := _find_type(status) or find_reason(entry.name):
            self._ignore(entry.path, reason)
        else:
            self.files.append(_describe(entry, self._source, status))

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
        self.ignored.append(Ignored(to_uri(readable), reason))


def _judge_name(name: str) -> str | None:
    """Why a file or folder of that name is ignored, whatever it is; None when it is not."""
    if is_hidden(name):
        return HIDDEN
    try:
        name.encode()
    except UnicodeEncodeError:  # neither a manifest nor the ledger can hold it
        return _NO_TEXT
    return None


def _find_type(status: os.stat_result) -> str | None:
    """Why an entry is no file; None when it is one."""
    return None if stat.S_ISREG(status.st_mode) else _NO_FILE


def _describe(entry: os.DirEntry[str], source: Source, status: os.stat_result) -> LakeFile:
    day = find_day(source, entry.name)
    return LakeFile(to_uri(entry.path), source.kind, day, _make_etag(status), status.st_size)


def _make_etag(status: os.stat_result) -> str:
    """Whatever changes the content changes this, also a copy that keeps the old time."""
    return f"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"


def read_etag(uri: str) -> str | None:
    """The etag that a file has now; None when it is gone."""
    try:
        return _make_etag(os.stat(uri.removeprefix("file://")))  # noqa: PTH116 - as with scandir
    except OSError:
        return None


def to_uri(path: str) -> str:
    """The URI of a path, taken literally."""
    return "file://" + path
