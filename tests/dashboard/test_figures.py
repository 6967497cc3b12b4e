"""Every figure and every row of every page is that of the marts, and the plays are the star's."""

from datetime import date, datetime
from typing import Any

import pytest
from pages import charts, figures, open_page, tables
from stand_in import StandIn
from streamlit.testing.v1 import AppTest

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Subject
from dashboard.queries import read_answers
from dashboard.sources import write_sql

QUOTED = 'Coeur d\'Alene "Lake", ID'
# the charts of each page in their order, each with what it shows, asked of its mart directly; there
# are fewer than ten of everything, so that a ranking shows all, and no complete month to be drawn
SONGS = "title, artist_name, plays, listeners, matched_plays from mart.plays_by_song"
ARTISTS = "artist_name, plays, listeners, matched_plays from mart.plays_by_artist"
USERS = "user_id, first_name, last_name, level, plays, sessions from mart.plays_by_user"
ACTIVE = (
    "period_start, active_users, active_users_so_far, plays, days_complete, is_complete "
    "from mart.active_users where period = "
)
CHANGES = (
    "trunc(changed_at) as day, kind, count(*) as changes, count(distinct user_id) as users "
    "from mart.level_changes group by trunc(changed_at), kind"
)
COHORTS = (
    "cohort_week, weeks_later, cohort_users, users_so_far, retention, is_complete "
    "from mart.retention where weeks_later > 0"
)
WEEKDAYS = (
    "weekday, name, cast(sum(plays) as bigint) as plays, max(days) as days, "
    "round(sum(plays) / cast(max(days) as double precision), 1) as plays_a_day "
    "from mart.plays_by_weekday_hour"
)
CHARTS = {
    "overview": [
        "day, plays, listeners, is_complete from mart.plays_by_day",
        SONGS,
        "location, plays, listeners from mart.plays_by_location",
        USERS,
        "device, browser, plays, listeners from mart.plays_by_device",
    ],
    "listening": [
        f"{WEEKDAYS} group by weekday, name",
        "hour, cast(sum(plays) as bigint) as plays from mart.plays_by_weekday_hour group by hour",
        "weekday, name, hour, plays from mart.plays_by_weekday_hour",
        "bucket, length, sessions, plays from mart.sessions_by_length",
    ],
    "songs": [SONGS, ARTISTS],
    "levels": [
        "day, level, plays, listeners from mart.plays_by_level",
        USERS,
        CHANGES,
        "week, free_users, converted_users, conversion_rate, is_complete from mart.conversions",
    ],
    "retention": [
        f"{ACTIVE} 'day'",
        f"{ACTIVE} 'week'",
        COHORTS,
    ],
    "trust": ["day, plays, matched_plays, match_rate from mart.match_rate"],
}


def plain(value: Any) -> Any:
    """A value as charts hold it: days as text, what is not known by its name.

    Whole numbers beside unknown ones come as floats.
    """
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "unknown" if value is None else value


def plain_rows(rows: list[dict[str, Any]], names: list[str]) -> list[str]:
    return sorted(str([plain(row[name]) for name in names]) for row in rows)


def newest(loaded: StandIn, column: str, period: str) -> Any:
    """A figure of the newest complete window."""
    return loaded.rows(
        f"select {column} as found from mart.active_users "
        f"where period = '{period}' and is_complete order by period_start desc"
    )[0]["found"]


@pytest.mark.parametrize("page", CHARTS)
def test_the_rows_of_a_chart_are_those_of_its_mart(
    page: str, loaded: StandIn, app: AppTest
) -> None:
    drawn = charts(open_page(app, page))
    for rows, sql in zip(drawn, CHARTS[page], strict=True):
        expected = loaded.rows(f"select {sql}")
        names = list(expected[0])
        shown = [row for row in rows if row.get("plays", 1)]  # hours without plays are drawn too
        assert plain_rows(shown, names) == plain_rows(expected, names)


