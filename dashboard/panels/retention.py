"""Who comes back: active users, stickiness, and weekly cohorts."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt

from dashboard.charts import (
    data,
    day_axis,
    describe_highest,
    quantity,
    tooltips,
    week_axis,
    window_columns,
)
from dashboard.filters import Filters
from dashboard.formats import format_count, format_day
from dashboard.palette import COHORT_COLOURS, COHORT_INKS, COHORT_STEPS, MUTED
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject, Table
from dashboard.panels.windows import describe_days, describe_incomplete, with_state

_NONE_COMPLETE = "not complete"
_DATE_FORMATS = {"day": "%a %-d %b %Y", "week": "%-d %b %Y", "month": "%B %Y"}


def _keep_period(rows: Rows, *, period: str) -> Rows:
    """The windows of one length."""
    return [row for row in rows if row["period"] == period]


def _draw_latest(rows: Rows, _filters: Filters) -> Drawing:
    return Drawing([_figure(rows, period) for period in ("day", "week", "month")])


def _list_whole(rows: Rows, period: str) -> Rows:
    """The complete windows of one length."""
    return [row for row in _keep_period(rows, period=period) if row["is_complete"]]


def _figure(rows: Rows, period: str) -> Figure:
    """Active users of the newest complete window of a kind, against the one before it."""
    whole = _list_whole(rows, period)
    label = {"day": "Daily", "week": "Weekly", "month": "Monthly"}[period] + " active users"
    if not whole:
        return Figure(label, _NONE_COMPLETE, f"No {period} of these days is loaded whole.")
    newest = whole[-1]
    meaning = f"The newest complete {period}: {_name_window(newest)}."
    change = ""
    if len(whole) > 1:
        change = f"{newest['active_users'] - whole[-2]['active_users']:+,}"
        meaning += f" The change is against {_name_window(whole[-2])}."
    return Figure(label, f"{newest['active_users']:,}", meaning, change)


def _name_window(row: Mapping[str, Any]) -> str:
    return f"{row['period_start']:{_DATE_FORMATS[row['period']]}}"


def _draw_active(rows: Rows, filters: Filters, *, period: str) -> Drawing:
    chosen = [row | {"window": _name_window(row)} for row in with_state(rows)]
    tooltip = tooltips(
        ("window:N", period.capitalize()),
        "active_users:Q",
        "plays:Q",
        ("days_complete:Q", "Complete days"),
        ("state:N", "Figures"),
    )
    x = day_axis("period_start", filters) if period == "day" else week_axis("period_start")
    y = quantity("active_users", "active users")
    whole = [row for row in chosen if row["is_complete"]]
    return Drawing(
        window_columns(chosen, x, y, tooltip),
        _describe_missing(chosen),
        describe_highest(whole, "window", "active_users"),
    )


def _describe_missing(rows: Rows) -> str:
    """A remark on the windows that are not complete."""
    missing = [row for row in rows if not row["is_complete"]]
    return describe_incomplete(
        describe_days(row, _name_window(row), row["days_in_period"]) for row in missing
    )


def _draw_months(rows: Rows, _filters: Filters) -> Drawing:
    """A table: a chart of one or two months would be nearly empty."""
    names = {
        "month": "Month",
        "active_users": "Active users",
        "daily_users": "Mean daily users",
        "stickiness": "Stickiness",
        "plays": "Plays",
    }
    whole = [
        row
        | {
            "month": _name_window(row),
            "daily_users": row["user_days"] / row["days_in_period"],
            "stickiness": f"{row['stickiness']:.1%}",
        }
        for row in rows
        if row["is_complete"]
    ]
    return Drawing(Table(whole, names) if whole else None, _describe_missing(rows))


def _draw_cohorts(rows: Rows, _filters: Filters) -> Drawing:
    later = [_name_cell(row) for row in rows if row["weeks_later"]]
    if not later:
        return Drawing(None, "No week after the week of a first play is loaded yet.")
    whole = [row for row in later if row["is_complete"]]
    missing = [row for row in later if not row["is_complete"]]
    grey, shares = _cells(missing), _cells(whole)
    layers = [
        (missing, grey.mark_rect(cornerRadius=3, color=MUTED, opacity=0.15)),
        (missing, grey.mark_text().encode(text="label:N")),
        (whole, shares.mark_rect(cornerRadius=3).encode(color=_by_share(COHORT_COLOURS))),
        (whole, shares.mark_text().encode(text="label:N", color=_by_share(COHORT_INKS))),
    ]
    # a layer without rows would be a picture without words
    chart = alt.layer(*(layer for filled, layer in layers if filled))
    chart = chart.resolve_scale(color="independent")
    remark = (
        f"{len(missing)} grey fields show no share: a day of their week, or of the first week, is "
        "not loaded or not among the chosen days."
    )
    return Drawing(chart, remark if missing else "", _describe_first_weeks(rows))


def _name_cell(row: Mapping[str, Any]) -> dict[str, Any]:
    """A field of the cohorts with its share, its cohort and the cohort's size in words."""
    cohort = f"{format_day(row['cohort_week'])} · {format_count(row['cohort_users'], 'user')}"
    label = f"{row['retention']:.0%}" if row["is_complete"] else "…"
    return {**row, "cohort": cohort, "label": label}


