"""What is no value of its column is a rejected line, however its file is read."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import find_path, make_event, open_lake

from warehouse.planning import batch as batches

DAY = "2018-11-01-events.json"
REJECTED = object()
NO_VALUES = ('{"a": 1}', "{}", "[[1]]", '["a"]', "[]", "true", "NaN", "Infinity", "-Infinity")
WORDS = ("true", "NaN", "Infinity", "-Infinity")  # which a text may be
# of each field the column, and what becomes of texts and numbers that are no whole number
FIELDS: dict[str, tuple[str, dict[str, object]]] = {
    "userId": ("user_id", {"39.0": REJECTED, "1e3": REJECTED, '""': None, "39": "39"}),
    "sessionId": ("session_id", {"39.0": REJECTED, "1e3": REJECTED, '""': REJECTED, "39": 39}),
    "itemInSession": (
        "item_in_session",
        {"39.0": REJECTED, "1e3": REJECTED, '""': REJECTED, "939": 939},
    ),
    "ts": ("ts", {"39.0": REJECTED, "1e3": REJECTED, '""': REJECTED}),
    "length": ("duration", {"39.0": 39.0, "1e3": 1000.0, '""': None, "39": 39.0}),
    # a title may be any text, also that of a number or of a truth value
    "song": (
        "title",
        {
            "39.0": "39.0",
            "39": "39",
            '""': None,
            **dict(zip(WORDS, WORDS, strict=True)),
        },
    ),
    "location": ("location", dict(zip(WORDS, WORDS, strict=True))),
    "userAgent": ("user_agent", dict(zip(WORDS, WORDS, strict=True))),
}
CASES = [
    (field, value, column, wanted)
    for field, (column, others) in FIELDS.items()
    for value, wanted in (dict.fromkeys(NO_VALUES, REJECTED) | others).items()
]


def write_cases(root: Path, *, is_gzip: bool) -> None:
    """A file with a line for each case, and as many plays that are fine."""
    lines = []
    for number, (field, value, _, _) in enumerate(CASES):
        event = json.dumps(make_event({}, DAY, number) | {field: "@"})
        lines.append(event.replace('"@"', value))
    lines += [json.dumps(make_event({}, DAY, 1000 + number)) for number in range(len(CASES))]
    path = find_path(root, DAY)
    path.parent.mkdir(parents=True)
    content = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(content) if is_gzip else content)


def read_case(stand_in: StandIn, number: int, column: str) -> Any:
    """The value of the play of a case; its time identifies it."""
    seconds = f"2018-11-01 12:{number // 60:02}:{number % 60:02}.796"
    return stand_in.value(f"select {column} from star.songplays where start_time = '{seconds}'")


@pytest.mark.parametrize("is_gzip", [False, True])
@pytest.mark.parametrize("border", [1, 2**40], ids=["large", "packed"])
def test_a_value_is_loaded_with_its_meaning_or_its_line_is_rejected(
    border: int,
    *,
    is_gzip: bool,
    load: Load,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", border)
    write_cases(tmp_path, is_gzip=is_gzip)
    figures = load(open_lake(tmp_path), max_rejected=1000)
    assert figures is not None
    rows = stand_in.rows("select line_number, column_name from ops.rejected_lines order by 1")
    rejected = {row["line_number"]: row["column_name"] for row in rows}
    wanted = {
        number: column.replace("title", "song").replace("duration", "length")
        for number, (_, _, column, value) in enumerate(CASES, start=1)
        if value is REJECTED
    }
    assert rejected == wanted
    assert figures.songplays == 2 * len(CASES) - len(wanted)
    for number, (field, value, column, meaning) in enumerate(CASES):
        if meaning is not REJECTED:
            assert read_case(stand_in, number, column) == meaning, (field, value)
