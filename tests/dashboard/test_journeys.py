"""The page of journeys: every figure is that of plain Python over the JSON of a lake."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from fixture_types import Load, MakeLake
from pages import answer, open_page
from plain_plays import count, level_changes, read_plays, say
from quick_load import load as run_load
from stand_in import StandIn
from streamlit.testing.v1 import AppTest

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.queries import read_panels
from warehouse.lake.directory_lake import DirectoryLake

LAKE = Path(__file__).parents[3] / "shared" / "data" / "sparkify"
FIRST_DAY, LAST_DAY = date(2018, 11, 1), date(2018, 11, 15)
COMBINATIONS, MANY_COMBINATIONS = 8, 200
NEEDS_REAL = pytest.mark.skipif(not LAKE.is_dir(), reason=f"the real data is not in {LAKE}")
(JOURNEYS,) = (subject for subject in SUBJECTS if subject.key == "journeys")
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class Event:
    """One log line of any page."""

    moment: datetime
    user: str
    level: str
    session: int
    item: int
    page: str
    status: int
    location: str | None
    gender: str | None

    @property
    def is_error(self) -> bool:
        return self.page == "Error" or self.status >= 400

    @property
    def state(self) -> str | None:
        """The first state of the location."""
        return self.location.rpartition(", ")[2].split("-")[0] if self.location else None


def read_events(lake: Path) -> list[Event]:
    """The events of a lake in the order of their time."""
    lines = [
        json.loads(line)
        for path in (lake / "log_data").rglob("*.json")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    events = [
        Event(
            datetime.fromtimestamp(line["ts"] / 1000, UTC),
            line["userId"],
            line["level"],
            line["sessionId"],
            line["itemInSession"],
            line["page"],
            line["status"],
            line["location"],
            line["gender"],
        )
        for line in lines
    ]
    return sorted(events, key=lambda event: (event.moment, event.item, event.session))


def keep(events: Iterable[Event], filters: Filters) -> list[Event]:
    return [
        event
        for event in events
        if filters.first_day <= event.moment.date() <= filters.last_day
        and filters.level in {"", event.level}
        and filters.location in {"", event.location or "unknown"}
    ]


@pytest.fixture(scope="module")
def events(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """The real events, which are loaded as well."""
    stand_in.clean()
    run_load(stand_in.warehouse, DirectoryLake(LAKE, tmp_path_factory.mktemp("real")))
    return read_events(LAKE)


def make_filters(events: list[Event], combinations: int) -> list[Filters]:
    """All days, a week, a place outside of all, and combinations that are the same every time."""
    dice = random.Random(17)  # noqa: S311
    chosen = [
        Filters(FIRST_DAY, LAST_DAY),
        Filters(date(2018, 11, 5), date(2018, 11, 11), "free"),
        Filters(FIRST_DAY, LAST_DAY, location="unknown"),
    ]
    for _ in range(combinations):
        first, last = sorted(dice.choices(range(15), k=2))
        chosen.append(
            Filters(
                FIRST_DAY + timedelta(days=first),
                FIRST_DAY + timedelta(days=last),
                dice.choice(("", "", "free", "paid")),
                dice.choice(("", "", dice.choice(events).location or "unknown")),
            )
        )
    return chosen


def count_steps(events: list[Event]) -> dict[str, int]:
    """Users by step: a second step only at or after the first view of the page before."""
    users = {event.user for event in events if event.user}
    steps = {"any page": len(users)}
    for page, after in (
        ("Upgrade", "Submit Upgrade"),
        ("Downgrade", "Submit Downgrade"),
        ("Cancel", "Cancellation Confirmation"),
    ):
        first: dict[str, datetime] = {}
        for event in events:
            if event.user and event.page == page:
                first.setdefault(event.user, event.moment)
        steps[page] = len(first)
        steps[after] = len(
            {
                event.user
                for event in events
                if event.page == after
                and first.get(event.user, event.moment) <= event.moment
                and event.user in first
            }
        )
    return steps


def list_upgrades(events: list[Event], filters: Filters) -> list[tuple[Any, ...]]:
    """The changes from free to paid of the filters, newest first, with the 14 days before."""
    found: list[tuple[Any, ...]] = []
    for play, before in level_changes(read_plays(LAKE)):
        chosen = filters.first_day <= play.day <= filters.last_day
        if before != "free" or not chosen or filters.location not in {"", play.location}:
            continue
        past = [
            event
            for event in events
            if event.user == play.user and play.moment - FORTNIGHT <= event.moment < play.moment
        ]
        pages = Counter(event.page for event in past)
        found.append(
            (
                play.moment.replace(tzinfo=None),
                play.user,
                pages["NextSong"],
                len({event.session for event in past}),
                pages["Roll Advert"],
                sum(event.is_error for event in past),
                pages["Thumbs Up"],
                pages["Thumbs Down"],
            )
        )
    return sorted(found, key=lambda each: (-each[0].timestamp(), each[1]))


UPGRADE = (
    "changed_at",
    "user_id",
    "plays",
    "sessions",
    "adverts",
    "errors",
    "thumbs_up",
    "thumbs_down",
)


def list_newest(events: list[Event]) -> list[Event]:
    """The newest event of each user."""
    newest = {event.user: event for event in events if event.user}
    return list(newest.values())


def count_levels(newest: Iterable[Event], name: Any) -> dict[str, tuple[int, int, int]]:
    """All, paid and free users by a name."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    for event in newest:
        users[name(event)].append(event.level)
    return {
        each: (len(levels), levels.count("paid"), levels.count("free"))
        for each, levels in users.items()
    }


