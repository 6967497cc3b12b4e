"""Which days a batch rebuilds and reads, and which of them hold each other's events."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from warehouse.days import BatchDays, CopiedDays, DayLinks, Link, find_strays

DAYS = [date(2018, 11, number) for number in range(1, 31)]
D1, D2, D3, D4 = DAYS[:4]


def plan(strays: Collection[Link] = (), repeats: Collection[Link] = ()) -> BatchDays:
    return BatchDays(DayLinks(frozenset(strays), frozenset(repeats)))


def test_days_without_links_are_rebuilt_alone() -> None:
    days = plan({(D3, D4)}, {(D3, D4)}).rebuild(changed=[D1])
    assert days.rebuilt == days.read == days.whole == {D1}


def test_a_changed_day_rebuilds_the_days_that_its_files_gave_events_to() -> None:
    days = plan({(D1, D2), (D2, D3)}).rebuild(changed=[D1])
    assert days.rebuilt == days.read == {D1, D2}


def test_the_files_that_gave_a_rebuilt_day_events_are_read() -> None:
    days = plan({(D1, D2), (D2, D3)}).rebuild(changed=[D3])
    assert days.rebuilt == {D3}
    assert days.read == {D2, D3}


def test_days_that_share_plays_are_rebuilt_together_to_the_end() -> None:
    days = plan(repeats={(D2, D1), (D2, D3)}).rebuild(changed=[D1])
    assert days.rebuilt == {D1, D2, D3}


def test_days_that_a_gone_file_may_have_given_events_to_are_merged() -> None:
    days = plan({(D1, D2), (D2, D3)}).rebuild(changed=[D2], gone=[D1])
    assert days.merged == {D2}
    assert days.whole == {D3}


def copied(*files: tuple[date, dict[date, int]]) -> tuple[list[CopiedDays], dict[date, int]]:
    """One COPY of files, each with the days of its events."""
    staged: Counter[date] = Counter()
    for _, events in files:
        staged.update(events)
    lines = {day: sum(events.values()) for day, events in files}
    return [CopiedDays({day for day, _ in files}, staged)], lines


def test_days_that_hold_their_own_events_have_no_strays() -> None:
    groups, lines = copied((D1, {D1: 10}), (DAYS[7], {DAYS[7]: 4}))
    assert find_strays(groups, lines, {}) == set()


def test_rejected_lines_are_no_strays() -> None:
    groups, lines = copied((D1, {D1: 10}), (DAYS[7], {DAYS[7]: 4}))
    assert find_strays(groups, lines | {D1: 12}, {D1: 2}) == set()


def test_strays_around_a_day_came_from_it() -> None:
    groups, lines = copied((D4, {D3: 2, D4: 8, DAYS[4]: 1}), (DAYS[10], {DAYS[10]: 4, DAYS[11]: 3}))
    assert find_strays(groups, lines, {}) == {(D4, D3), (D4, DAYS[4]), (DAYS[10], DAYS[11])}


def test_strays_that_the_day_near_them_did_not_give_came_from_any_other() -> None:
    near, far = DAYS[7], DAYS[14]
    groups, lines = copied((D1, {D1: 5, D2: 1}), (near, {near: 4}), (far, {far: 4, DAYS[8]: 2}))
    assert find_strays(groups, lines, {}) == {(D1, D2), (far, DAYS[8])}


def test_of_strays_that_do_not_add_up_nearby_every_pair_is_told() -> None:
    other = DAYS[7]
    groups, lines = copied((D1, {D1: 5, DAYS[8]: 2, D2: 1}), (other, {other: 4, D2: 1}))
    assert find_strays(groups, lines, {}) == {
        (file_day, event_day) for file_day in (D1, other) for event_day in (D2, DAYS[8])
    }
