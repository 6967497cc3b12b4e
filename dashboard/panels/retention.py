"""Who comes back: active users, stickiness, and weekly cohorts."""

from functools import partial

import altair as alt

from dashboard.charts import (
    SHARE,
    WHOLE,
    columns,
    data,
    day_axis,
    quantity,
    tooltips,
    window_columns,
)
from dashboard.filters import Filters
from dashboard.palette import INK, MAIN, MUTED
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject
from dashboard.panels.windows import describe_days, describe_incomplete, with_state

_NONE_COMPLETE = "not complete"
_DATE_FORMATS = {"day": "%a %-d %b %Y", "week": "%-d %b %Y", "month": "%B %Y"}


def _keep_period(rows: Rows, *, period: str) -> Rows:
    """The windows of one length."""
    return [row for row in rows if row["period"] == period]


def _draw_latest(rows: Rows, _filters: Filters) -> Drawing:
    return Drawing([_figure(rows, period) for period in ("day", "week", "month")])


def _figure(rows: Rows, period: str) -> Figure:
    """Active users of the newest complete window of a kind."""
    whole = [row for row in _keep_period(rows, period=period) if row["is_complete"]]
    label = {"day": "Daily", "week": "Weekly", "month": "Monthly"}[period] + " active users"
    if not whole:
        return Figure(label, _NONE_COMPLETE, f"No {period} of these days is loaded whole.")
    newest = whole[-1]
    named = f"{newest['period_start']:{_DATE_FORMATS[period]}}"
    return Figure(label, f"{newest['active_users']:,}", f"The newest complete {period}: {named}.")


def _draw_active(rows: Rows, _filters: Filters, *, period: str) -> Drawing:
    chosen = with_state(rows)
    fields = [
        ("period_start:T", period.capitalize(), _DATE_FORMATS[period]),
        ("active_users:Q", "Active users", WHOLE),
        ("plays:Q", "Plays", WHOLE),
        ("days_complete:Q", "Complete days", WHOLE),
        ("state:N", "Figures", ""),
    ]
    x = day_axis("period_start", "day (UTC)") if period == "day" else _window_axis(period)
    y = quantity("active_users", "active users")
    missing = [
        describe_days(row, f"{row['period_start']:{_DATE_FORMATS[period]}}", row["days_in_period"])
        for row in chosen
        if not row["is_complete"]
    ]
    return Drawing(window_columns(chosen, x, y, tooltips(fields)), describe_incomplete(missing))


def _window_axis(period: str) -> alt.X:
    if period == "week":
        axis = alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True)
        return alt.X("yearmonthdate(period_start):O", title="week from (UTC)", axis=axis)
    axis = alt.Axis(format="%b %Y", labelAngle=0, labelOverlap=True)
    return alt.X("yearmonth(period_start):O", title="month (UTC)", axis=axis)


def _draw_stickiness(rows: Rows, _filters: Filters) -> Drawing:
    whole = [row for row in rows if row["is_complete"]]
    missing = [
        describe_days(row, f"{row['period_start']:%B %Y}", row["days_in_period"])
        for row in rows
        if not row["is_complete"]
    ]
    if not whole:
        return Drawing(None, describe_incomplete(missing))
    fields = [
        ("period_start:T", "Month", "%B %Y"),
        ("stickiness:Q", "Stickiness", SHARE),
        ("daily_users:Q", "Mean daily users", ",.1f"),
        ("active_users:Q", "Monthly users", WHOLE),
    ]
    named = [row | {"daily_users": row["user_days"] / row["days_in_period"]} for row in whole]
    y = quantity("stickiness", "mean daily over monthly users", "%")
    chart = columns(named, _window_axis("month"), y, tooltips(fields))
    return Drawing(chart, describe_incomplete(missing))


def _draw_cohorts(rows: Rows, _filters: Filters) -> Drawing:
    whole = [row | {"label": f"{row['retention']:.0%}"} for row in rows if row["is_complete"]]
    missing = [row | {"label": "…"} for row in rows if not row["is_complete"]]
    shades = alt.Opacity("retention:Q", scale=alt.Scale(domain=[0, 1], range=[0.1, 1]), legend=None)
    numbers = alt.condition("datum.retention > 0.45", alt.value("white"), alt.value(INK))
    chart = alt.layer(
        _cells(missing).mark_rect(cornerRadius=3, color=MUTED, opacity=0.15),
        _cells(missing).mark_text(color=INK).encode(text="label:N"),
        _cells(whole).mark_rect(cornerRadius=3, color=MAIN).encode(opacity=shades),
        _cells(whole).mark_text().encode(text="label:N", color=numbers),
    )
    remark = (
        f"{len(missing)} grey fields show no share: a day of their week, or of the first week, is "
        "not loaded or not among the chosen days."
    )
    return Drawing(chart, remark if missing else "")


def _cells(rows: Rows) -> alt.Chart:
    """The fields of the cohorts, not yet drawn."""
    fields = [
        ("cohort_week:T", "First played in the week from", "%-d %b %Y"),
        ("weeks_later:O", "Weeks later", ""),
        ("cohort_users:Q", "Users in the cohort", WHOLE),
        ("users_so_far:Q", "Of them played", WHOLE),
        ("days_complete:Q", "Complete days of the week", WHOLE),
    ]
    weeks = alt.Axis(format="%-d %b %Y", ticks=False)
    return alt.Chart(data(rows), height=alt.Step(34)).encode(
        x=alt.X("weeks_later:O", title="weeks after the first play", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("yearmonthdate(cohort_week):O", title="first week (UTC)", axis=weeks),
        tooltip=tooltips(fields),
    )


_ACTIVE = (
    "User ids with at least one play in the UTC day, the ISO week or the calendar month. A window "
    "is complete when each of its days is loaded, ended before it was loaded, and lies within the "
    "dates of the filter; others show dots and no figure."
)


def _active_panel(period: str, *, is_wide: bool = False) -> Panel:
    return Panel(
        key=f"active-users-by-{period}",
        title=f"Active users by {period}",
        statement="mart/active_users/select",
        definition=_ACTIVE,
        fold=partial(_keep_period, period=period),
        draw=partial(_draw_active, period=period),
        is_wide=is_wide,
    )


RETENTION = Subject(
    key="retention",
    title="Retention",
    summary="How many are active, and who comes back.",
    icon="replay",
    panels=(
        Panel(
            key="active-users",
            title="Active users in the newest complete windows",
            statement="mart/active_users/select",
            definition=_ACTIVE,
            draw=_draw_latest,
            is_wide=True,
        ),
        _active_panel("day", is_wide=True),
        _active_panel("week", is_wide=True),
        _active_panel("month"),
        Panel(
            key="stickiness",
            title="Stickiness by month",
            statement="mart/active_users/select",
            fold=partial(_keep_period, period="month"),
            definition=(
                "Mean daily active users over monthly active users: 100 % means that everyone "
                "plays every day. Shown for complete months only."
            ),
            draw=_draw_stickiness,
        ),
        Panel(
            key="cohorts",
            title="Share of new listeners who play again, by week of the first play",
            statement="mart/retention/select",
            definition=(
                "A cohort is the users whose first play, of all that are loaded and that the level "
                "and location filters keep, falls in an ISO week; who played before the first "
                "loaded day counts as new in it. Each field is the share of the cohort with a play "
                "in the week so much later. The newest 26 cohorts are shown."
            ),
            draw=_draw_cohorts,
            values={"row_limit": 26},
            is_wide=True,
        ),
    ),
)
