"""Every line of the real days of November 2018 is one event of the star, compared without SQL."""

import json
from pathlib import Path
from typing import Any

import pytest
from quick_load import load
from stand_in import StandIn

from warehouse.database.connection import Warehouse
from warehouse.lake.directory_lake import DirectoryLake

LAKE = Path(__file__).parents[3] / "shared" / "data" / "sparkify"

pytestmark = pytest.mark.skipif(not LAKE.is_dir(), reason=f"the real data is not in {LAKE}")


def describe(line: dict[str, Any]) -> tuple[object, ...]:
    """A log line that is no play, as the star is to have it."""
    return (
        line["sessionId"] * 1_000_000 + line["itemInSession"],
        line["ts"],
        line["userId"] or None,
        line["level"],
        line["page"],
        line["method"],
        line["status"],
        line["location"],
        line["userAgent"] and line["userAgent"].strip('"'),
    )


def test_every_line_that_is_no_play_is_one_page_view(
    stand_in: StandIn, warehouse: Warehouse, tmp_path: Path
) -> None:
    load(warehouse, DirectoryLake(LAKE, tmp_path))
    lines = [
        json.loads(line)
        for path in sorted((LAKE / "log_data").rglob("*.json"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    expected = [describe(line) for line in lines if line["page"] != "NextSong"]
    assert len(expected) == 533
    rows = stand_in.rows(
        "select page_view_id, datediff(ms, '1970-01-01'::timestamp, start_time) as ts, user_id, "
        "level, page, method, status, location, user_agent from star.page_views"
    )
    assert sorted((tuple(row.values()) for row in rows), key=repr) == sorted(expected, key=repr)
    assert stand_in.value("select count(*) from star.events") == len(lines)
