"""The lake's own JSONPaths file of the events: which one it is, and what it takes for what.

A path that stands for one field and reads another damages every file that COPY reads by it, and
hurts no single line. What a file is therefore depends on the paths it is read by. The file is read
once a run, when the batch is planned.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from warehouse.errors import ConfigurationError
from warehouse.lake.files import Lake, LakeFile
from warehouse.sources import EVENTS

_FIELD = re.compile(r"""\$(?:\.([^.\[\]]+)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])\s*""")


def read_content(lake: Lake) -> bytes | None:
    """The content of the lake's JSONPaths file; None when it has none."""
    uri = lake.find_jsonpaths(EVENTS)
    if uri is None:
        return None
    with lake.open(uri) as stream:
        return stream.read()


def name_content(file: LakeFile, jsonpaths: bytes | None) -> str:
    """What a file holds and, of events, by which JSONPaths file it is read.

    A file that was left out is tried again when either changes.
    """
    if jsonpaths is None or file.kind != EVENTS.kind:
        return file.etag
    return f"{file.etag} by {_digest(jsonpaths)}"


@lru_cache(maxsize=1)
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def parse_paths(lake: Lake, content: bytes, own: Sequence[str]) -> list[str]:
    """The paths of the lake's JSONPaths file, one for each of ours.

    Raises:
        ConfigurationError: It is not a JSONPaths file for the table.
    """
    try:
        paths = json.loads(content.decode("utf-8-sig"))["jsonpaths"]
    except (ValueError, KeyError, TypeError) as error:
        cause = f"it must be JSON with one key, jsonpaths ({type(error).__name__}: {error})"
    else:
        if isinstance(paths, list) and [type(path) for path in paths] == [str] * len(own):
            return paths
        cause = f"jsonpaths must be a list of {len(own)} paths, one for each column of the events"
    raise ConfigurationError(
        f"{lake.find_jsonpaths(EVENTS)} is not the JSONPaths file of the events: {cause}. Nothing "
        "was loaded. Correct it, or remove it: without it the paths of "
        "sql/staging/staging_events/jsonpaths.json count."
    )


def list_keys(paths: Sequence[str]) -> frozenset[str]:
    """The keys of an object that the paths read, or begin with."""
    matches = map(_FIELD.match, paths)
    return frozenset(match[1] or match[2] or match[3] for match in matches if match)


def find_swapped(paths: Sequence[str], own: Sequence[str]) -> str:
    """Which fields the lake's paths read from another field; empty for none."""
    wrong = "; ".join(_list_swapped(_list_fields(own), _list_fields(paths)))
    return (
        wrong and f"{EVENTS.jsonpaths_name} takes one field for another: {wrong}. Correct that file"
    )


def _list_swapped(own: list[str | None], fields: list[str | None]) -> Iterator[str]:
    for wanted, found in zip(own, fields, strict=True):
        if found != wanted and found in own:
            yield f"{wanted} is read from {found}"


def _list_fields(paths: Sequence[str]) -> list[str | None]:
    """The field that each path reads whole; None for a path that reads deeper."""
    matches = map(_FIELD.fullmatch, paths)
    return [match and (match[1] or match[2] or match[3]) for match in matches]
