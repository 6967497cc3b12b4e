"""Events in the files of other days are neither lost nor left behind, whatever comes or goes."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import Row, open_lake, write_files

from warehouse.batch import Batch
from warehouse.lake import EVERY_DAY, Window
from warehouse.plan import Request, plan_batch

ONE, TWO, THREE, FOUR = "2018-11-01", "2018-11-02", "2018-11-03", "2018-11-04"
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

    def after(self, *loads: Files, window: Window = EVERY_DAY) -> dict[int, str]:
        for files in loads:
            self.put(files)
            self._load(open_lake(self._root), Request(window))
        rows = self._stand_in.rows("select session_id, start_time from star.songplays")
        assert len({row["session_id"] for row in rows}) == len(rows)
        return {row["session_id"]: str(row["start_time"])[:10] for row in rows}

    def put(self, files: Files) -> None:
        write_files(self._root, {f"{day}-events.json": rows for day, rows in files.items()})

    def plan(self) -> Batch:
        return plan_batch(self._stand_in.warehouse, open_lake(self._root), Request())

    def figures(self) -> dict[str, object]:
        """What the newest batch made of its lines."""
        rows = self._stand_in.rows("select * from ops.batches order by token desc limit 1")
        return rows[0]


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


def test_of_two_days_that_are_apart_and_swap_strays_one_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1), play(THREE, 2)], THREE: [play(THREE, 3), play(ONE, 4)]},
        {ONE: [play(ONE, 1)]},
    )
    assert found == {1: ONE, 3: THREE, 4: ONE}


def test_a_day_may_be_replaced_that_two_others_gave_strays_to(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(TWO, 1)], TWO: [play(TWO, 2)], THREE: [play(THREE, 3), play(TWO, 4)]},
        {TWO: [play(TWO, 5)]},
    )
    assert found == {1: TWO, 3: THREE, 4: TWO, 5: TWO}


def stray_at_every_midnight(days: int) -> dict[str, list[Row] | None]:
    """Files of days, each with a play of its own day and one of the day after."""
    names = [f"2018-11-{number:02}" for number in range(1, days + 2)]
    return {
        day: [play(day, 10 * number), play(after, 10 * number + 1)]
        for number, (day, after) in enumerate(pairwise(names), start=1)
    }


def test_strays_at_every_midnight_do_not_bring_all_of_history_along(plays: Plays) -> None:
    lake = stray_at_every_midnight(9)
    newest = lake.popitem()
    plays.after(lake)
    plays.put(dict([newest]))
    assert (plays.plan().days, sorted(plays.plan().day_plan.read)) == (
        [date(2018, 11, 9)],
        [date(2018, 11, 8), date(2018, 11, 9)],
    )
    found = plays.after({})
    assert len(found) == 18
    figures = plays.figures()
    assert (figures["lines"], figures["songplays"], figures["unchanged"]) == (4, 3, 1)


def test_a_day_that_is_only_read_keeps_its_row_in_the_ledger(
    plays: Plays, stand_in: StandIn
) -> None:
    plays.after({ONE: [play(ONE, 1), play(TWO, 2)]}, {TWO: [play(TWO, 3)]})
    loaders = stand_in.rows(
        "select f.day, count(distinct f.batch_id) as n, min(b.token) as token "
        "from ops.loaded_files f join ops.batches b on f.batch_id = b.batch_id "
        "group by f.day order by f.day"
    )
    first, second = loaders
    assert first["token"] < second["token"]
    assert plays.plan().is_empty


def test_a_window_takes_no_file_of_a_day_that_its_files_hold_events_of(
    plays: Plays, stand_in: StandIn
) -> None:
    lake = stray_at_every_midnight(3)
    window = Window(date(2018, 11, 1), date(2018, 11, 1))
    assert plays.after(lake, window=window) == {10: ONE, 11: TWO}
    assert [str(row["day"]) for row in stand_in.rows("select day from ops.loaded_files")] == [ONE]
    assert plays.after({}) == {10: ONE, 11: TWO, 20: TWO, 21: THREE, 30: THREE, 31: FOUR}


def test_a_file_outside_of_the_window_that_was_replaced_is_loaded_when_a_day_needs_it(
    plays: Plays,
) -> None:
    plays.after({ONE: [play(ONE, 1), play(TWO, 2)], TWO: [play(TWO, 3)]})
    plays.put({ONE: [play(ONE, 4), play(TWO, 5)], TWO: [play(TWO, 6)]})
    window = Window(date(2018, 11, 2), date(2018, 11, 2))
    assert plays.after({}, window=window) == {4: ONE, 5: TWO, 6: TWO}
    assert plays.plan().is_empty
