"""Where a run happens does not matter: times are UTC, in milliseconds."""

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import stepwise
from stand_in import StandIn
from star_rows import Star, read_star
from tiny_lake import write_files

from local_redshift.process import stop_running

Loaded = tuple[Star, list[dict[str, object]]]

SECONDS_LINE = '{"page": "NextSong", "sessionId": 9, "itemInSession": 4, "ts": 1541073600}'
TURNS = ["2018-12-31", "2019-01-01", "2020-12-31", "2021-01-01", "2024-12-30"]
MOMENTS = [("00:00:00.000", "first"), ("12:30:00.796", "noon"), ("23:59:59.999", "last")]


@pytest.fixture(scope="module")
def lake_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Days at the turn of the year and of New York's clocks, and a line in seconds."""
    root = tmp_path_factory.mktemp("times")
    days = [*TURNS, "2018-03-11", "2018-11-04"]
    plays = {
        f"{day}-events.json": [
            {"ts": f"{day} {clock}", "userId": user, "level": user} for clock, user in MOMENTS
        ]
        for day in days
    }
    write_files(root, plays | {"2018-11-01-events.json": [{}, SECONDS_LINE], "TR0.json": [{}]})
    return root


def load_in(zone: str, root: Path, directory: Path) -> Loaded:
    """The star and the rejected lines of a run in a time zone, server and all."""
    subprocess.run(
        [sys.executable, stepwise.__file__, directory, root],
        env={**os.environ, "TZ": zone},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    try:
        running = StandIn(directory)
        rejected = "select file_uri, line_number, column_name, reason, raw_line "
        return read_star(running.connect), running.rows(f"{rejected} from ops.rejected_lines")
    finally:
        stop_running(directory)


@pytest.fixture(scope="module")
def in_utc(lake_root: Path) -> Loaded:
    return load_in("UTC", lake_root, lake_root.parent / "redshift-utc")


@pytest.mark.parametrize(
    "zone", ["America/New_York", pytest.param("Asia/Kathmandu", marks=pytest.mark.long)]
)
def test_the_star_is_the_same_in_every_time_zone(
    in_utc: Loaded, lake_root: Path, zone: str
) -> None:
    place = lake_root.parent / f"redshift-{Path(zone).name}"
    assert load_in(zone, lake_root, place) == in_utc


def test_times_keep_their_milliseconds_and_their_iso_week(
    in_utc: Loaded,
) -> None:
    moments = {row[0]: row[1:] for row in in_utc[0]["time"]}
    for day in TURNS:
        for clock, _ in MOMENTS:
            moment = datetime.fromisoformat(f"{day} {clock}")
            _, week, weekday = date.fromisoformat(day).isocalendar()
            parts = (moment.hour, moment.day, week, moment.month, moment.year, weekday)
            assert moments[moment] == parts
    assert moments[datetime(2018, 12, 31)][2] == 1  # noqa: DTZ001 - TIMESTAMP has no zone
    assert moments[datetime(2021, 1, 1)][2] == 53  # noqa: DTZ001
    assert moments[datetime(2024, 12, 30)][2] == 1  # noqa: DTZ001


def test_seconds_for_milliseconds_are_rejected_with_that_reason(
    in_utc: Loaded,
) -> None:
    (rejected,) = in_utc[1]
    assert str(rejected["file_uri"]).endswith("/2018/11/2018-11-01-events.json")
    assert rejected["line_number"] == 2
    assert rejected["column_name"] == "ts"
    assert "is it in seconds?" in str(rejected["reason"])
    assert rejected["raw_line"] == SECONDS_LINE