def read_levels(rows: list[dict[str, Any]], key: str) -> dict[str, tuple[int, int, int]]:
    return {row[key]: (row["users"], row["paid_users"], row["free_users"]) for row in rows}


def expect_answer(events: list[Event], filters: Filters) -> str:
    kept = keep(events, filters)
    steps = count_steps(kept)
    if not steps["any page"]:
        return "No events match these filters."
    errors = sum(event.is_error for event in kept)
    adverts = sum(event.page == "Roll Advert" for event in kept)
    return (
        f"Of {count(steps['any page'], 'user')}, {steps['Upgrade']} viewed Upgrade and "
        f"{steps['Submit Upgrade']} submitted it; {steps['Downgrade']} viewed Downgrade and "
        f"{steps['Submit Downgrade']} submitted it. "
        f"{count(len(list_upgrades(events, filters)), 'upgrade')} from free to paid. "
        f"There were {count(errors, 'error')} and {count(adverts, 'advert')}."
    )


@NEEDS_REAL
def test_every_row_and_the_sentence_are_those_of_the_json(
    events: list[Event],
    stand_in: StandIn,
    long: bool,  # noqa: FBT001
) -> None:
    for filters in make_filters(events, MANY_COMBINATIONS if long else COMBINATIONS):
        kept, rows = keep(events, filters), read_panels(stand_in.warehouse, PANELS, filters)
        newest = list_newest(kept)
        assert JOURNEYS.answer(rows, filters) == expect_answer(events, filters), filters
        steps = {row["step"]: row["users"] for row in rows["funnels"]}
        assert steps == (count_steps(kept) if newest else {}), filters
        upgrades = [tuple(row[name] for name in UPGRADE) for row in rows["upgrades"]]
        assert upgrades == list_upgrades(events, filters), filters
        errors = [event for event in kept if event.is_error]
        found = {row["day"]: (row["events"], row["users"]) for row in rows["errors"]}
        assert found == {
            day: (
                sum(event.moment.date() == day for event in errors),
                len({event.user for event in errors if event.moment.date() == day} - {""}),
            )
            for day in {event.moment.date() for event in errors}
        }
        states = count_levels([each for each in newest if each.state], lambda each: each.state)
        assert read_levels(rows["users-by-state"], "state") == states, filters
        places = count_levels(newest, lambda each: each.location or "outside of the US or unknown")
        assert read_levels(rows["users-by-place"], "place") == places, filters
        genders = Counter((each.level, each.gender) for each in newest)
        assert {
            (row["level"], {"female": "F", "male": "M"}[row["gender"]]): row["users"]
            for row in rows["genders-by-level"]
        } == genders, filters
        for panel in PANELS:
            panel.draw_rows(rows[panel.key], filters)


PANELS = JOURNEYS.panels


