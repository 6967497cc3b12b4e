"""Every mart adds up to the star: no play is lost and none is counted twice."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from quick_load import load
from stand_in import StandIn
from tiny_lake import write_lake

from warehouse.database.statements import list_statements, load_statement

MARTS = (
    "plays_by_day",
    "plays_by_weekday_hour",
    "plays_by_location",
    "plays_by_song",
    "plays_by_artist",
    "plays_by_user",
    "plays_by_level",
    "plays_by_device",
    "sessions",
    "sessions_by_length",
    "match_rate",
)
SELECTS = tuple(mart for mart in MARTS if mart != "sessions")  # which no page asks for
# whose view is made of the page's select
QUESTIONS = [
    name.split("/")[1]
    for name in list_statements("select")
    if "View" in load_statement(name).header
]
LOCATIONS = (
    None,
    "",
    "all",
    'Coeur d\'Alene "Lake", ID',
    "Chicago-Naperville-Elgin, IL-IN-WI",
    "東京 🗼; drop table star.songplays",
)
TITLES = (None, "Undo", "UNDO", "אבא", "🎵" * 60, "x" * 900, "Some Song")
AGENTS = (None, "Mozilla/5.0 (X11; Linux x86_64) Chrome/36.0 Safari/537.36", "curl/8", "100%_'")
START = datetime(2018, 11, 1, tzinfo=UTC)
SONGS = ({"title": "Some Song"}, {"title": "some song "}, {"title": "Undo"})
PLAYS = 400


def make_days() -> dict[str, list[dict[str, object]]]:
    """Three weeks of plays with every oddity, the same on every run."""
    dice = random.Random(6)  # noqa: S311
    days: dict[str, list[dict[str, object]]] = {}
    for number in range(PLAYS):
        moment = START + timedelta(seconds=dice.randrange(21 * 86400))
        days.setdefault(f"{moment:%Y-%m-%d}", []).append(
            {
                "ts": f"{moment:%Y-%m-%d %H:%M:%S}",
                "userId": dice.choice(("", "1", "2", "3")),
                "level": dice.choice(("free", "paid", None)),
                "sessionId": dice.randrange(5),
                "itemInSession": number,
                "location": dice.choice(LOCATIONS),
                "song": dice.choice(TITLES),
                "artist": dice.choice(("Some Artist", "some artist", None)),
                "length": dice.choice((None, 200.0, 3000.0)),
                "userAgent": dice.choice(AGENTS),
            }
        )
    for number, page in enumerate(("Upgrade", "Error", "Roll Advert")):
        days["2018-11-05"].append({"page": page, "itemInSession": PLAYS + number, "userId": "1"})
    return days


@pytest.fixture(scope="module")
def odd_plays(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The plays in the star, loaded once for the tests that only read."""
    stand_in.clean()
    lake = write_lake(tmp_path_factory.mktemp("odd"), make_days(), SONGS)
    load(stand_in.warehouse, lake, accepts=True)


def total(rows: list[dict[str, Any]]) -> int:
    return sum(row["plays"] for row in rows)


@pytest.mark.usefixtures("odd_plays")
@pytest.mark.parametrize("mart", MARTS)
def test_the_plays_of_a_mart_are_the_plays_of_the_star(mart: str, stand_in: StandIn) -> None:
    assert stand_in.value("select count(*) from star.songplays") == PLAYS
    assert stand_in.value(f"select sum(plays) from mart.{mart}") == PLAYS


@pytest.mark.usefixtures("odd_plays")
@pytest.mark.parametrize("mart", SELECTS)
def test_the_filters_of_a_select_part_the_plays_without_loss(mart: str, ask: Any) -> None:
    assert total(ask(mart)) == PLAYS
    assert total(ask(mart, clock="local")) == PLAYS
    levels = total(ask(mart, level="free")) + total(ask(mart, level="paid"))
    places = sum(total(ask(mart, location=place)) for place in {p or "unknown" for p in LOCATIONS})
    assert 0 < levels < PLAYS  # plays without a level are in neither
    assert places == PLAYS


@pytest.mark.usefixtures("odd_plays")
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_without_filters_shows_the_rows_of_the_view(
    question: str, ask: Any, stand_in: StandIn
) -> None:
    asked = ask(question)
    viewed = stand_in.rows(f"select {', '.join(asked[0])} from mart.{question}")
    assert sorted(map(repr, asked)) == sorted(map(repr, viewed))


@pytest.mark.usefixtures("odd_plays")
@pytest.mark.parametrize("key", ["plays-by-weekday", "plays-by-hour"])
def test_a_folded_panel_keeps_every_play(key: str, show: Any) -> None:
    assert total(show(key)) == total(show(key, clock="local")) == PLAYS


@pytest.mark.usefixtures("odd_plays")
def test_each_play_is_in_one_day_one_week_and_one_month(stand_in: StandIn, ask: Any) -> None:
    rows = stand_in.rows(
        "select period, sum(plays) as plays from mart.active_users group by period"
    )
    assert {row["period"]: row["plays"] for row in rows} == dict.fromkeys(
        ("day", "week", "month"), PLAYS
    )
    assert {row["period"] for row in ask("active_users")} == {"day", "week", "month"}


@pytest.mark.usefixtures("odd_plays")
def test_the_figures_of_the_overview_are_those_of_the_star(stand_in: StandIn, ask: Any) -> None:
    (figures,) = ask("plays")
    expected = stand_in.rows(
        "select count(*) as plays, count(distinct user_id) as listeners, "
        "count(song_id) as matched_plays from star.songplays"
    )[0]
    assert {name: figures[name] for name in expected} == expected
    sessions = "select user_id, session_id from star.songplays group by user_id, session_id"
    assert figures["sessions"] == stand_in.value(f"select count(*) from ({sessions})")


@pytest.mark.usefixtures("odd_plays")
def test_days_without_plays_answer_no_rows_and_no_error(ask: Any) -> None:
    nothing = {"first_day": date(1999, 1, 1), "last_day": date(1999, 1, 2)}
    assert [ask(mart, **nothing) for mart in SELECTS] == [[] for _ in SELECTS]
    (figures,) = ask("plays", **nothing)
    assert (figures["plays"], figures["listeners"], figures["sessions"]) == (0, 0, 0)


@pytest.mark.usefixtures("warehouse")
def test_marts_of_an_empty_star_have_no_rows(stand_in: StandIn, ask: Any) -> None:
    assert [ask(mart) for mart in SELECTS] == [[] for _ in SELECTS]
    assert all(stand_in.rows(f"select * from mart.{mart}") == [] for mart in MARTS)
