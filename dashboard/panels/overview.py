"""The overview: how much is played, by how many, and what most."""

import altair as alt

from dashboard.charts import (
    ROW_HEIGHT,
    WHOLE,
    columns,
    count_axis,
    data,
    day_axis,
    quantity,
    ranking,
    state_colour,
    tooltips,
)
from dashboard.filters import Filters
from dashboard.panels.levels import BUSIEST_USERS
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject
from dashboard.panels.songs import MOST_PLAYED_SONGS
from dashboard.panels.windows import describe_incomplete, with_state


def _draw_totals(rows: Rows, _filters: Filters) -> Drawing:
    totals = rows[0]
    plays = totals["plays"]
    each = f"{plays / totals['listeners']:,.1f}" if totals["listeners"] else "none"
    return Drawing(
        [
            Figure("Plays", f"{plays:,}", "Songs that were played: `NextSong` events."),
            Figure("Listeners", f"{totals['listeners']:,}", "User ids with at least one play."),
            Figure("Sessions", f"{totals['sessions']:,}", "Pairs of user id and session id."),
            Figure("Hours listened", f"{totals['hours_listened']:,.0f}", "Lengths of what played."),
            Figure("Plays a listener", each, "Plays over listeners."),
        ]
    )


def _draw_days(rows: Rows, _filters: Filters) -> Drawing:
    tooltip = tooltips(
        [
            ("day:T", "Day", "%a %-d %b %Y"),
            ("plays:Q", "Plays", WHOLE),
            ("listeners:Q", "Listeners", WHOLE),
            ("state:N", "Figures", ""),
        ]
    )
    x, y = day_axis("day", "day (UTC)"), quantity("plays", "plays")
    days = with_state(rows)
    chart = columns(days, x, y, tooltip, state_colour(days))
    open_days = [f"{row['day']:%-d %b %Y}" for row in rows if not row["is_complete"]]
    return Drawing(chart, describe_incomplete(open_days))


def _draw_locations(rows: Rows, _filters: Filters) -> Drawing:
    named = [row | {"location": row["location"] or "unknown"} for row in rows]
    fields = [
        ("location:N", "Location", ""),
        ("plays:Q", "Plays", WHOLE),
        ("listeners:Q", "Listeners", WHOLE),
    ]
    return Drawing(ranking(named, "location", "plays", "plays", tooltips(fields)))


def _draw_devices(rows: Rows, _filters: Filters) -> Drawing:
    fields = [
        ("device:N", "Device", ""),
        ("browser:N", "Browser", ""),
        ("plays:Q", "Plays", WHOLE),
        ("listeners:Q", "Listeners", WHOLE),
    ]
    chart = (
        alt.Chart(data(rows), height=alt.Step(ROW_HEIGHT))
        .mark_bar()
        .encode(
            y=alt.Y("device:N", sort="-x", title=None, axis=alt.Axis(ticks=False)),
            x=alt.X("plays:Q", title="plays", axis=count_axis(tickCount=4, grid=False)),
            color=alt.Color("browser:N", title=None, legend=alt.Legend(orient="top", columns=3)),
            tooltip=tooltips(fields),
        )
    )
    return Drawing(chart)


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
    is_wide=True,
)
LOCATIONS = Panel(
    key="locations",
    title="Top 10 locations by plays",
    statement="mart/plays_by_location/select",
    definition="Plays by the location of the event, as the log spells it.",
    draw=_draw_locations,
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
    panels=(TOTALS, PLAYS_BY_DAY, MOST_PLAYED_SONGS, LOCATIONS, BUSIEST_USERS, DEVICES),
)