@NEEDS_REAL
def test_each_panel_says_in_a_sentence_what_its_rows_answer(
    events: list[Event], stand_in: StandIn
) -> None:
    filters = Filters(FIRST_DAY, LAST_DAY)
    steps, upgrades = count_steps(events), list_upgrades(events, filters)
    said = say_remarks(stand_in, filters)
    assert said["funnels"] == (
        f"Of {steps['any page']} users, {steps['Upgrade']} viewed Upgrade and "
        f"{steps['Submit Upgrade']} Submit Upgrade; {steps['Downgrade']} viewed Downgrade and "
        "0 Submit Downgrade; 0 viewed Cancel and 0 Cancellation Confirmation."
    )
    half = median(each[2] for each in upgrades)
    assert said["upgrades"] == (
        f"{count(len(upgrades), 'upgrade')} by {count(len({each[1] for each in upgrades}), 'user')}"
        f". In the 14 days before, half of them had {half:.0f} plays or more."
    )
    days = Counter(event.moment.date() for event in events if event.is_error)
    day = max(sorted(days), key=lambda each: days[each])
    assert said["errors"] == (
        f"{count(sum(days.values()), 'error')} on {count(len(days), 'day')}; most on {say(day)}: "
        f"{days[day]}."
    )
    assert said["adverts"] == "No advert in these days."
    newest = list_newest(events)
    states = count_levels(newest, lambda each: each.state)
    most = max(states, key=lambda each: states[each])
    assert said["users-by-state"].startswith(
        f"{most} has most users: {states[most][0]}, of whom {states[most][1]} are paid."
    )
    paid = Counter(each.gender for each in newest if each.level == "paid")
    assert (
        f"Paid: {sum(paid.values())} users, {paid['F']} female, {paid['M']} male."
        in (said["genders-by-level"])
    )


def say_remarks(stand_in: StandIn, filters: Filters) -> dict[str, str]:
    rows = read_panels(stand_in.warehouse, PANELS, filters)
    return {panel.key: panel.draw_rows(rows[panel.key], filters).remark for panel in PANELS}


EVERY_DAY = Filters(date(2018, 10, 1), date(2018, 12, 31))


def at(clock: str, page: str = "NextSong", **event: object) -> dict[str, object]:
    return {"ts": f"2018-11-05 {clock}", "page": page, **event}


