"""Events in the files of other days are neither lost nor left behind, whatever comes or goes."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import Row, open_lake, write_files

ONE, TWO, THREE = "2018-11-01", "2018-11-02", "2018-11-03"
Files = Mapping[str, list[Row] | None]


def play(day: str, session: int) -> Row:
    return {"ts": f"{day} 10:00:00.796", "sessionId": session, "itemInSession": 0}


@pytest.fixture
def plays(load: Load, stand_in: StandIn, tmp_path: Path) -> "Plays":
    return Plays(load, stand_in, tmp_path)


class Plays:
    """Loads files by the days of their names, and tells the plays by session."""

    def __init__(self, load: Load, stand_in: StandIn, root: Path) -> None:
        self._load = load
        self._stand_in = stand_in
        self._root = root

    def after(self, *loads: Files) -> dict[int, str]:
        for files in loads:
            write_files(self._root, {f"{day}-events.json": rows for day, rows in files.items()})
            self._load(open_lake(self._root))
        rows = self._stand_in.rows("select session_id, start_time from star.songplays")
        assert len({row["session_id"] for row in rows}) == len(rows)
        return {row["session_id"]: str(row["start_time"])[:10] for row in rows}


def test_a_stray_of_a_file_that_vanished_stays_when_its_day_is_loaded_again(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1), play(TWO, 2)], TWO: [play(TWO, 3)]}, {ONE: None, TWO: [play(TWO, 4)]}
    )
    # play 3 is of a file that was replaced; a day of which a file is gone is only added to
    assert found == {1: ONE, 2: TWO, 3: TWO, 4: TWO}


def test_a_stray_of_a_file_that_vanished_stays_when_its_day_gets_its_first_file(
    plays: Plays,
) -> None:
    found = plays.after({ONE: [play(ONE, 1), play(TWO, 2)]}, {ONE: None, TWO: [play(TWO, 4)]})
    assert found == {1: ONE, 2: TWO, 4: TWO}


def test_a_day_that_receives_strays_of_two_files_keeps_both(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1)], TWO: [play(TWO, 2), play(THREE, 3)], THREE: [play(THREE, 5)]},
        {ONE: [play(ONE, 1), play(THREE, 6)]},
    )
    assert found == {1: ONE, 2: TWO, 3: THREE, 5: THREE, 6: THREE}


def test_of_two_days_that_swap_strays_one_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1), play(TWO, 2)], TWO: [play(TWO, 3), play(ONE, 4)]},
        {ONE: [play(ONE, 1)]},
    )
    assert found == {1: ONE, 3: TWO, 4: ONE}


def test_a_day_that_passes_strays_on_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {
            ONE: [play(ONE, 1), play(TWO, 2)],
            TWO: [play(TWO, 3), play(THREE, 4)],
            THREE: [play(THREE, 5)],
        },
        {TWO: [play(TWO, 3)]},
    )
    assert found == {1: ONE, 2: TWO, 3: TWO, 5: THREE}


def test_a_day_before_one_that_passes_strays_on_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {
            ONE: [play(ONE, 1), play(TWO, 2)],
            TWO: [play(TWO, 3), play(THREE, 4)],
            THREE: [play(THREE, 5)],
        },
        {ONE: [play(ONE, 1)]},
    )
    assert found == {1: ONE, 3: TWO, 4: THREE, 5: THREE}
