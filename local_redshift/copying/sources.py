"""The files that a COPY reads.

A `file://` path is taken literally: blanks, quotes, `%`, `#`, `?`, `*` and brackets stand for
themselves, nothing is decoded or expanded. As a key in S3, the source of a COPY without MANIFEST
is a prefix: every file whose path begins with it is loaded.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-source-s3.html,
https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_redshift.errors import RedshiftError

from .command import CopyCommand
from .reach import Reach

_SCHEME = "file://"
_S3_ERROR = 8001


@dataclass(frozen=True)
class SourceFile:
    """One file to load: its address as the load log shows it, and where it is."""

    uri: str
    path: Path
    size_bytes: int


def load_failed(message: str, code: int, context: str) -> RedshiftError:
    """An error that ends a COPY before a line is read, as Redshift details it."""
    detail = f"error:  {message}\n  code:  {code}\n  context:  {context}"
    return RedshiftError("XX000", message, detail=detail)


def unreadable(uri: str, error: OSError) -> RedshiftError:
    """The failure of a COPY one of whose files can't be read."""
    return load_failed(f"{uri} can't be read: {error.strerror or error}", _S3_ERROR, f"url={uri}")


def find_sources(command: CopyCommand, reach: Reach) -> list[SourceFile]:
    """The files of a COPY, in the order of the manifest or of their names.

    Raises:
        RedshiftError: XX000 when there is none, or a mandatory one or the manifest is missing.
    """
    if command.options.manifest:
        return _read_manifest(command.source, reach)
    return _list_prefix(command.source, reach)


def read_small_file(uri: str, what: str, reach: Reach) -> bytes:
    """The content of a manifest or a JSONPaths file.

    Raises:
        RedshiftError: XX000 when it can't be read.
    """
    try:
        return reach.find(uri).read_bytes()
    except OSError as error:
        raise load_failed(
            f"Problem reading {what} - {error.strerror or error}", _S3_ERROR, f"url={uri}"
        ) from error


def _list_prefix(uri: str, reach: Reach) -> list[SourceFile]:
    prefix = uri.removeprefix(_SCHEME)
    folder = prefix.rpartition("/")[0] or "/"
    reach.find(uri.rpartition("/")[0] + "/")
    found = []
    for parent, folders, names in os.walk(folder):
        base = parent.rstrip("/")
        folders[:] = [name for name in folders if _may_hold(f"{base}/{name}/", prefix)]
        found += [f"{base}/{name}" for name in names]
    uris = [_SCHEME + path for path in sorted(found) if path.startswith(prefix)]
    files = [_source(each, reach.find(each)) for each in uris]
    if not files:
        raise load_failed(
            f"The specified S3 prefix '{uri}' does not exist", _S3_ERROR, f"url={uri}"
        )
    return files


def _may_hold(folder: str, prefix: str) -> bool:
    return folder.startswith(prefix) or prefix.startswith(folder)


def _source(uri: str, path: Path) -> SourceFile:
    try:
        return SourceFile(uri, path, path.stat().st_size)
    except OSError as error:
        raise unreadable(uri, error) from error


def _read_manifest(uri: str, reach: Reach) -> list[SourceFile]:
    files = []
    for entry in _manifest_entries(uri, reach):
        url = entry["url"]
        path = reach.find(url)
        if path.is_file():
            files.append(_source(url, path))
        elif entry.get("mandatory", False):
            raise load_failed(
                f"Mandatory url is not present in manifest file: {url} does not exist",
                _S3_ERROR,
                f"Manifest file location={uri} url={url}",
            )
    if not files:
        raise load_failed(
            "Manifest names no file that exists", _S3_ERROR, f"Manifest file location={uri}"
        )
    return files


def _manifest_entries(uri: str, reach: Reach) -> list[dict[str, Any]]:
    try:
        content = json.loads(read_small_file(uri, "manifest file", reach))
    except ValueError as error:
        raise load_failed(
            f"Problem reading manifest file - it is not JSON: {error}",
            _S3_ERROR,
            f"Manifest file location={uri}",
        ) from error
    entries = content.get("entries") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise load_failed(
            'Problem reading manifest file - it must be {"entries": [{"url": "..."}, ...]}',
            _S3_ERROR,
            f"Manifest file location={uri}",
        )
    return entries


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("url"), str)
