"""The overview: how much is played, by how many, and what most."""

from collections.abc import Mapping

import altair as alt

from dashboard.charts import (
    ROW_HEIGHT,
    colour_by,
    columns,
    count_axis,
    data,
    day_axis,
    describe_highest,
    quantity,
    state_colour,
    tooltips,
)
from dashboard.filters import Filters
from dashboard.formats import format_count, format_day
from dashboard.palette import BROWSER_COLOURS
from dashboard.panels.comparison import compare_figure, compare_in_words, describe_period
from dashboard.panels.levels import BUSIEST_USERS
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject
from dashboard.panels.rankings import draw_ranking, name_unknown
from dashboard.panels.songs import MOST_PLAYED_SONGS
from dashboard.panels.windows import describe_incomplete, with_state

_TOTALS = {
    "plays": ("Plays", "Songs that were played: `NextSong` events."),
    "listeners": ("Listeners", "User ids with at least one play."),
    "sessions": ("Sessions", "Pairs of user id and session id."),
    "hours_listened": ("Hours listened", "Lengths of what played."),
}


def _draw_totals(rows: Rows, filters: Filters) -> Drawing:
    totals = rows[0]
    figures = [compare_figure(totals, name, *words) for name, words in _TOTALS.items()]
    each = f"{totals['plays'] / totals['listeners']:,.1f}" if totals["listeners"] else "none"
    figures.append(Figure("Plays a listener", each, "Plays over listeners."))
    return Drawing(figures, describe_period(filters))


def _draw_days(rows: Rows, filters: Filters) -> Drawing:
    tooltip = tooltips("day_text:N", "plays:Q", "listeners:Q", ("state:N", "Figures"))
    x, y = day_axis("day", filters), quantity("plays", "plays")
    days = with_state(rows)
    chart = columns(days, x, y, tooltip, state_colour(days))
    open_days = [format_day(row["day"]) for row in rows if not row["is_complete"]]
    highest = describe_highest(rows, "day", "plays")
    return Drawing(chart, describe_incomplete(open_days), highest)


def _draw_devices(rows: Rows, _filters: Filters) -> Drawing:
    chart = (
        alt.Chart(data(rows), height=alt.Step(ROW_HEIGHT))
        .mark_bar()
        .encode(
            y=alt.Y("device:N", sort="-x", title=None, axis=alt.Axis(ticks=False)),
            x=alt.X("plays:Q", title="plays", axis=count_axis(tickCount=4, grid=False)),
            color=colour_by("browser", rows, BROWSER_COLOURS, columns=3),
            tooltip=tooltips("device:N", "browser:N", "plays:Q", "listeners:Q"),
        )
    )
    return Drawing(chart, finding=describe_highest(rows, "device", "plays"))


def _answer(rows: Mapping[str, Rows], filters: Filters) -> str:
    (totals,) = rows["totals"]
    if not totals["plays"]:
        return "No plays match these filters."
    busiest = max(rows["plays-by-day"], key=lambda row: row["plays"])
    return (
        f"{format_count(totals['plays'], 'play')} by "
        f"{format_count(totals['listeners'], 'listener')} in "
        f"{format_count(len(filters.days), 'day')}, "
        f"{compare_in_words(totals, 'plays', filters)}. The busiest day is "
        f"{format_day(busiest['day'])} with {format_count(busiest['plays'], 'play')}."
    )


TOTALS = Panel(
    key="totals",
    title="Activity in figures",
    statement="mart/plays/select",
    definition=(
        "A play is one `NextSong` event of the log, whether or not the catalogue knows the song. "
        "A listener is a user id; names are not unique. A session is a pair of user id and "
        "session id, as a session id alone is not one user's. Hours are the lengths of the songs."
    ),
    draw=_draw_totals,
    compares=True,
    is_wide=True,
)
PLAYS_BY_DAY = Panel(
    key="plays-by-day",
    title="Plays by day",
    statement="mart/plays_by_day/select",
    definition=(
        "Plays whose start lies in the UTC day. A day is complete when its files were loaded "
        "after it had ended; others are grey."
    ),
    draw=_draw_days,
    picks=("day",),
    is_wide=True,
)
LOCATIONS = Panel(
    key="locations",
    title="Top 10 locations by plays",
    statement="mart/plays_by_location/select",
    definition="Plays by the location of the event, as the log spells it.",
    draw=draw_ranking(
        "location",
        "plays",
        tooltips("location:N", "plays:Q", "listeners:Q"),
        prepare=name_unknown("location"),
    ),
    picks=("location",),
    values={"row_limit": 10},
)
DEVICES = Panel(
    key="devices",
    title="Plays by device and browser",
    statement="mart/plays_by_device/select",
    definition="What the user agent of the play names; a browser that names others counts once.",
    draw=_draw_devices,
)

OVERVIEW = Subject(
    key="overview",
    title="Overview",
    summary="How much is played, by how many, and what most.",
    icon="dashboard",
    answer=_answer,
    panels=(TOTALS, PLAYS_BY_DAY, MOST_PLAYED_SONGS, LOCATIONS, BUSIEST_USERS, DEVICES),
)
