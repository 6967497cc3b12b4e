"""Who comes back: active users, stickiness, and weekly cohorts."""

from functools import partial

import altair as alt

from dashboard.filters import Filters
from dashboard.marks import SHARE, WHOLE, columns, data, day_axis, quantity, state_colour, tooltips
from dashboard.palette import MUTED
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject
from dashboard.panels.windows import tell_days, tell_incomplete, with_state

_NONE_COMPLETE = "not complete"
_DATE_FORMATS = {"day": "%a %-d %b %Y", "week": "%-d %b %Y", "month": "%B %Y"}


def _draw_latest(rows: Rows, _filters: Filters) -> Drawing:
    return Drawing([_figure(rows, period) for period in ("day", "week", "month")])


def _figure(rows: Rows, period: str) -> Figure:
    """Active users of the newest complete window of a kind."""
    whole = [row for row in rows if row["period"] == period and row["is_complete"]]
    label = {"day": "Daily", "week": "Weekly", "month": "Monthly"}[period] + " active users"
    if not whole:
        return Figure(label, _NONE_COMPLETE, f"No {period} of these days is loaded whole.")
    newest = whole[-1]
    named = f"{newest['period_start']:{_DATE_FORMATS[period]}}"
    return Figure(label, f"{newest['active_users']:,}", f"The newest complete {period}: {named}.")


def _draw_active(rows: Rows, _filters: Filters, *, period: str) -> Drawing:
    chosen = with_state([row for row in rows if row["period"] == period])
    fields = [
        ("period_start:T", period.capitalize(), _DATE_FORMATS[period]),
        ("active_users_so_far:Q", "Active users", WHOLE),
        ("plays:Q", "Plays", WHOLE),
        ("days_complete:Q", "Complete days", WHOLE),
        ("state:N", "Figures", ""),
    ]
    x = day_axis("period_start", "day (UTC)") if period == "day" else _window_axis(period)
    y = quantity("active_users_so_far", "active users")
    missing = [
        tell_days(row, "period_start", row["days_in_period"])
        for row in chosen
        if not row["is_complete"]
    ]
    return Drawing(columns(chosen, x, y, tooltips(fields), state_colour()), tell_incomplete(missing))


def _window_axis(period: str) -> alt.X:
    if period == "week":
        axis = alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True)
        return alt.X("yearmonthdate(period_start):O", title="week from (UTC)", axis=axis)
    axis = alt.Axis(format="%b %Y", labelAngle=0, labelOverlap=True)
    return alt.X("yearmonth(period_start):O", title="month (UTC)", axis=axis)


def _draw_stickiness(rows: Rows, _filters: Filters) -> Drawing:
    whole = [row for row in rows if row["is_complete"]]
    missing = [tell_days(row, "month", row["days_in_month"]) for row in rows if row not in whole]
    if not whole:
        return Drawing(None, tell_incomplete(missing).replace("the figure will rise", "no figure"))
    fields = [
        ("month:T", "Month", "%B %Y"),
        ("stickiness:Q", "Stickiness", SHARE),
        ("daily_users_so_far:Q", "Mean daily users", ",.1f"),
        ("monthly_users_so_far:Q", "Monthly users", WHOLE),
    ]
    axis = alt.Axis(format="%b %Y", labelAngle=0)
    x = alt.X("yearmonth(month):O", title="month (UTC)", axis=axis)
    y = quantity("stickiness", "mean daily over monthly users", "%")
    return Drawing(columns(whole, x, y, tooltips(fields)), tell_incomplete(missing))


def _draw_cohorts(rows: Rows, _filters: Filters) -> Drawing:
    cells = [row | {"share": _cell(row), "state": _state(row)} for row in with_state(rows)]
    fields = [
        ("cohort_week:T", "First played in the week from", "%-d %b %Y"),
        ("weeks_later:O", "Weeks later", ""),
        ("cohort_users:Q", "Users in the cohort", WHOLE),
        ("users_so_far:Q", "Of them played", WHOLE),
        ("state:N", "Figures", ""),
    ]
    base = alt.Chart(data(cells), height=alt.Step(34)).encode(
        x=alt.X("weeks_later:O", title="weeks after the first play", axis=alt.Axis(labelAngle=0)),
        y=alt.Y(
            "yearmonthdate(cohort_week):O",
            title="first played in the week from (UTC)",
            axis=alt.Axis(format="%-d %b %Y", ticks=False),
        ),
        tooltip=tooltips(fields),
    )
    shades = base.mark_rect(cornerRadius=3).encode(
        color=alt.condition(
            alt.datum.is_complete,
            alt.Color("retention:Q", title="came back", legend=alt.Legend(format="%")),
            alt.value(f"{MUTED}40"),
        )
    )
    words = base.mark_text(color=MUTED).encode(text="share:N")
    numbers = words.encode(
        color=alt.condition("datum.retention > 0.5", alt.value("white"), alt.value(MUTED))
    )
    missing = sum(not row["is_complete"] for row in rows)
    remark = f"{missing} grey fields are not complete yet and show no share." if missing else ""
    return Drawing(alt.layer(shades, numbers), remark)


def _cell(row: dict[str, object]) -> str:
    return f"{row['retention']:.0%}" if row["is_complete"] else "…"


def _state(row: dict[str, object]) -> str:
    if row["is_complete"]:
        return "complete"
    return f"so far: {row['days_complete']} of 7 days, or the cohort's first week is not complete"


_ACTIVE = (
    "User ids with at least one play in the UTC day, the ISO week or the calendar month. A window "
    "is complete when each of its days is loaded, ended before it was loaded, and lies within the "
    "dates of the filter; others are grey."
)


def _active_panel(period: str, *, is_wide: bool = False) -> Panel:
    return Panel(
        key=f"active-users-by-{period}",
        title=f"Active users by {period}",
        statement="mart/active_users/select",
        definition=_ACTIVE,
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
        _active_panel("week"),
        _active_panel("month"),
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
        Panel(
            key="stickiness",
            title="Stickiness by month",
            statement="mart/stickiness/select",
            definition=(
                "Mean daily active users over monthly active users: 100 % means that everyone "
                "plays every day. Shown for complete months only."
            ),
            draw=_draw_stickiness,
        ),
    ),
)
