"""A lake in a directory of this machine."""

import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from warehouse.errors import ConfigurationError, PermanentError
from warehouse.lake import (
    EVENTS_FOLDER,
    JSONPATHS_NAME,
    SONGS_FOLDER,
    FileKind,
    LakeFile,
    Window,
    find_day,
    is_data_file,
)

FOLDERS: dict[FileKind, str] = {"events": EVENTS_FOLDER, "songs": SONGS_FOLDER}


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

    def list_files(self, kind: FileKind, window: Window) -> Iterator[LakeFile]:
        """The files of a kind, in the order of their URIs; a folder that is missing is empty."""
        try:
            files = list(self._walk(str(self._directory / FOLDERS[kind]), kind, window))
        except OSError as error:
            raise ConfigurationError(
                f"{error.filename} cannot be listed ({error.strerror}). Check its rights. Nothing "
                "was changed."
            ) from error
        return iter(sorted(files, key=lambda file: file.uri))

    def _walk(self, folder: str, kind: FileKind, window: Window) -> Iterator[LakeFile]:
        if not os.path.isdir(folder):  # noqa: PTH112 - Path costs seconds at 100,000 files
            return
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "_")):
                    continue
                if entry.is_dir():
                    key = os.path.relpath(entry.path, self._directory).replace(os.sep, "/")
                    if window.meets_folder(key):
                        yield from self._walk(entry.path, kind, window)
                elif is_data_file(entry.name):
                    yield from _describe(entry, kind, window)

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


def _describe(entry: os.DirEntry[str], kind: FileKind, window: Window) -> Iterator[LakeFile]:
    """The file of a directory entry, when it is one of the window."""
    day = find_day(entry.name) if kind == "events" else None
    if kind == "events" and (day is None or day not in window):
        return
    try:
        status = entry.stat()
    except FileNotFoundError:  # gone since the folder was listed, or a link to nothing
        return
    # whatever changes the content changes one of these, also a copy that keeps the old time
    etag = f"{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"
    yield LakeFile(_to_uri(entry.path), kind, day, etag, status.st_size)


def _refuse(uri: str, error: OSError) -> PermanentError:
    return PermanentError(
        f"{uri} was listed but cannot be read ({error.strerror}). Check its rights; if it is gone, "
        "run again: the lake is listed anew. Nothing was published."
    )


def _to_uri(path: str) -> str:
    return "file://" + path
