"""A line that is nested too deep for Python is a rejected line like any other."""

import json
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import make_event, open_lake, write_files

from warehouse.planning import batch

DAY = "2018-11-01-events.json"
DEPTH = 3000
DEEP = json.dumps(make_event({}, DAY, 7))[:-1] + ', "extra": ' + "[" * DEPTH + "]" * DEPTH + "}"
OBJECTS = '{"a": ' * DEPTH + "1" + "}" * DEPTH


@pytest.mark.parametrize("border", [1, 2**40], ids=["files that COPY reads", "packed files"])
@pytest.mark.parametrize("deep", [DEEP, OBJECTS, "[" * DEPTH, "[" * 100_000])
def test_a_deep_line_beside_a_time_in_seconds_is_rejected(
    deep: str,
    border: int,
    *,
    load: Load,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "LARGE_FILE_BYTES", border)
    write_files(tmp_path, {DAY: [{}, deep, {"ts": 1541073600, "itemInSession": 9}, {}]})
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert figures.lines == 4
    rejected = stand_in.rows("select line_number, reason from ops.rejected_lines order by 1")
    assert figures.rejected == len(rejected)
    assert rejected[-1]["line_number"] == 3
    assert "seconds" in rejected[-1]["reason"]


def test_a_deep_line_whose_own_time_is_in_seconds_is_rejected(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    line = json.dumps(make_event({"ts": 1541073600, "itemInSession": 9}, DAY))[:-1]
    deep = line + ', "extra": ' + "[" * DEPTH + "]" * DEPTH + "}"
    write_files(tmp_path, {DAY: [{}, deep]})
    figures = load(open_lake(tmp_path))
    assert figures is not None
    (rejected,) = stand_in.rows("select * from ops.rejected_lines")
    assert (figures.lines, figures.songplays, figures.rejected) == (2, 1, 1)
    assert rejected["file_uri"].endswith(DAY)
    assert "seconds" in rejected["reason"]
