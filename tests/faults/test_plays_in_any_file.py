"""Events in files of other days, and plays in several files, whatever comes or goes."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise, permutations, product
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import Row, make_event, open_lake, write_files

from warehouse.lake.files import EVERY_DAY, Window
from warehouse.planning import batch
from warehouse.planning.batch import Batch
from warehouse.planning.plan import Request, plan_batch

ONE, TWO, THREE, FOUR = "2018-11-01", "2018-11-02", "2018-11-03", "2018-11-04"
Files = Mapping[str, list[Row] | None]


def play(day: str, session: int) -> Row:
    return {"ts": f"{day} 10:00:00.796", "sessionId": session, "itemInSession": 0}


@pytest.fixture
def plays(load: Load, stand_in: StandIn, tmp_path: Path) -> "Plays":
    return Plays(load, stand_in, tmp_path)


class Plays:
    """Loads files by the days of their names, and lists the plays by session."""

    def __init__(self, load: Load, stand_in: StandIn, root: Path) -> None:
        self._load = load
        self._stand_in = stand_in
        self._root = root

    def after(self, *loads: Files, window: Window = EVERY_DAY) -> dict[int, str]:
        for files in loads:
            self.put(files)
            self._load(open_lake(self._root), Request(window), accepts=True)
        rows = self._stand_in.rows("select session_id, start_time from star.songplays")
        assert len({row["session_id"] for row in rows}) == len(rows)
        return {row["session_id"]: str(row["start_time"])[:10] for row in rows}

    def put(self, files: Files) -> None:
        write_files(self._root, {f"{day}-events.json": rows for day, rows in files.items()})

    def plan(self) -> Batch:
        return plan_batch(self._stand_in.warehouse, open_lake(self._root), Request())


def test_an_event_of_a_file_that_vanished_stays_when_its_day_is_loaded_again(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1), play(TWO, 2)], TWO: [play(TWO, 3)]}, {ONE: None, TWO: [play(TWO, 4)]}
    )
    assert found == {1: ONE, 2: TWO, 4: TWO}  # play 3 is of a file that was replaced


def test_an_event_of_a_file_that_vanished_stays_when_its_day_gets_its_first_file(
    plays: Plays,
) -> None:
    found = plays.after({ONE: [play(ONE, 1), play(TWO, 2)]}, {ONE: None, TWO: [play(TWO, 4)]})
    assert found == {1: ONE, 2: TWO, 4: TWO}


def test_a_day_with_events_in_two_other_files_keeps_both(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1)], TWO: [play(TWO, 2), play(THREE, 3)], THREE: [play(THREE, 5)]},
        {ONE: [play(ONE, 1), play(THREE, 6)]},
    )
    assert found == {1: ONE, 2: TWO, 3: THREE, 5: THREE, 6: THREE}


def test_of_two_files_with_events_of_each_others_day_one_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1), play(TWO, 2)], TWO: [play(TWO, 3), play(ONE, 4)]},
        {ONE: [play(ONE, 1)]},
    )
    assert found == {1: ONE, 3: TWO, 4: ONE}


def test_a_file_between_two_with_events_of_the_next_day_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {
            ONE: [play(ONE, 1), play(TWO, 2)],
            TWO: [play(TWO, 3), play(THREE, 4)],
            THREE: [play(THREE, 5)],
        },
        {TWO: [play(TWO, 3)]},
    )
    assert found == {1: ONE, 2: TWO, 3: TWO, 5: THREE}


def test_a_file_before_one_with_events_of_the_next_day_may_be_replaced(plays: Plays) -> None:
    found = plays.after(
        {
            ONE: [play(ONE, 1), play(TWO, 2)],
            TWO: [play(TWO, 3), play(THREE, 4)],
            THREE: [play(THREE, 5)],
        },
        {ONE: [play(ONE, 1)]},
    )
    assert found == {1: ONE, 3: TWO, 4: THREE, 5: THREE}


def test_of_files_apart_with_events_of_each_others_day_one_may_be_replaced(
    plays: Plays,
) -> None:
    found = plays.after(
        {ONE: [play(ONE, 1), play(THREE, 2)], THREE: [play(THREE, 3), play(ONE, 4)]},
        {ONE: [play(ONE, 1)]},
    )
    assert found == {1: ONE, 3: THREE, 4: ONE}


def test_a_file_may_be_replaced_whose_day_two_others_have_events_of(plays: Plays) -> None:
    found = plays.after(
        {ONE: [play(TWO, 1)], TWO: [play(TWO, 2)], THREE: [play(THREE, 3), play(TWO, 4)]},
        {TWO: [play(TWO, 5)]},
    )
    assert found == {1: TWO, 3: THREE, 4: TWO, 5: TWO}


def event_at_every_midnight(days: int) -> dict[str, list[Row] | None]:
    """Files of days, each with a play of its own day and one of the day after."""
    names = [f"2018-11-{number:02}" for number in range(1, days + 2)]
    return {
        day: [play(day, 10 * number), play(after, 10 * number + 1)]
        for number, (day, after) in enumerate(pairwise(names), start=1)
    }


def test_one_more_day_reads_its_own_file_alone(plays: Plays) -> None:
    lake = event_at_every_midnight(9)
    newest = lake.popitem()
    plays.after(lake)
    plays.put(dict([newest]))
    assert [file.uri.rpartition("/")[2] for file in plays.plan().files] == [
        "2018-11-09-events.json"
    ]
    assert len(plays.after({})) == 18


def test_events_swapped_a_week_apart_are_not_lost(plays: Plays) -> None:
    week = "2018-11-08"
    found = plays.after(
        {ONE: [play(ONE, 1), play(week, 2)], week: [play(week, 3), play(ONE, 4)]},
        {week: [play(week, 3)]},
    )
    assert found == {1: ONE, 2: week, 3: week}


def test_a_window_takes_no_file_of_a_day_that_its_files_hold_events_of(
    plays: Plays, stand_in: StandIn
) -> None:
    lake = event_at_every_midnight(3)
    window = Window(date(2018, 11, 1), date(2018, 11, 1))
    assert plays.after(lake, window=window) == {10: ONE, 11: TWO}
    assert [str(row["day"]) for row in stand_in.rows("select day from ops.loaded_files")] == [ONE]
    assert plays.after({}) == {10: ONE, 11: TWO, 20: TWO, 21: THREE, 30: THREE, 31: FOUR}


def test_a_file_outside_of_the_window_is_not_touched(plays: Plays) -> None:
    plays.after({ONE: [play(ONE, 1), play(TWO, 2)], TWO: [play(TWO, 3)]})
    plays.put({ONE: [play(ONE, 4), play(TWO, 5)], TWO: [play(TWO, 6)]})
    window = Window(date(2018, 11, 2), date(2018, 11, 2))
    assert plays.after({}, window=window) == {1: ONE, 2: TWO, 6: TWO}
    assert not plays.plan().is_empty
    assert plays.after({}) == {4: ONE, 5: TWO, 6: TWO}


# each file comes first, second and last
EVERY_RUN = {("NextSong", (0, 2, 1)), ("Error", (1, 0, 2)), ("NextSong", (2, 1, 0))}


def order_files() -> Iterator[Any]:
    """A page, an order of two, three or ten files, and whether their events have one time."""
    dice = random.Random(20181101)  # noqa: S311 - a seeded choice, no secret
    many = tuple(dice.sample(range(10), 10))
    orders = (*permutations(range(2)), *permutations(range(3)), many)
    for page, order, has_one_time in product(("NextSong", "Error"), orders, (False, True)):
        is_in_every_run = (page, order) in EVERY_RUN and has_one_time == (page == "Error")
        yield pytest.param(
            page,
            order,
            has_one_time,
            marks=() if is_in_every_run else pytest.mark.long,
            id=f"{page} {''.join(map(str, order))}{' one time' * has_one_time}",
        )


@pytest.mark.parametrize(("page", "order", "has_one_time"), list(order_files()))
def test_of_files_that_share_an_event_the_newest_then_the_last_by_name_counts(
    page: str,
    order: tuple[int, ...],
    *,
    has_one_time: bool,
    load: Load,
    stand_in: StandIn,
    tmp_path: Path,
) -> None:
    """The files come in one order, and go in another, one at a time."""

    def name(number: int) -> str:
        return f"2018-11-{number + 1:02}-events.json"

    def read_event() -> list[tuple[object, ...]]:
        rows = stand_in.rows("select page, level, file_uri from star.events")
        return [
            (row["page"], row["level"], str(row["file_uri"]).rpartition("/")[2]) for row in rows
        ]

    present: set[int] = set()
    for number in order:
        second = 0 if has_one_time else (number * 7) % 10
        moment = f"2018-11-01 10:00:0{second}"
        event: Row = {"sessionId": 1, "ts": moment, "page": page, "level": f"{number}"}
        write_files(tmp_path, {name(number): [event]})
        load(open_lake(tmp_path))
        present.add(number)
        winner = max(present, key=lambda each: (0 if has_one_time else each * 7 % 10, each))
        assert read_event() == [(page, f"{winner}", name(winner))]
    for number in reversed(order):
        write_files(tmp_path, {name(number): None})
        load(open_lake(tmp_path), Request(is_prune=True))
        present.remove(number)
        if present:
            winner = max(present, key=lambda each: (0 if has_one_time else each * 7 % 10, each))
            assert read_event() == [(page, f"{winner}", name(winner))]
    assert read_event() == []
    assert stand_in.value("select count(*) from ops.repeated_events") == 0
    assert stand_in.value("select count(*) from star.time") == 0


def test_a_page_view_and_a_play_of_one_key_take_nothing_away_from_each_other(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    key = {"sessionId": 1, "itemInSession": 1}
    older: Row = {**key, "ts": f"{ONE} 10:00:00", "page": "Home"}
    newer: Row = {**key, "ts": f"{TWO} 10:00:00"}
    names = (f"{ONE}-events.json", f"{TWO}-events.json")

    def read_pages() -> list[str]:
        rows = stand_in.rows("select page from star.events order by page, start_time")
        return [row["page"] for row in rows]

    write_files(tmp_path, {names[0]: [older, {**key, "ts": f"{ONE} 11:00:00"}]})
    load(open_lake(tmp_path))
    assert read_pages() == ["Home", "NextSong"]
    write_files(tmp_path, {names[1]: [newer]})
    load(open_lake(tmp_path))
    assert read_pages() == ["Home", "NextSong"]
    assert stand_in.value("select count(*) from ops.repeated_events") == 1
    write_files(tmp_path, {names[1]: None})
    load(open_lake(tmp_path), Request(is_prune=True))
    assert read_pages() == ["Home", "NextSong"]
    assert str(stand_in.value("select start_time from star.songplays")) == f"{ONE} 11:00:00"
    assert stand_in.value("select count(*) from ops.repeated_events") == 0


FORMS: dict[str, Callable[[list[str]], str]] = {
    "one a line": "\n".join,
    "two on a line": "".join,
    "blanks between": " \t".join,
    "over many lines": lambda lines: "\n".join(
        json.dumps(json.loads(line), indent=2) for line in lines
    ),
}


def combine_forms() -> Iterator[Any]:
    """Forms, suffixes and borders, for a parameter; every run has each two of them together."""
    for number, form in enumerate(FORMS):
        for is_packed, is_gzip in product((False, True), repeat=2):
            is_in_every_run = (number + is_packed + is_gzip) % 2 == 0
            yield pytest.param(
                form,
                ".json.gz" if is_gzip else ".json",
                2**40 if is_packed else 1,
                marks=() if is_in_every_run else pytest.mark.long,
                id=f"{form}{' gzip' * is_gzip}{' packed' * is_packed}",
            )


@pytest.mark.parametrize(("form", "suffix", "border"), list(combine_forms()))
def test_however_events_are_printed_their_rows_know_their_file(
    form: str,
    suffix: str,
    border: int,
    *,
    load: Load,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "LARGE_FILE_BYTES", border)
    name = f"2018-11-01-events{suffix}"
    lines = [json.dumps(make_event({}, name, number)) for number in range(3)]
    lines += [json.dumps(make_event({"page": "Home"}, name, 3))]
    write_files(tmp_path, {name: [FORMS[form](lines)], TWO + "-events.json": [{}]})
    published = load(open_lake(tmp_path))
    assert published is not None
    assert (published.lines, published.songplays, published.page_views) == (5, 4, 1)
    rows = stand_in.rows("select file_uri, count(*) as n from star.songplays group by 1 order by 1")
    assert [(row["file_uri"].rpartition("/")[2], row["n"]) for row in rows] == [
        (name, 3),
        (TWO + "-events.json", 1),
    ]
