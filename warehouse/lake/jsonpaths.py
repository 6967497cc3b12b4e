"""The lake's own JSONPaths file of the events: which one it is, and what it takes for what.

A path that stands for one field and reads another damages every file that COPY reads by it, and
hurts no single line. What a file is therefore depends on the paths it is read by.
"""

import hashlib
import json
import re
from collections.abc import Iterator

from warehouse.lake.files import Lake, LakeFile
from warehouse.sources import EVENTS

_FIELD = re.compile(r"""\$(?:\.([^.\[\]]+)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])\s*""")


def read_digest(lake: Lake) -> str:
    """Identifies the content of the lake's JSONPaths file; empty when it has none."""
    content = _read(lake)
    return "" if content is None else hashlib.sha256(content).hexdigest()[:16]


def name_content(file: LakeFile, digest: str) -> str:
    """What a file holds and, of events, by which JSONPaths file it is read.

    A file that was left out is tried again when either changes.
    """
    return f"{file.etag} by {digest}" if digest and file.kind == EVENTS.kind else file.etag


def find_swapped(lake: Lake, own: bytes) -> str:
    """Which fields the lake's JSONPaths file reads from another field; empty for none.

    Args:
        lake: The lake.
        own: Our own JSONPaths file, whose paths stand in the order of the columns.
    """
    content = _read(lake)
    if content is None:
        return ""
    wrong = "; ".join(_list_swapped(_list_fields(own), _list_fields(content)))
    return (
        wrong and f"{EVENTS.jsonpaths_name} takes one field for another: {wrong}. Correct that file"
    )


def _list_swapped(own: list[str | None], fields: list[str | None]) -> Iterator[str]:
    for wanted, found in zip(own, fields, strict=True):
        if found != wanted and found in own:
            yield f"{wanted} is read from {found}"


def _list_fields(content: bytes) -> list[str | None]:
    """The field that each path reads whole; None for a path that reads deeper."""
    matches = map(_FIELD.fullmatch, json.loads(content.decode("utf-8-sig"))["jsonpaths"])
    return [match and (match[1] or match[2] or match[3]) for match in matches]


def _read(lake: Lake) -> bytes | None:
    uri = lake.find_jsonpaths(EVENTS)
    if uri is None:
        return None
    with lake.open(uri) as stream:
        return stream.read()
