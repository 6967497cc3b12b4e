"""Every sentence and every change is that of a count in plain Python over the JSON of the lake."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pages import answer, charts, figures, open_page
from plain_answers import EXPECTED, FIGURES, FIRST_DAY, unsung
from plain_plays import Play, keep, level_changes, read_plays
from quick_load import load
from stand_in import StandIn
from streamlit.testing.v1 import AppTest

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Chart
from dashboard.queries import read_panels
from local_redshift.process import stop_running
from warehouse.lake.directory_lake import DirectoryLake

LAKE = Path(__file__).parents[3] / "shared" / "data" / "sparkify"
LAST_DAY = date(2018, 11, 15)
COMBINATIONS, MANY_COMBINATIONS = 4, 497  # of each page, besides the three that are always there
# a chart by one of these shows each play once, unlike the ten with most
SHOWN_WHOLE = {"day", "browser", "hour", "weekday", "bucket"}

pytestmark = pytest.mark.skipif(not LAKE.is_dir(), reason=f"the real data is not in {LAKE}")


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[StandIn]:
    """A stand-in with the real plays."""
    home = tmp_path_factory.mktemp("real")
    running = StandIn(home / "redshift", prepared)
    load(running.warehouse, DirectoryLake(LAKE, home / "packs"))
    yield running
    stop_running(running.directory)


@pytest.fixture(scope="module")
def plays() -> list[Play]:
    """The real plays."""
    return read_plays(LAKE)


@pytest.fixture
def _shown(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard shows the real plays."""
    monkeypatch.setenv("SPARKIFY_HOME", str(stand_in.directory.parent))


def choose(app: AppTest, filters: Filters) -> None:
    """Sets the filters as a reader does, one after the other, and looks at the page."""
    app.date_input(key="days").set_value((filters.first_day, filters.last_day))
    app.segmented_control(key="level").set_value(filters.level)
    app.selectbox(key="location").set_value(filters.location)
    if filters.artist:
        app.session_state["pick"] = None
        name = f"{filters.title} · {filters.artist}" if filters.title else filters.artist
        app.text_input(key="search").set_value(name)
    app.run()
    assert not app.exception, filters


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


@pytest.mark.parametrize("key", EXPECTED)
@pytest.mark.usefixtures("_shown")
def test_a_page_says_and_counts_what_the_json_holds_under_any_filters(
    key: str,
    plays: list[Play],
    app: AppTest,
    long: bool,  # noqa: FBT001
) -> None:
    open_page(app, key)
    for chosen in make_filters(plays, MANY_COMBINATIONS if long else COMBINATIONS):
        filters = chosen if key == "find" else unsung(chosen)
        if key == "find" and not chosen.artist:
            continue  # that page is always of a song or an artist
        choose(app, filters)
        kept = keep(plays, filters)
        assert answer(app) == EXPECTED[key](plays, chosen), filters
        assert FIGURES[key](kept).items() <= figures(app).items(), filters
        for rows in charts(app):
            if "plays" in rows[0] and SHOWN_WHOLE & rows[0].keys():
                assert sum(row["plays"] for row in rows) == len(kept), filters


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


def test_every_chart_says_what_it_shows_first(plays: list[Play], stand_in: StandIn) -> None:
    song = Counter(play.song for play in plays).most_common(1)[0][0]
    filters = Filters(FIRST_DAY, LAST_DAY, title=song[0], artist=song[1])
    for subject in SUBJECTS:
        chosen = filters if subject.finds_songs else unsung(filters)
        rows = read_panels(stand_in.warehouse, subject.panels, chosen)
        for panel in subject.panels:
            drawing = panel.draw_rows(rows[panel.key], chosen)
            if isinstance(drawing.content, Chart):
                assert re.search(r"\d", drawing.finding or drawing.remark), panel.key
