"""When people listen: weekday, hour, both, and how long a session lasts."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.charts import (
    HEIGHT,
    LEGEND_HEIGHT,
    SHARE,
    WHOLE,
    columns,
    data,
    quantity,
    ranking,
    tooltips,
)
from dashboard.filters import Filters
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
HOURS = list(range(24))


def _sum_by_weekday(rows: Rows) -> Rows:
    """One row a weekday, with plays a loaded day, of rows by weekday and hour."""
    days = {row["weekday"]: row["days"] for row in rows}
    return [
        row
        | {
            "days": days[row["weekday"]],
            "plays_a_day": round(row["plays"] / (days[row["weekday"]] or 1), 1),
        }
        for row in _sum_by(rows, "weekday", "name")
    ]


def _sum_by_hour(rows: Rows) -> Rows:
    """One row an hour of the day, of rows by weekday and hour."""
    return _sum_by(rows, "hour")


def _sum_by(rows: Rows, *fields: str) -> Rows:
    """Plays by some fields, in their order; what no clock can place comes last."""
    plays: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        plays[tuple(row[field] for field in fields)] += row["plays"]
    ordered = sorted(plays, key=lambda key: (key[0] is None, key[0]))
    return [dict(zip(fields, key, strict=True)) | {"plays": plays[key]} for key in ordered]


def _describe_unplaced(rows: Rows, field: str) -> str:
    """A remark on the plays that no clock can place."""
    unplaced = sum(row["plays"] for row in rows if row[field] is None)
    if not unplaced:
        return ""
    return f"{unplaced:,} plays are left out, as the time zone of their location is not known."


def _with_share(rows: Rows) -> Rows:
    """The rows, each with its share of all plays."""
    total = sum(row["plays"] for row in rows)
    return [row | {"share": row["plays"] / total} for row in rows]


def _placed(rows: Rows, *fields: str) -> Rows:
    return [row for row in rows if all(row[field] is not None for field in fields)]


def _draw_weekdays(rows: Rows, filters: Filters) -> Drawing:
    fields = [
        ("name:N", "Weekday", ""),
        ("plays:Q", "Plays", WHOLE),
        ("share:Q", "Share of plays", SHARE),
        ("plays_a_day:Q", "Plays a loaded day", ",.1f"),
        ("days:Q", "Loaded days", WHOLE),
    ]
    axis = alt.Axis(labelExpr="slice(datum.label, 0, 3)", labelAngle=0)
    title = f"weekday ({filters.clock_name})"
    x = alt.X("name:N", sort=WEEKDAYS, scale=alt.Scale(domain=WEEKDAYS), title=title, axis=axis)
    placed = _placed(_with_share(rows), "weekday")
    chart = columns(placed, x, quantity("plays", "plays"), tooltips(fields))
    return Drawing(
        chart, f"{_describe_uneven(placed)} {_describe_unplaced(rows, 'weekday')}".strip()
    )


def _describe_uneven(rows: Rows) -> str:
    """A remark when some weekdays were loaded more often than others."""
    loaded = {row["name"]: row["days"] for row in rows if row["days"]}
    if len(set(loaded.values())) < 2:
        return ""
    most, least = max(loaded, key=loaded.__getitem__), min(loaded, key=loaded.__getitem__)
    return (
        f"Weekdays differ in loaded days, e.g. {most} {loaded[most]}, {least} {loaded[least]}; the "
        "tooltip has plays a loaded day."
    )


def _draw_hours(rows: Rows, filters: Filters) -> Drawing:
    fields = [
        ("hour:O", "Hour", ""),
        ("plays:Q", "Plays", WHOLE),
        ("share:Q", "Share of plays", SHARE),
    ]
    chart = columns(
        _placed(_with_share(rows), "hour"),
        _hour_axis(f"hour of the day ({filters.clock_name})"),
        quantity("plays", "plays"),
        tooltips(fields),
    )
    return Drawing(chart, _describe_unplaced(rows, "hour"))


def _hour_axis(title: str) -> alt.X:
    axis = alt.Axis(labelAngle=0, values=HOURS[::3])
    return alt.X("hour:O", scale=alt.Scale(domain=HOURS), title=title, axis=axis)


def _draw_week(rows: Rows, filters: Filters) -> Drawing:
    fields = [("name:N", "Weekday", ""), ("hour:O", "Hour", ""), ("plays:Q", "Plays", WHOLE)]
    axis = alt.Axis(labelExpr="slice(datum.label, 0, 3)", ticks=False)
    chart = (
        alt.Chart(data(_placed(rows, "weekday", "hour")), height=HEIGHT + 2 * LEGEND_HEIGHT)
        .mark_rect()
        .encode(
            x=_hour_axis(f"hour of the day ({filters.clock_name})"),
            y=alt.Y("name:N", scale=alt.Scale(domain=WEEKDAYS), title="weekday", axis=axis),
            color=alt.Color("plays:Q", title="plays", legend=alt.Legend(format="~s", orient="top")),
            tooltip=tooltips(fields),
        )
    )
    return Drawing(chart, _describe_unplaced(rows, "weekday"))


def _draw_session_figures(rows: Rows, _filters: Filters) -> Drawing:
    sessions, plays = (sum(row[name] for row in rows) for name in ("sessions", "plays"))
    minutes = f"{rows[0]['median_length_seconds'] / 60:,.0f} min"
    figures: Sequence[Figure] = [
        Figure("Sessions", f"{sessions:,}"),
        Figure("Median length", minutes, "From the first play to the end of the last song."),
        Figure("Plays a session", f"{plays / sessions:,.1f}", "The mean."),
    ]
    return Drawing(figures)


def _draw_session_lengths(rows: Rows, _filters: Filters) -> Drawing:
    fields = [
        ("length:N", "Length", ""),
        ("sessions:Q", "Sessions", WHOLE),
        ("plays:Q", "Plays", WHOLE),
        ("plays_a_session:Q", "Plays a session", ",.1f"),
    ]
    return Drawing(ranking(rows, "length", "sessions", "sessions", tooltips(fields)))


_CLOCK = (
    "Times of the log are UTC. The local-time switch takes the time zone of the listener's "
    "location, by its first state; plays from elsewhere are left out and counted below the chart."
)
_SESSION = (
    "A session is a pair of user id and session id. Its length runs from the start of its first "
    "play to the end of its last song, of the plays that the filters keep."
)

LISTENING = Subject(
    key="listening",
    title="Listening",
    summary="When people listen, and for how long.",
    icon="schedule",
    panels=(
        Panel(
            key="plays-by-weekday",
            title="Plays by weekday, {clock}",
            statement="mart/plays_by_weekday_hour/select",
            fold=_sum_by_weekday,
            definition=(
                f"ISO weekdays, Monday first. {_CLOCK} Plays a loaded day is over UTC days. The "
                "SQL answers weekdays by hour; the hours are summed."
            ),
            draw=_draw_weekdays,
        ),
        Panel(
            key="plays-by-hour",
            title="Plays by hour of the day, {clock}",
            statement="mart/plays_by_weekday_hour/select",
            fold=_sum_by_hour,
            definition=(
                f"Plays that start in the hour. {_CLOCK} The SQL answers weekdays by hour; the "
                "weekdays are summed."
            ),
            draw=_draw_hours,
        ),
        Panel(
            key="plays-by-weekday-hour",
            title="Plays by weekday and hour, {clock}",
            statement="mart/plays_by_weekday_hour/select",
            definition=f"Plays that start in the hour of the weekday. {_CLOCK}",
            draw=_draw_week,
            is_wide=True,
        ),
        Panel(
            key="sessions",
            title="Sessions in figures",
            statement="mart/sessions_by_length/select",
            definition=_SESSION,
            draw=_draw_session_figures,
        ),
        Panel(
            key="sessions-by-length",
            title="Sessions by length",
            statement="mart/sessions_by_length/select",
            definition=_SESSION,
            draw=_draw_session_lengths,
        ),
    ),
)