@pytest.mark.parametrize("page", CHARTS)
def test_the_plays_of_every_chart_are_the_plays_of_the_star(
    page: str, loaded: StandIn, app: AppTest
) -> None:
    plays = loaded.value("select count(*) from star.songplays")
    counted = [rows for rows in charts(open_page(app, page)) if "plays" in rows[0]]
    assert counted
    assert [sum(row["plays"] for row in rows) for rows in counted] == [plays] * len(counted)


def test_the_figures_of_the_overview_are_those_of_the_star(loaded: StandIn, app: AppTest) -> None:
    shown = figures(app.run())
    (star,) = loaded.rows(
        "select count(*) as plays, count(distinct user_id) as listeners, "
        "sum(duration) / 3600 as hours from star.songplays"
    )
    sessions = "select user_id, session_id from star.songplays group by user_id, session_id"
    assert shown == {
        "Plays": f"{star['plays']:,}",
        "Listeners": f"{star['listeners']:,}",
        "Sessions": f"{loaded.value(f'select count(*) from ({sessions})'):,}",
        "Hours listened": f"{star['hours']:,.0f}",
        "Plays a listener": f"{star['plays'] / star['listeners']:,.1f}",
    }


def test_the_figures_of_listening_are_those_of_the_sessions(loaded: StandIn, app: AppTest) -> None:
    (sessions,) = loaded.rows(
        "select count(*) as sessions, median(length_seconds) / 60 as minutes, "
        "avg(cast(plays as double precision)) as plays from mart.sessions"
    )
    assert figures(open_page(app, "listening")) == {
        "Sessions": f"{sessions['sessions']:,}",
        "Median length": f"{sessions['minutes']:,.0f} min",
        "Plays a session": f"{sessions['plays']:,.1f}",
    }


def test_the_figures_of_the_levels_are_those_of_the_star(loaded: StandIn, app: AppTest) -> None:
    counts = loaded.rows("select level, count(*) as plays from star.songplays group by level")
    plays = {row["level"]: row["plays"] for row in counts}
    assert figures(open_page(app, "levels")) == {
        "Paid plays": f"{plays['paid']:,}",
        "Paid listeners": "2",
        "Free plays": f"{plays['free']:,}",
        "Free listeners": "2",
        "Share of paid": f"{plays['paid'] / sum(plays.values()):.1%}",
    }


def test_the_figures_of_retention_are_the_newest_complete_windows(
    loaded: StandIn, app: AppTest
) -> None:
    assert figures(open_page(app, "retention")) == {
        "Daily active users": f"{newest(loaded, 'active_users', 'day'):,}",
        "Weekly active users": f"{newest(loaded, 'active_users', 'week'):,}",
        "Monthly active users": "not complete",
    }


def test_the_figures_and_tables_of_trust_are_those_of_the_ledger(
    loaded: StandIn, app: AppTest
) -> None:
    open_page(app, "trust")
    (fresh,) = loaded.rows("select last_play_at, days_loaded, batches from mart.freshness")
    shown = figures(app)
    assert shown["Last play"] == f"{fresh['last_play_at']:%-d %b %Y %H:%M}"
    assert (shown["Days loaded"], shown["Batches"]) == ("15", "1")
    checks, batches, rejected = tables(app)
    assert [(row["Table"], row["Passed"], row["Failed"]) for row in checks] == [
        ("star", 0, 1),
        ("star", 1, 0),
    ]
    assert any("1 of 2 checks passed." in item.value for item in app.caption)
    (batch,) = batches
    assert batch["Lines"] == batch["Plays"] + batch["Rejected"] == 61
    (refused,) = rejected
    assert (refused["Lines"], refused["First line"]) == (1, 5)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.key)
@pytest.mark.parametrize("location", ["", QUOTED])
def test_the_sql_of_a_panel_answers_its_rows_wherever_it_is_run(
    subject: Subject, location: str, loaded: StandIn
) -> None:
    filters = Filters(date(2018, 11, 2), date(2018, 11, 12), location=location)
    for panel in subject.panels:
        question = panel.question_for(filters)
        answers = read_answers(loaded.warehouse, [question])[question]
        if "checked_at" not in str(answers):
            assert loaded.rows(write_sql(panel, filters)) == answers
