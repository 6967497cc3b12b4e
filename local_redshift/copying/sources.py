"""The files that a COPY reads, by a prefix or by a manifest.

As a key in S3, the source of a COPY without MANIFEST is a prefix: every file whose path begins
with it is loaded. What a manifest names is of the manifest's own scheme.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-source-s3.html,
https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
"""

import json
from pathlib import Path
from typing import Any

from .command import CopyCommand
from .local_files import LocalFiles
from .reach import find_reach
from .stores import S3_ERROR, SourceFile, Store, load_failed


def open_store(uri: str, database: Path | None, region: str) -> Store:
    """Where the files of a URI are.

    Args:
        uri: A source, a manifest or a JSONPaths file.
        database: The file of the database that is loaded; None when it is in memory.
        region: The region that COPY names, or empty.

    Raises:
        RedshiftError: XX000, S3 is asked for and the server has no credentials.
    """
    if uri.startswith("s3://"):
        from .buckets import Buckets  # noqa: PLC0415 - boto3 takes long, and few need it

        return Buckets(region)
    return LocalFiles(find_reach(database))


def find_sources(command: CopyCommand, store: Store) -> list[SourceFile]:
    """The files of a COPY, in the order of the manifest or of their names.

    Raises:
        RedshiftError: XX000 when there is none, or a mandatory one or the manifest is missing.
    """
    if command.options.manifest:
        return _read_manifest(command.source, store)
    files = store.list_prefix(command.source)
    if not files:
        raise load_failed(
            f"The specified S3 prefix '{command.source}' does not exist",
            S3_ERROR,
            f"url={command.source}",
        )
    return files


def _read_manifest(uri: str, store: Store) -> list[SourceFile]:
    files = []
    for entry in _manifest_entries(uri, store):
        url = entry["url"]
        file = store.find(url)
        if file is not None:
            files.append(file)
        elif entry.get("mandatory", False):
            raise load_failed(
                f"Mandatory url is not present in manifest file: {url} does not exist",
                S3_ERROR,
                f"Manifest file location={uri} url={url}",
            )
    if not files:
        raise load_failed(
            "Manifest names no file that exists", S3_ERROR, f"Manifest file location={uri}"
        )
    return files


def _manifest_entries(uri: str, store: Store) -> list[dict[str, Any]]:
    try:
        content = json.loads(store.read(uri, "manifest file"))
    except ValueError as error:
        raise load_failed(
            f"Problem reading manifest file - it is not JSON: {error}",
            S3_ERROR,
            f"Manifest file location={uri}",
        ) from error
    entries = content.get("entries") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise load_failed(
            'Problem reading manifest file - it must be {"entries": [{"url": "..."}, ...]}',
            S3_ERROR,
            f"Manifest file location={uri}",
        )
    return entries


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("url"), str)
