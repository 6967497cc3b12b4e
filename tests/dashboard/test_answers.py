"""Every sentence and every change is that of a count in plain Python over the JSON of the lake."""

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from plain_plays import (
    Play,
    count,
    first_most,
    keep,
    level_changes,
    median_minutes,
    read_plays,
    say,
    say_change,
)
from quick_load import load
from stand_in import StandIn

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.queries import read_panels
from warehouse.lake.directory_lake import DirectoryLake

LAKE = Path(__file__).parents[3] / "shared" / "data" / "sparkify"
FIRST_DAY, LAST_DAY = date(2018, 11, 1), date(2018, 11, 15)
COMBINATIONS, MANY_COMBINATIONS = 8, 200
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NOTHING = "No plays match these filters."

pytestmark = pytest.mark.skipif(not LAKE.is_dir(), reason=f"the real data is not in {LAKE}")


@pytest.fixture(scope="module")
def plays(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> list[Play]:
    """The real plays, which are loaded as well."""
    stand_in.clean()
    load(stand_in.warehouse, DirectoryLake(LAKE, tmp_path_factory.mktemp("real")))
    return read_plays(LAKE)


def make_filters(plays: list[Play], combinations: int) -> list[Filters]:
    """All days, each week, and combinations that are the same on every run."""
    dice = random.Random(16)  # noqa: S311
    chosen = [
        Filters(FIRST_DAY, LAST_DAY, loaded_from=FIRST_DAY),
        Filters(date(2018, 11, 9), LAST_DAY, loaded_from=FIRST_DAY),
        Filters(date(2018, 11, 5), date(2018, 11, 11), loaded_from=FIRST_DAY),
    ]
    for _ in range(combinations):
        first, last = sorted(dice.choices(range(15), k=2))
        play = dice.choice(plays)
        chosen.append(
            Filters(
                FIRST_DAY + timedelta(days=first),
                FIRST_DAY + timedelta(days=last),
                dice.choice(("", "", "free", "paid")),
                dice.choice(("", "", play.location)),
                artist=play.artist.lower(),
                title=dice.choice(("", play.title.lower())),
                loaded_from=FIRST_DAY,
            )
        )
    return chosen


def expect_overview(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    day, most = first_most(Counter(play.day for play in kept))
    return (
        f"{count(len(kept), 'play')} by {count(len({play.user for play in kept}), 'listener')} in "
        f"{count((filters.last_day - filters.first_day).days + 1, 'day')}, "
        f"{say_change(plays, unsung(filters), FIRST_DAY)}. "
        f"The busiest day is {say(day)} with {count(most, 'play')}."
    )


def unsung(filters: Filters) -> Filters:
    """The filters of pages that are not of one song."""
    return Filters(
        filters.first_day,
        filters.last_day,
        filters.level,
        filters.location,
        loaded_from=filters.loaded_from,
    )


def expect_listening(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    fields = Counter((play.moment.weekday(), play.moment.hour) for play in kept)
    (weekday, hour), most = max(sorted(fields.items()), key=lambda item: item[1])
    loaded = Counter(day.weekday() for day in filters.days)
    played = Counter(play.moment.weekday() for play in kept)
    each = {day: round(number / loaded[day], 1) for day, number in sorted(played.items())}
    busiest = max(each, key=each.__getitem__)
    return (
        f"{WEEKDAYS[weekday]} at {hour} h (UTC) is the peak with {count(most, 'play')}. "
        f"{WEEKDAYS[busiest]} is the busiest weekday with {each[busiest]:.1f} plays a loaded day. "
        f"Half of the sessions last longer than {median_minutes(kept):.0f} min."
    )


def expect_songs(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    songs, artists = Counter(play.song for play in kept), Counter(play.song[1] for play in kept)
    names = {
        song: (
            min(play.title for play in kept if play.song == song),
            min(play.artist for play in kept if play.song == song),
        )
        for song in songs
    }
    best = min(songs, key=lambda song: (-songs[song], *names[song]))
    spelt = {
        artist: min(name[1] for song, name in names.items() if song[1] == artist)
        for artist in artists
    }
    artist = min(artists, key=lambda each: (-artists[each], spelt[each]))
    listeners = {play.user for play in kept if play.song == best}
    sentence = (
        f"{' · '.join(names[best])} is the song that is played most: "
        f"{count(songs[best], 'play')} by {count(len(listeners), 'listener')}. "
        f"The artist is {spelt[artist]} with {count(artists[artist], 'play')}."
    )
    half = len(filters.days) // 2
    early = Counter(play.song for play in kept if play.day in filters.days[:half])
    late = Counter(play.song for play in kept if half and play.day in filters.days[-half:])
    rises = {song: late[song] - early[song] for song in songs if late[song] > early[song]}
    if not rises:
        return sentence
    rising = min(rises, key=lambda song: (-rises[song], -late[song], *names[song]))
    return f"{sentence} {' · '.join(names[rising])} rises most: +{rises[rising]} plays."


def expect_find(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, filters)
    if not kept:
        return NOTHING
    day, most = first_most(Counter(play.day for play in kept))
    places = Counter(play.location for play in kept)
    place = min(places, key=lambda each: (-places[each], each))
    return (
        f"{count(len(kept), 'play')} by {count(len({play.user for play in kept}), 'listener')}, "
        f"{say_change(plays, filters, FIRST_DAY)}. Most on {say(day)} ({most}), and in {place} "
        f"({places[place]})."
    )


def expect_levels(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    paid = [play for play in kept if play.level == "paid"]
    changes = level_changes(plays)
    kinds = Counter(before for play, before in changes if keep([play], unsung(filters)))
    paid_filters = Filters(
        filters.first_day, filters.last_day, "paid", filters.location, loaded_from=FIRST_DAY
    )
    change = say_change([] if filters.level == "free" else plays, paid_filters, FIRST_DAY)
    return (
        f"{len(paid) / len(kept):.1%} of the plays are paid: {count(len(paid), 'play')} by "
        f"{count(len({play.user for play in paid}), 'listener')}, {change}. Users changed level "
        f"with {count(kinds['free'], 'upgrade')} and {count(kinds['paid'], 'downgrade')}."
    )


def expect_retention(plays: list[Play], filters: Filters) -> str:
    kept = keep(plays, unsung(filters))
    if not kept:
        return NOTHING
    week = [play for play in kept if date(2018, 11, 5) <= play.day <= date(2018, 11, 11)]
    is_whole = filters.first_day <= date(2018, 11, 5) and filters.last_day >= date(2018, 11, 11)
    if not (week and is_whole):
        return "No week of these days is loaded whole."
    listeners = count(len({play.user for play in week}), "listener")
    return f"{listeners} in the newest complete week, from 5 Nov 2018."


EXPECTED: dict[str, Callable[[list[Play], Filters], str]] = {
    "overview": expect_overview,
    "listening": expect_listening,
    "songs": expect_songs,
    "find": expect_find,
    "levels": expect_levels,
    "retention": expect_retention,
}


@pytest.mark.parametrize("key", EXPECTED)
def test_the_sentence_of_a_page_is_that_of_the_json(
    key: str,
    plays: list[Play],
    stand_in: StandIn,
    long: bool,  # noqa: FBT001
) -> None:
    (subject,) = [subject for subject in SUBJECTS if subject.key == key]
    for chosen in make_filters(plays, MANY_COMBINATIONS if long else COMBINATIONS):
        filters = chosen if subject.finds_songs else unsung(chosen)
        rows = read_panels(stand_in.warehouse, subject.panels, filters)
        assert subject.answer(rows, filters) == EXPECTED[key](plays, chosen), filters
        for panel in subject.panels:
            panel.draw_rows(rows[panel.key], filters)


def test_the_verdict_of_trust_counts_the_days(plays: list[Play], stand_in: StandIn) -> None:
    assert len({play.day for play in plays}) == 15
    (trust,) = [subject for subject in SUBJECTS if subject.key == "trust"]
    filters = Filters(FIRST_DAY, LAST_DAY)
    said = trust.answer(read_panels(stand_in.warehouse, trust.panels, filters), filters)
    assert said.startswith("Every one of the 15 days is loaded. The last batch was published ")
    assert "the newest play is of 15 Nov 2018." in said
    assert said.endswith("No line was rejected.")


def test_what_is_played_beside_a_song_is_counted_by_sessions(
    plays: list[Play], stand_in: StandIn
) -> None:
    most = Counter(play.song for play in plays).most_common(1)[0][0]
    filters = Filters(FIRST_DAY, LAST_DAY, title=most[0], artist=most[1])
    sessions = {(play.user, play.session) for play in plays if play.song == most}
    beside: Counter[tuple[str, str]] = Counter()
    for user, session in sessions:
        beside.update(
            {play.song for play in plays if (play.user, play.session) == (user, session)} - {most}
        )
    rows = show("find", "found-beside", stand_in, filters)
    found = [row["sessions"] for row in rows]
    assert found == [number for _, number in beside.most_common(10)]
    for row in rows:
        assert beside[row["title"].lower(), row["artist_name"].lower()] == row["sessions"]


def show(key: str, panel: str, stand_in: StandIn, filters: Filters) -> list[dict[str, Any]]:
    (subject,) = [subject for subject in SUBJECTS if subject.key == key]
    return read_panels(stand_in.warehouse, subject.panels, filters)[panel]


def test_rising_and_falling_songs_are_the_difference_of_two_equal_halves(
    plays: list[Play], stand_in: StandIn
) -> None:
    early = Counter(play.song for play in plays if play.day <= date(2018, 11, 7))
    late = Counter(play.song for play in plays if play.day >= date(2018, 11, 9))
    rows = show("songs", "song-trends", stand_in, Filters(FIRST_DAY, LAST_DAY))
    changes = sorted(late[song] - early[song] for song in early | late)
    assert [row["change"] for row in rows] == changes[:-9:-1] + changes[7::-1]
    for row in rows:
        song = row["title"].lower(), row["artist_name"].lower()
        assert (early[song], late[song]) == (row["plays_before"], row["plays_after"])
        assert (row["trend"] == "new") == (not early[song])


def test_who_changed_level_is_named(plays: list[Play], stand_in: StandIn) -> None:
    kinds = {"free": "upgrade", "paid": "downgrade"}
    expected: dict[tuple[date, str], set[str]] = {}
    for play, before in level_changes(plays):
        expected.setdefault((play.day, kinds[before]), set()).add(play.user)
    rows = show("levels", "changed-users", stand_in, Filters(FIRST_DAY, LAST_DAY))
    named = {
        (row["day"], row["kind"]): set(re.findall(r"\w+ \w+ \((\d+)\)", row["user_names"]))
        for row in rows
    }
    assert named == expected