def test_a_step_counts_once_a_user_and_only_after_the_step_before(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    lines = [
        at("10:00:00", "Upgrade", userId="1"),
        at("10:01:00", "Upgrade", userId="1"),
        at("10:02:00", "Submit Upgrade", userId="1"),
        at("10:00:00", "Submit Upgrade", userId="2"),  # before it saw the page
        at("10:05:00", "Upgrade", userId="2"),
        at("10:00:00", "Submit Downgrade", userId="3"),  # and never saw the page
        at("10:00:00", "Cancel", userId="4"),
        at("10:00:00", "Cancellation Confirmation", userId="4"),
        at("10:00:00", "Upgrade", userId=""),  # of nobody
    ]
    load(make_lake({"2018-11-05": lines}))
    rows = read_panels(stand_in.warehouse, PANELS, EVERY_DAY)["funnels"]
    assert {row["step"]: (row["users"], row["share"]) for row in rows} == {
        "any page": (4, 1.0),
        "Upgrade": (2, 0.5),
        "Submit Upgrade": (1, 0.5),
        "Downgrade": (0, 0.0),
        "Submit Downgrade": (0, None),
        "Cancel": (1, 0.25),
        "Cancellation Confirmation": (1, 1.0),
    }


def test_files_of_a_version_that_kept_no_page_views_are_counted_beside_the_steps(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    load(make_lake({"2018-11-05": [at("09:00:00")], "2018-11-06": [{}]}))
    assert "not known" not in say_remarks(stand_in, EVERY_DAY)["funnels"]
    stand_in.run("update ops.load_units set page_views = null where day = '2018-11-05'")
    assert "The pages of 1 loaded file are not known" in say_remarks(stand_in, EVERY_DAY)["funnels"]


def test_what_a_user_did_before_an_upgrade_is_counted_for_fourteen_days_to_the_moment(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    paid = at("10:00:00", level="paid", itemInSession=50)
    before: list[Any] = [
        {"ts": "2018-10-22 09:59:59", "page": "Roll Advert", "sessionId": 1},  # too early
        {"ts": "2018-10-22 10:00:00", "page": "Roll Advert", "sessionId": 2},
        {"ts": "2018-11-01 10:00:00", "sessionId": 3},
        {"ts": "2018-11-01 10:01:00", "sessionId": 3, "page": "Thumbs Up", "itemInSession": 9},
        {"ts": "2018-11-04 10:01:00", "sessionId": 4, "page": "Thumbs Down"},
        {"ts": "2018-11-04 10:02:00", "sessionId": 4, "page": "Error", "status": None},
        {"ts": "2018-11-04 10:03:00", "sessionId": 4, "page": "Home", "status": 500},
        {"ts": "2018-11-04 10:04:00", "sessionId": 9, "page": "Error", "userId": "other"},
    ]
    load(make_lake({"2018-11-05": [*before, paid, at("10:00:01", "Error")]}))
    (row,) = read_panels(stand_in.warehouse, PANELS, EVERY_DAY)["upgrades"]
    assert tuple(row[name] for name in UPGRADE[2:]) == (1, 3, 1, 2, 1, 1)
    assert (row["first_name"], row["last_name"]) == ("Lily", "Koch")


def test_nobody_upgraded_and_an_unknown_page_without_a_status_is_no_error(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    odd = at("10:00:00", "A Page of Tomorrow", status=None, location=None, gender=None)
    load(make_lake({"2018-11-05": [at("09:00:00"), odd, at("11:00:00", "Roll Advert")]}))
    said = say_remarks(stand_in, EVERY_DAY)
    assert said["upgrades"] == "Nobody upgraded in these days."
    assert said["errors"] == "No error in these days."
    assert said["adverts"] == "1 advert on 1 day; most on 5 Nov 2018: 1."


def test_a_user_is_in_one_place_and_places_outside_of_the_us_are_one_row(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    lines = [
        at("09:00:00", userId="1", location="Boise City, ID"),
        at("10:00:00", "Home", userId="1", location="New York-Newark, NY-NJ-PA", level="paid"),
        at("09:00:00", userId="2", location="Paris, France"),
        at("09:00:00", userId="3", location="Toronto, ON", gender="M"),
        at("09:00:00", userId="4", location=None, gender=None),
        at("09:00:00", userId="5", location="Atlantis", level=None),
        at("09:00:00", "Home", userId="", location="Boise City, ID"),
    ]
    load(make_lake({"2018-11-05": lines}))
    rows = read_panels(stand_in.warehouse, PANELS, EVERY_DAY)
    assert read_levels(rows["users-by-state"], "state") == {"NY": (1, 1, 0)}
    assert read_levels(rows["users-by-place"], "place") == {
        "outside of the US or unknown": (4, 0, 3),
        "New York-Newark, NY-NJ-PA": (1, 1, 0),
    }
    genders = {(row["level"], row["gender"]): row["users"] for row in rows["genders-by-level"]}
    assert genders == {
        ("paid", "female"): 1,
        ("free", "female"): 1,
        ("free", "male"): 1,
        ("free", "unknown"): 1,
        ("unknown", "female"): 1,
    }
    said = say_remarks(stand_in, EVERY_DAY)
    assert said["users-by-place"] == (
        "New York-Newark, NY-NJ-PA has most users: 1. 4 are outside of the US or unknown."
    )


def test_two_hundred_places_have_a_name_and_the_others_are_one_row_and_in_the_map(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    lines = [
        at("09:00:00", userId=f"{number}", itemInSession=number, location=f"City {number:03}, CA")
        for number in range(203)
    ]
    load(make_lake({"2018-11-05": lines}))
    rows = read_panels(stand_in.warehouse, PANELS, EVERY_DAY)
    places = read_levels(rows["users-by-place"], "place")
    assert len(places) == 201
    assert places["other places of the US"] == (3, 0, 3)
    assert read_levels(rows["users-by-state"], "state") == {"CA": (203, 0, 203)}


def test_the_map_has_each_state_once_and_no_two_in_one_square(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    load(make_lake({"2018-11-05": [at("09:00:00")]}))
    rows = read_panels(stand_in.warehouse, PANELS, EVERY_DAY)["users-by-state"]
    (panel,) = (panel for panel in PANELS if panel.key == "users-by-state")
    content: Any = panel.draw_rows(rows, EVERY_DAY).content
    parts = [layer["data"]["values"] for layer in content.to_dict()["layer"]]
    squares = {row["state"]: (row["line"], row["column"]) for part in parts for row in part}
    assert len(squares) == len(set(squares.values())) == 52
    assert {"CA", "NY", "DC", "PR", "AK", "HI"} < squares.keys()


@pytest.mark.usefixtures("loaded")
def test_the_page_begins_with_its_answer(app: AppTest) -> None:
    open_page(app, "journeys")
    assert answer(app) == (
        "Of 3 users, 0 viewed Upgrade and 0 submitted it; 0 viewed Downgrade and 0 submitted it. "
        "15 upgrades from free to paid. There were 0 errors and 0 adverts."
    )
