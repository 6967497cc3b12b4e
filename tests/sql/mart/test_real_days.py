"""The marts on the real days of November 2018, against counts made without SQL."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from quick_load import load
from stand_in import StandIn

from warehouse.lake.directory_lake import DirectoryLake

LAKE = Path(__file__).parents[4] / "shared" / "data" / "sparkify"
KNOWN_WEEKDAYS = {
    "Monday": 522,
    "Tuesday": 493,
    "Wednesday": 564,
    "Thursday": 651,
    "Friday": 407,
    "Saturday": 187,
    "Sunday": 217,
}

pytestmark = pytest.mark.skipif(not LAKE.is_dir(), reason=f"the real data is not in {LAKE}")


@pytest.fixture(scope="module")
def moments(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> list[datetime]:
    """When each real play began; the real days are loaded."""
    stand_in.clean()
    load(stand_in.warehouse, DirectoryLake(LAKE, tmp_path_factory.mktemp("real")))
    lines = [
        json.loads(line)
        for path in sorted((LAKE / "log_data").rglob("*.json"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        datetime.fromtimestamp(line["ts"] / 1000, UTC)
        for line in lines
        if line["page"] == "NextSong"
    ]


def test_every_real_play_is_in_its_weekday(moments: list[datetime], show: Any) -> None:
    expected = Counter(moment.isoweekday() for moment in moments)
    assert {row["weekday"]: row["plays"] for row in show("plays-by-weekday")} == expected
    assert {row["name"]: row["plays"] for row in show("plays-by-weekday")} == KNOWN_WEEKDAYS


def test_every_real_play_is_in_its_hour(moments: list[datetime], show: Any) -> None:
    expected = Counter(moment.hour for moment in moments)
    assert {row["hour"]: row["plays"] for row in show("plays-by-hour")} == expected


def test_every_real_play_is_in_its_field_of_the_heat_map(moments: list[datetime], ask: Any) -> None:
    expected = Counter((moment.isoweekday(), moment.hour) for moment in moments)
    rows = ask("plays_by_weekday_hour")
    assert {(row["weekday"], row["hour"]): row["plays"] for row in rows} == expected


def test_every_real_place_has_a_time_zone(moments: list[datetime], show: Any) -> None:
    rows = show("plays-by-hour", clock="local")
    assert None not in {row["hour"] for row in rows}
    assert sum(row["plays"] for row in rows) == len(moments)


def test_half_a_month_has_no_monthly_figure(moments: list[datetime], show: Any) -> None:
    assert moments
    (month,) = show("stickiness")
    assert (month["stickiness"], month["days_complete"], month["days_in_period"]) == (None, 15, 30)
