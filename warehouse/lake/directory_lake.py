"""A lake in a directory of this machine."""

import io
import shutil
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from warehouse.errors import ConfigurationError, PermanentError
from warehouse.lake.directory_walk import Walk, read_etag, to_uri
from warehouse.lake.files import (
    LakeFile,
    Listing,
    Window,
)
from warehouse.lake.private_files import write_private
from warehouse.sources import SOURCES, Source


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
        for source in SOURCES.values():
            if source.is_required and not (self._directory / source.folder).is_dir():
                folders = " and ".join(f"{each.folder}/" for each in SOURCES.values())
                raise ConfigurationError(
                    f"The lake {directory} has no {source.folder}/ folder. Name the folder that "
                    f"holds {folders}."
                )

    @property
    def uri(self) -> str:
        """The root as a URI."""
        return to_uri(str(self._directory))

    def list_files(self, source: Source, window: Window) -> Listing:
        """The files of a source, and what is ignored; a folder that is missing is empty."""
        walk = Walk(source)
        try:
            walk.read(str(self._directory / source.folder))
        except OSError as error:
            raise ConfigurationError(
                f"{error.filename} cannot be listed ({error.strerror}). Check its rights. Nothing "
                "was changed."
            ) from error
        files = (file for file in walk.files if file.day in window)
        by_uri = attrgetter("uri")
        return Listing(tuple(sorted(files, key=by_uri)), tuple(sorted(walk.ignored, key=by_uri)))

    def find_jsonpaths(self, source: Source) -> str | None:
        """URI of the lake's own JSONPaths file for a source, or None when it has none."""
        path = self._directory / source.jsonpaths_name
        return to_uri(str(path)) if path.is_file() else None

    def open(self, uri: str) -> io.BufferedReader:
        """Opens a file for reading bytes."""
        try:
            return Path(uri.removeprefix("file://")).open("rb")
        except OSError as error:
            raise _refuse(uri, error) from error

    def find_changed(self, files: Sequence[LakeFile]) -> frozenset[str]:
        """URIs of the files that no longer have the content that was listed, or are gone."""
        return frozenset(file.uri for file in files if read_etag(file.uri) != file.etag)

    def read_all(self, files: Sequence[LakeFile]) -> Iterator[bytes | PermanentError]:
        """The contents of files, in order; of one that cannot be read, why."""
        for file in files:
            uri = file.uri
            try:
                # a Path and a buffer cost more than reading a small file does
                with open(uri.removeprefix("file://"), "rb", buffering=0) as stream:  # noqa: PTH123
                    content = stream.read()
            except OSError as error:
                yield _refuse(uri, error)
            else:
                yield content

    def write(self, batch_id: str, name: str, content: bytes) -> str:
        """Writes a file of a batch and returns its URI."""
        path = self._work_directory / batch_id / name
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(path, content)
        except OSError as error:
            raise PermanentError(
                f"{path} cannot be written ({error.strerror}). Check the rights of the state "
                "directory and the space on its disk, then run again. Nothing was published."
            ) from error
        return to_uri(str(path))

    def keep_page(self, batch_id: str, name: str, content: bytes) -> None:
        """Keeps nothing: the page is on this machine already."""

    def remove_batch(self, batch_id: str) -> None:
        """Removes all that `write` wrote for a batch."""
        shutil.rmtree(self._work_directory / batch_id, ignore_errors=True)

    def list_batches(self) -> Iterable[str]:
        """Ids of the batches that have files here."""
        if not self._work_directory.is_dir():
            return []
        return sorted(path.name for path in self._work_directory.iterdir())


def _refuse(uri: str, error: OSError) -> PermanentError:
    return PermanentError(
        f"{uri} was listed but cannot be read ({error.strerror}). Check its rights; if it is gone, "
        "run again: the lake is listed again. Nothing was published."
    )
