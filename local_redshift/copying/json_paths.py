"""JSONPaths files: which element of an object goes into which column.

Source: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html
"""

import json
import re
from dataclasses import dataclass

from local_redshift.errors import RedshiftError

from .stores import Store, load_failed

_STEP = re.compile(
    r"""\.(?P<dot>[^.\[\]*?'"\s]+)
      | \[\s*'(?P<single>(?:[^'\\]|\\.)*)'\s*\]
      | \[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]
      | \[\s*(?P<index>\d+)\s*\]""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")
_JSON_PATHS_ERROR = 8001


@dataclass(frozen=True)
class JsonPath:
    """One element of an object: a key at its top, and how to go on from there.

    Attributes:
        key: The key in the object itself.
        steps: Keys of nested objects and indexes of arrays.
    """

    key: str
    steps: tuple[str | int, ...] = ()

    @property
    def inner_path(self) -> str:
        """The steps as DuckDB's JSON functions spell them; `$` when there are none."""
        parts = [
            f"[{step}]" if isinstance(step, int) else f".{json.dumps(step, ensure_ascii=False)}"
            for step in self.steps
        ]
        return "$" + "".join(parts)


def read_json_paths(uri: str, store: Store) -> list[JsonPath] | None:
    """The paths in a JSONPaths file; None when COPY falls back to 'auto'.

    As in Redshift, a file whose only name is not exactly `jsonpaths` counts for nothing and COPY
    works as with 'auto': columns that no key is named like are loaded as NULL.

    Raises:
        RedshiftError: XX000, the file is missing or malformed.
    """
    content = store.read(uri, "JSONPaths file")
    try:
        document = json.loads(content)
    except ValueError as error:
        raise _wrong(f"it is not JSON: {error}", uri) from error
    if not isinstance(document, dict):
        raise _wrong("it must hold one JSON object", uri)
    if "jsonpaths" not in document:
        return None
    paths = document["jsonpaths"]
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise _wrong('"jsonpaths" must be an array of texts', uri)
    return [parse_json_path(path) for path in paths]


def parse_json_path(text: str) -> JsonPath:
    """One JSONPath expression.

    Raises:
        RedshiftError: XX000, it is none, or may match several elements.
    """
    steps: list[str | int] = []
    position = 1
    while match := _STEP.match(text, position):
        steps.append(_step(match))
        position = match.end()
    if not text.startswith("$") or position != len(text) or not steps:
        raise _invalid(text)
    first, *rest = steps
    if isinstance(first, int):
        raise RedshiftError("0A000", f"local_redshift does not support top-level arrays: {text}")
    return JsonPath(first, tuple(rest))


def _step(match: re.Match[str]) -> str | int:
    if match["index"] is not None:
        return int(match["index"])
    if match["dot"] is not None:
        return match["dot"]
    return _ESCAPED.sub(r"\1", match["single"] if match["single"] is not None else match["double"])


def _invalid(text: str) -> RedshiftError:
    return load_failed(
        "Invalid JSONPath format. Supported notations are 'dot-notation' and 'bracket-notation': "
        f"{text}",
        _JSON_PATHS_ERROR,
        f"path={text}",
    )


def _wrong(what: str, uri: str) -> RedshiftError:
    return load_failed(f"Problem reading JSONPaths file - {what}", _JSON_PATHS_ERROR, f"url={uri}")
