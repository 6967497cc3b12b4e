"""Who listens: the busiest users, free and paid, and who changes between them."""

from collections import Counter
from collections.abc import Mapping

from dashboard.charts import (
    SHARE,
    colour_by,
    columns,
    day_axis,
    describe_highest,
    quantity,
    tooltips,
    week_axis,
    window_columns,
)
from dashboard.filters import Filters
from dashboard.formats import format_count, format_day
from dashboard.palette import CHANGE_COLOURS, LEVEL_COLOURS
from dashboard.panels.comparison import compare_figure, compare_in_words, describe_period
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject, Table
from dashboard.panels.rankings import draw_ranking, name_unknown
from dashboard.panels.windows import describe_days, describe_incomplete, with_state

_MOST_NAMES = 20
_NAME_LEVELS = name_unknown("level")
_NAMES_LIMIT = {"row_limit": _MOST_NAMES}
_FIGURES = {
    "paid_plays": ("Paid plays", "Plays at level paid."),
    "paid_listeners": ("Paid listeners", "User ids with a play at level paid."),
    "free_plays": ("Free plays", "Plays at level free."),
    "free_listeners": ("Free listeners", "User ids with a play at level free."),
}


def _name_users(rows: Rows) -> Rows:
    return [row | {"user": name_user(row), "level": row["level"] or "unknown"} for row in rows]


def name_user(row: dict[str, object]) -> str:
    """Name and id, as two users may share a name."""
    name = " ".join(str(part) for part in (row["first_name"], row["last_name"]) if part)
    return f"{name or 'no name'} ({row['user_id'] or 'no id'})"


def _sum_levels(rows: Rows) -> Rows:
    """One row: plays and listeners of each level, and all plays."""
    sums = {"plays": sum(row["plays"] for row in rows)}
    for level in ("paid", "free"):
        days = [row for row in rows if row["level"] == level]
        sums[f"{level}_plays"] = sum(row["plays"] for row in days)
        sums[f"{level}_listeners"] = days[0]["level_listeners"] if days else 0
    return [sums]


def _draw_level_figures(rows: Rows, filters: Filters) -> Drawing:
    totals = rows[0]
    figures = [compare_figure(totals, name, *words) for name, words in _FIGURES.items()]
    figures.append(Figure("Share of paid", _share_of_paid(totals), "Paid plays over all plays."))
    return Drawing(figures, describe_period(filters))


def _share_of_paid(totals: Mapping[str, int]) -> str:
    return f"{totals['paid_plays'] / totals['plays']:.1%}" if totals["plays"] else "none"


def _draw_levels(rows: Rows, filters: Filters) -> Drawing:
    named = _NAME_LEVELS(rows)
    tooltip = tooltips("day_text:N", "level:N", "plays:Q", "listeners:Q")
    colour = colour_by("level", named, LEVEL_COLOURS)
    y = quantity("plays", "plays").stack("zero")
    chart = columns(named, day_axis("day", filters), y, tooltip, colour)
    return Drawing(chart, finding=describe_highest(named, "day", "plays"))


def _draw_changes(rows: Rows, filters: Filters) -> Drawing:
    tooltip = tooltips("day_text:N", ("kind:N", "Change"), "changes:Q", "users:Q")
    colour = colour_by("kind", rows, CHANGE_COLOURS)
    y = quantity("changes", "level changes").stack("zero")
    chart = columns(rows, day_axis("day", filters), y, tooltip, colour)
    return Drawing(chart, finding=describe_highest(rows, "day", "changes"))


def _draw_changed_users(rows: Rows, _filters: Filters) -> Drawing:
    names = {"day": "Day (UTC)", "kind": "Change", "users": "Users", "user_names": "Who"}
    return Drawing(Table(rows[::-1], names))


def _draw_conversions(rows: Rows, _filters: Filters) -> Drawing:
    tooltip = tooltips(
        ("week_text:N", "Week from"),
        ("free_users:Q", "Users who played free"),
        ("converted_users:Q", "Of them went to paid"),
        ("conversion_rate:Q", "Conversion", SHARE),
        ("state:N", "Figures"),
    )
    y = quantity("conversion_rate", "conversion", "~%")
    missing = [
        describe_days(row, format_day(row["week"]), 7) for row in rows if not row["is_complete"]
    ]
    chart = window_columns(with_state(rows), week_axis("week"), y, tooltip)
    return Drawing(chart, describe_incomplete(missing), _describe_best_week(rows))


def _describe_best_week(rows: Rows) -> str:
    whole = [row for row in rows if row["is_complete"]]
    if not whole:
        return ""
    best = max(whole, key=lambda row: row["conversion_rate"] or 0)
    rate = best["conversion_rate"] or 0
    return f"The highest is {rate:.1%}, in the week from {format_day(best['week'])}."


def _answer(rows: Mapping[str, Rows], filters: Filters) -> str:
    (totals,) = rows["level-figures"]
    if not totals["plays"]:
        return "No plays match these filters."
    changes: Counter[str] = Counter()
    for row in rows["level-changes"]:
        changes[row["kind"]] += row["changes"]
    return (
        f"{_share_of_paid(totals)} of the plays are paid: "
        f"{format_count(totals['paid_plays'], 'play')} by "
        f"{format_count(totals['paid_listeners'], 'listener')}, "
        f"{compare_in_words(totals, 'paid_plays', filters)}. "
        f"Users changed level with {format_count(changes['upgrade'], 'upgrade')} and "
        f"{format_count(changes['downgrade'], 'downgrade')}."
    )


BUSIEST_USERS = Panel(
    key="users-by-plays",
    title="Top 10 users by plays",
    statement="mart/plays_by_user/select",
    definition="By user id: two users of one name are two. The level is that of the newest event.",
    draw=draw_ranking(
        "user",
        "plays",
        tooltips(
            "user:N",
            "user_id:N",
            ("level:N", "Level now"),
            "plays:Q",
            "sessions:Q",
            ("hours_listened:Q", "Hours listened", ",.1f"),
        ),
        prepare=_name_users,
    ),
    values={"row_limit": 10},
)

LEVELS = Subject(
    key="levels",
    title="Users and levels",
    summary="Who listens most, at which level, and who changes it.",
    icon="group",
    answer=_answer,
    panels=(
        Panel(
            key="level-figures",
            title="Free and paid in figures",
            statement="mart/plays_by_level/select",
            fold=_sum_levels,
            definition=(
                "Plays at the level the user had at the play, not the level of today. Who played "
                "at both levels is a paid and a free listener."
            ),
            draw=_draw_level_figures,
            compares=True,
            is_wide=True,
        ),
        Panel(
            key="plays-by-level",
            title="Plays by day and level",
            statement="mart/plays_by_level/select",
            definition="Plays at the level the user had at the play, not the level of today.",
            draw=_draw_levels,
            picks=("day", "level"),
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
            picks=("day",),
            values=_NAMES_LIMIT,
            empty="Nobody changed level in these days.",
        ),
        Panel(
            key="changed-users",
            title="Who changed level",
            statement="mart/level_changes/select",
            definition=f"Up to {_MOST_NAMES} users a day and kind of change, each named once.",
            draw=_draw_changed_users,
            picks=("day",),
            values=_NAMES_LIMIT,
            empty="Nobody changed level in these days.",
            is_wide=True,
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
            picks=("week",),
            is_wide=True,
        ),
    ),
)
