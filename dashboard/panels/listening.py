"""When people listen: weekday, hour, both, and how long a session lasts."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import altair as alt

from dashboard.charts import (
    HEIGHT,
    LEGEND_HEIGHT,
    SHARE,
    columns,
    data,
    describe_highest,
    mark_peak,
    quantity,
    tooltips,
)
from dashboard.filters import Filters
from dashboard.formats import format_count
from dashboard.panels.panel import Drawing, Panel, Rows, Subject
from dashboard.panels.sessions import SESSION_FIGURES, SESSION_LENGTHS

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
    tooltip = tooltips(
        ("name:N", "Weekday"),
        "plays:Q",
        ("share:Q", "Share of plays", SHARE),
        ("plays_a_day:Q", "Plays a loaded day", ",.1f"),
        ("days:Q", "Loaded days"),
    )
    axis = alt.Axis(labelExpr="slice(datum.label, 0, 3)", labelAngle=0)
    title = f"weekday ({filters.clock_name})"
    x = alt.X("name:N", sort=WEEKDAYS, scale=alt.Scale(domain=WEEKDAYS), title=title, axis=axis)
    placed = _placed(_with_share(rows), "weekday")
    y = quantity("plays_a_day", "plays a loaded day")
    chart = mark_peak(columns(placed, x, y, tooltip), placed, "plays_a_day")
    remark = f"{_describe_uneven(placed)} {_describe_unplaced(rows, 'weekday')}".strip()
    return Drawing(chart, remark, describe_highest(placed, "name", "plays_a_day"))


def _describe_uneven(rows: Rows) -> str:
    """A remark when some weekdays were loaded more often than others."""
    loaded = {row["name"]: row["days"] for row in rows if row["days"]}
    if len(set(loaded.values())) < 2:
        return ""
    most, least = max(loaded, key=loaded.__getitem__), min(loaded, key=loaded.__getitem__)
    return (
        f"{most} was loaded {loaded[most]} times, {least} {loaded[least]} times: the bars are "
        "plays a loaded day, the tooltip has all plays."
    )


def _draw_hours(rows: Rows, filters: Filters) -> Drawing:
    tooltip = tooltips("hour:O", "plays:Q", ("share:Q", "Share of plays", SHARE))
    placed = _fill_hours(_placed(_with_share(rows), "hour"))
    x = _hour_axis(f"hour of the day ({filters.clock_name})")
    bars = columns(placed, x, quantity("plays", "plays"), tooltip)
    highest = describe_highest(placed, "hour", "plays")
    chart = mark_peak(bars, placed, "plays")
    return Drawing(chart, _describe_unplaced(rows, "hour"), highest)


def _fill_hours(rows: Rows) -> Rows:
    """A row for each hour, also for those without a play."""
    known = {row["hour"]: row for row in rows}
    return [known.get(hour, {"hour": hour, "plays": 0, "share": 0}) for hour in HOURS]


def _hour_axis(title: str) -> alt.X:
    axis = alt.Axis(labelAngle=0, values=HOURS[::3])
    return alt.X("hour:O", scale=alt.Scale(domain=HOURS), title=title, axis=axis)


def _draw_week(rows: Rows, filters: Filters) -> Drawing:
    axis = alt.Axis(labelExpr="slice(datum.label, 0, 3)", ticks=False)
    chart = (
        alt.Chart(data(_placed(rows, "weekday", "hour")), height=HEIGHT + 2 * LEGEND_HEIGHT)
        .mark_rect()
        .encode(
            x=_hour_axis(f"hour of the day ({filters.clock_name})"),
            y=alt.Y("name:N", scale=alt.Scale(domain=WEEKDAYS), title="weekday", axis=axis),
            color=alt.Color("plays:Q", title="plays", legend=alt.Legend(format="~s", orient="top")),
            tooltip=tooltips(("name:N", "Weekday"), "hour:O", "plays:Q"),
        )
    )
    named = [row | {"moment": _name_moment(row)} for row in _placed(rows, "weekday", "hour")]
    finding = describe_highest(named, "moment", "plays")
    return Drawing(chart, _describe_unplaced(rows, "weekday"), finding)


def _name_moment(row: Mapping[str, Any]) -> str:
    return f"{row['name']} at {row['hour']} h"


def _answer(rows: Mapping[str, Rows], filters: Filters) -> str:
    if not rows["sessions"]:
        return "No plays match these filters."
    (sessions,) = rows["sessions"]
    half = f"Half of the sessions last longer than {sessions['median_minutes']:,.0f} min."
    fields = _placed(rows["plays-by-weekday-hour"], "weekday", "hour")
    if not fields:
        return half
    peak = max(fields, key=lambda row: row["plays"])
    day = max(_placed(rows["plays-by-weekday"], "weekday"), key=lambda row: row["plays_a_day"])
    return (
        f"{_name_moment(peak)} ({filters.clock_name}) is the peak with "
        f"{format_count(peak['plays'], 'play')}. {day['name']} is the busiest weekday with "
        f"{day['plays_a_day']:,.1f} plays a loaded day. {half}"
    )


_CLOCK = (
    "Times of the log are UTC. The local-time switch takes the time zone of the listener's "
    "location, by its first state; plays from elsewhere are left out and counted below the chart."
)

LISTENING = Subject(
    key="listening",
    title="Listening",
    summary="When people listen, and for how long.",
    icon="schedule",
    answer=_answer,
    panels=(
        SESSION_FIGURES,
        Panel(
            key="plays-by-weekday",
            title="Plays a loaded day by weekday, {clock}",
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
        SESSION_LENGTHS,
    ),
)