def _by_share(colours: list[str]) -> alt.Color:
    scale = alt.Scale(type="threshold", domain=COHORT_STEPS, range=colours)
    return alt.Color("retention:Q", scale=scale, legend=None)


def _describe_first_weeks(rows: Rows) -> str:
    """How many of the complete cohorts play again in the week after."""
    first = [row for row in rows if row["weeks_later"] == 1 and row["is_complete"]]
    if not first:
        return ""
    users, back = (sum(row[name] for row in first) for name in ("cohort_users", "users_so_far"))
    return f"{back / users:.0%} of {users:,} new listeners play again in the week after."


def _answer(rows: Mapping[str, Rows], _filters: Filters) -> str:
    windows = rows["active-users"]
    if not windows:
        return "No plays match these filters."
    weeks, cohorts = _list_whole(windows, "week"), _describe_first_weeks(rows["cohorts"])
    if not weeks:
        return f"No week of these days is loaded whole. {cohorts}".strip()
    newest = weeks[-1]
    active = format_count(newest["active_users"], "listener")
    sentence = f"{active} in the newest complete week, from {_name_window(newest)}"
    if len(weeks) > 1:
        more = newest["active_users"] - weeks[-2]["active_users"]
        sentence += f": {abs(more):,} {'more' if more >= 0 else 'fewer'} than in the week before"
    return f"{sentence}. {cohorts}".strip()


def _cells(rows: Rows) -> alt.Chart:
    """The fields of the cohorts, not yet drawn."""
    weeks = alt.Axis(ticks=False, labelLimit=200)
    return alt.Chart(data(rows), height=alt.Step(34)).encode(
        x=alt.X("weeks_later:O", title="weeks after the first play", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("cohort:N", sort=None, title=None, axis=weeks),
        tooltip=tooltips(
            ("cohort:N", "First played in the week from"),
            "weeks_later:O",
            ("cohort_users:Q", "Users in the cohort"),
            ("users_so_far:Q", "Of them played"),
            ("days_complete:Q", "Complete days of the week"),
        ),
    )


_ACTIVE = (
    "User ids with at least one play in the UTC day, the ISO week or the calendar month. A window "
    "is complete when each of its days is loaded, ended before it was loaded, and lies within the "
    "dates of the filter; others show dots and no figure."
)


def _active_panel(period: str) -> Panel:
    return Panel(
        key=f"active-users-by-{period}",
        title=f"Active users by {period}",
        statement="mart/active_users/select",
        definition=_ACTIVE,
        fold=partial(_keep_period, period=period),
        draw=partial(_draw_active, period=period),
        picks=("period_start", "period"),
        is_wide=True,
    )


RETENTION = Subject(
    key="retention",
    title="Retention",
    summary="How many are active, and who comes back.",
    icon="replay",
    answer=_answer,
    panels=(
        Panel(
            key="active-users",
            title="Active users in the newest complete windows",
            statement="mart/active_users/select",
            definition=_ACTIVE,
            draw=_draw_latest,
            is_wide=True,
        ),
        _active_panel("day"),
        _active_panel("week"),
        Panel(
            key="stickiness",
            title="Active users and stickiness by month",
            statement="mart/active_users/select",
            fold=partial(_keep_period, period="month"),
            definition=(
                "Stickiness is mean daily active users over monthly active users: 100 % means that "
                "everyone plays every day. Shown for complete months only."
            ),
            draw=_draw_months,
            is_wide=True,
        ),
        Panel(
            key="cohorts",
            title="Share of new listeners who play again, by week of the first play",
            statement="mart/retention/select",
            definition=(
                "A cohort is the users whose first play, of all that are loaded and that the level "
                "and location filters keep, falls in an ISO week; who played before the first "
                "loaded day counts as new in it. Each field is the share of the cohort with a play "
                "in the week so much later; the first week is left out: it is always 100 %. "
                "The newest 26 cohorts are shown."
            ),
            draw=_draw_cohorts,
            values={"row_limit": 26},
            is_wide=True,
        ),
    ),
)
