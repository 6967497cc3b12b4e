"""Who listens: the busiest users, free and paid, and who changes between them."""

import altair as alt

from dashboard.charts import (
    SHARE,
    WHOLE,
    columns,
    day_axis,
    palette,
    quantity,
    ranking,
    tooltips,
    window_columns,
)
from dashboard.filters import Filters
from dashboard.palette import CHANGE_COLOURS, LEVEL_COLOURS
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject
from dashboard.panels.windows import describe_days, describe_incomplete, with_state


def _draw_users(rows: Rows, _filters: Filters) -> Drawing:
    named = [row | {"user": _name_user(row), "level": row["level"] or "unknown"} for row in rows]
    fields = [
        ("user:N", "User", ""),
        ("user_id:N", "User id", ""),
        ("level:N", "Level now", ""),
        ("plays:Q", "Plays", WHOLE),
        ("sessions:Q", "Sessions", WHOLE),
        ("hours_listened:Q", "Hours listened", ",.1f"),
    ]
    return Drawing(ranking(named, "user", "plays", "plays", tooltips(fields)))


def _name_user(row: dict[str, object]) -> str:
    """Name and id, as two users may share a name."""
    name = " ".join(str(part) for part in (row["first_name"], row["last_name"]) if part)
    return f"{name or 'no name'} ({row['user_id'] or 'no id'})"


def _draw_level_figures(rows: Rows, _filters: Filters) -> Drawing:
    plays = dict.fromkeys(("paid", "free"), 0)
    for row in rows:
        plays[row["level"] or "unknown"] = plays.get(row["level"] or "unknown", 0) + row["plays"]
    total = sum(plays.values())
    return Drawing(
        [
            Figure("Paid plays", f"{plays['paid']:,}", "Plays at level paid."),
            Figure("Free plays", f"{plays['free']:,}", "Plays at level free."),
            Figure("Share of paid", f"{plays['paid'] / total:.1%}", "Paid plays over all plays."),
        ]
    )


def _draw_levels(rows: Rows, _filters: Filters) -> Drawing:
    named = [row | {"level": row["level"] or "unknown"} for row in rows]
    fields = [
        ("day:T", "Day", "%a %-d %b %Y"),
        ("level:N", "Level", ""),
        ("plays:Q", "Plays", WHOLE),
        ("listeners:Q", "Listeners", WHOLE),
    ]
    scale = palette(LEVEL_COLOURS, [row["level"] for row in named])
    colour = alt.Color("level:N", scale=scale, title=None, legend=alt.Legend(orient="top"))
    y = quantity("plays", "plays").stack("zero")
    return Drawing(columns(named, day_axis("day", "day (UTC)"), y, tooltips(fields), colour))


def _draw_changes(rows: Rows, _filters: Filters) -> Drawing:
    fields = [
        ("day:T", "Day", "%a %-d %b %Y"),
        ("kind:N", "Change", ""),
        ("changes:Q", "Changes", WHOLE),
        ("users:Q", "Users", WHOLE),
    ]
    scale = palette(CHANGE_COLOURS, [row["kind"] for row in rows])
    colour = alt.Color("kind:N", scale=scale, title=None, legend=alt.Legend(orient="top"))
    y = quantity("changes", "level changes").stack("zero")
    return Drawing(columns(rows, day_axis("day", "day (UTC)"), y, tooltips(fields), colour))


def _draw_conversions(rows: Rows, _filters: Filters) -> Drawing:
    fields = [
        ("week:T", "Week from", "%-d %b %Y"),
        ("free_users:Q", "Users who played free", WHOLE),
        ("converted_users:Q", "Of them went to paid", WHOLE),
        ("conversion_rate:Q", "Conversion", SHARE),
        ("state:N", "Figures", ""),
    ]
    x = alt.X("yearmonthdate(week):O", title="week from (UTC)", axis=alt.Axis(format="%-d %b"))
    y = quantity("conversion_rate", "conversion", "~%")
    missing = [
        describe_days(row, f"{row['week']:%-d %b %Y}", 7) for row in rows if not row["is_complete"]
    ]
    chart = window_columns(with_state(rows), x, y, tooltips(fields))
    return Drawing(chart, describe_incomplete(missing))


BUSIEST_USERS = Panel(
    key="users-by-plays",
    title="Top 10 users by plays",
    statement="mart/plays_by_user/select",
    definition="By user id: two users of one name are two. The level is that of the newest event.",
    draw=_draw_users,
    values={"row_limit": 10},
)

LEVELS = Subject(
    key="levels",
    title="Users and levels",
    summary="Who listens most, at which level, and who changes it.",
    icon="group",
    panels=(
        Panel(
            key="level-figures",
            title="Free and paid in figures",
            statement="mart/plays_by_level/select",
            definition="Plays at the level the user had at the play, not the level of today.",
            draw=_draw_level_figures,
            is_wide=True,
        ),
        Panel(
            key="plays-by-level",
            title="Plays by day and level",
            statement="mart/plays_by_level/select",
            definition="Plays at the level the user had at the play, not the level of today.",
            draw=_draw_levels,
            is_wide=True,
        ),
        BUSIEST_USERS,
        Panel(
            key="level-changes",
            title="Level changes by day",
            statement="mart/level_changes/select",
            definition=(
                "A change is a play at another level than the user's play before it, on the day "
                "of the later play. Filters look at that play: `paid` keeps changes to paid."
            ),
            draw=_draw_changes,
            empty="Nobody changed level in these days.",
        ),
        Panel(
            key="conversions",
            title="Share of free listeners who went to paid, by week",
            statement="mart/conversions/select",
            definition=(
                "Of the users with a free play in the ISO week, those whose level changed from "
                "free to paid in that week. The level filter does not act here."
            ),
            draw=_draw_conversions,
            is_wide=True,
        ),
    ),
)
