"""What a failed expectation found: the values, where they are, and how many.

Only an expectation whose `meta.place` names a column shows values, as no other column is known to
hold nothing of a person.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

MOST_NAMED = 5  # values of a column, and places of a value
_MOST_ROWS = 1000  # that are looked at

_ROWS = "partial_unexpected_index_list"
_VALUES = (_ROWS, "partial_unexpected_list", "partial_unexpected_counts", "unexpected_index_query")


def make_result_format(place: str | None) -> dict[str, Any]:
    """How Great Expectations reports a failure: with rows where a place is given, else counts."""
    if place is None:
        return {"result_format": "BASIC", "partial_unexpected_count": 0}
    return {
        "result_format": "SUMMARY",
        "partial_unexpected_count": _MOST_ROWS,
        "unexpected_index_column_names": [place],
    }


def take_evidence(details: dict[str, Any], column: str, place: str | None) -> str | None:
    """The wrong values and their places in words; the rows are taken out of the details.

    Args:
        details: What Great Expectations reports of an expectation.
        column: The column that it looks at.
        place: The column that says where a row comes from, e.g. `file_uri`.
    """
    rows = details.get(_ROWS)
    for name in _VALUES:
        details.pop(name, None)
    if not rows or place is None:
        return None
    places: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for row in rows:
        places[row.get(column)][_describe_place(place, row.get(place))] += 1
    found = _describe_values(column, places)
    return found if len(rows) < _MOST_ROWS else f"of the first {_MOST_ROWS:,}: {found}"


def _describe_values(column: str, places: Mapping[Any, Counter[str]]) -> str:
    texts = [value for value in places if isinstance(value, str)]
    if len(texts) > MOST_NAMED:  # so many are another field's texts, perhaps people's names
        found = _join_places(sum(places.values(), Counter()))
        return f"more than {MOST_NAMED} texts that {column} does not have, {found}"
    values = sorted(places, key=lambda value: (-places[value].total(), str(value)))
    named = [
        f"{column} {value!r} {_join_places(places[value])}"
        if value is not None
        else _join_places(places[value])
        for value in values[:MOST_NAMED]
    ]
    return _join(named, len(values) - MOST_NAMED, "values", "; ")


def _join_places(places: Counter[str]) -> str:
    ordered = sorted(places, key=lambda place: (-places[place], place))
    named = [f"{place} ({places[place]:,})" for place in ordered[:MOST_NAMED]]
    return _join(named, len(ordered) - MOST_NAMED, "places", ", ")


def _join(named: Iterable[str], more: int, kind: str, separator: str) -> str:
    return separator.join([*named, f"and {more} more {kind}"] if more > 0 else named)


def _describe_place(column: str, value: object) -> str:
    if column == "file_uri":
        return f"in {value or 'an unknown file'}"
    if isinstance(value, datetime):
        return f"on {value:%Y-%m-%d}"
    return f"of {column} {value}"
