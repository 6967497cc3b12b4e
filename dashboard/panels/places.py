"""Where users are, at which level: a map of one square a state, a table of places, and gender.

Each user counts once, at the place and level of the newest event, in the first state that its
location names.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import altair as alt

from dashboard.charts import SHARE, colour_by, count_axis, data, tooltips
from dashboard.filters import Filters
from dashboard.formats import format_count
from dashboard.palette import (
    COHORT_COLOURS,
    COHORT_INKS,
    COHORT_STEPS,
    GENDER_COLOURS,
    MUTED,
)
from dashboard.panels.panel import Drawing, Panel, Rows, Table

# the map: what stands in one row of squares, a dot where nothing does
_MAP = (
    "AK .  .  .  .  .  .  .  .  .  .  ME",
    ".  .  .  .  .  .  .  .  .  .  VT NH",
    ".  WA ID MT ND MN WI MI .  NY MA RI",
    ".  OR NV WY SD IA IL IN OH PA NJ CT",
    ".  CA UT CO NE MO KY WV VA MD DE . ",
    ".  .  AZ NM KS AR TN NC SC DC .  . ",
    ".  .  .  .  OK LA MS AL GA .  .  . ",
    "HI .  .  .  TX .  .  .  .  FL .  PR",
)
_SQUARES = {
    state: (row, column)
    for row, line in enumerate(_MAP)
    for column, state in enumerate(line.split())
    if state != "."
}
_ELSEWHERE = "outside of the US or unknown"
_OTHERS = "other places of the US"
_MOST_PLACES = {"row_limit": 200}
_SQUARE_HEIGHT = 38
_GENDERS = {"F": "female", "M": "male"}
_COUNTED = (
    "User ids with an event in these days; each counts once, at the place and level of the newest "
    "of these events."
)
_EMPTY = "No events match these filters."


def _sum_levels(rows: Rows, name: Callable[[Mapping[str, Any]], Hashable], key: str) -> Rows:
    """One row a name: all users, and those of each level; most users first."""
    users: Counter[Hashable] = Counter()
    levels: Counter[tuple[Hashable, object]] = Counter()
    for row in rows:
        users[name(row)] += row["users"]
        levels[name(row), row["level"]] += row["users"]
    return [
        {
            key: each,
            "users": count,
            "paid_users": levels[each, "paid"],
            "free_users": levels[each, "free"],
        }
        for each, count in sorted(users.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def _sum_states(rows: Rows) -> Rows:
    return _sum_levels([row for row in rows if row["state"] in _SQUARES], _get_state, "state")


def _get_state(row: Mapping[str, Any]) -> str:
    return str(row["state"])


def _sum_places(rows: Rows) -> Rows:
    return _sum_levels(rows, _name_place, "place")


def _name_place(row: Mapping[str, Any]) -> str:
    if row["state"] not in _SQUARES:
        return _ELSEWHERE
    return str(row["location"] or _OTHERS)


def _sum_genders(rows: Rows) -> Rows:
    """One row a level and gender."""
    users: Counter[tuple[str, str]] = Counter()
    for row in rows:
        gender = _GENDERS.get(row["gender"], "unknown")
        users[row["level"] or "unknown", gender] += row["users"]
    return [
        {"level": level, "gender": gender, "users": count}
        for (level, gender), count in sorted(users.items())
    ]


def _draw_map(rows: Rows, _filters: Filters) -> Drawing:
    squares = _list_squares(rows)
    empty = [square for square in squares if not square["users"]]
    filled = [square for square in squares if square["users"]]
    chart = alt.layer(
        _squares(empty).mark_rect(cornerRadius=3, color=MUTED, opacity=0.15),
        _squares(empty).mark_text().encode(text="state:N"),
        _squares(filled).mark_rect(cornerRadius=3).encode(color=_by_share(COHORT_COLOURS)),
        _write(filled, "state:N", -8),
        _write(filled, "label:N", 8),
    ).resolve_scale(color="independent")
    most = rows[0]
    said = (
        f"{most['state']} has most users: {most['users']:,}, of whom {most['paid_users']:,} "
        f"{'is' if most['paid_users'] == 1 else 'are'} paid. Each square is a state with its paid "
        "users of all."
    )
    return Drawing(chart, said, said)


def _list_squares(rows: Rows) -> Rows:
    """One row a square of the map."""
    known = {row["state"]: row for row in rows}
    most = max(row["users"] for row in rows)
    none = {"users": 0, "paid_users": 0, "free_users": 0}
    squares = []
    for state, (line, column) in _SQUARES.items():
        counts = known.get(state, {"state": state} | none)
        label = f"{counts['paid_users']:,}/{counts['users']:,}"
        place = {"line": line, "column": column, "label": label}
        squares.append(counts | place | {"share": counts["users"] / most})
    return squares


def _squares(rows: Rows) -> alt.Chart:
    """Squares of the map, not yet drawn."""
    columns = [number for number, _ in enumerate(_MAP[0].split())]
    lines = [number for number, _ in enumerate(_MAP)]
    return alt.Chart(data(rows), height=alt.Step(_SQUARE_HEIGHT)).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(domain=columns, padding=0.06)),
        y=alt.Y("line:O", axis=None, scale=alt.Scale(domain=lines, padding=0.06)),
        tooltip=tooltips("state:N", "users:Q", "paid_users:Q", "free_users:Q"),
    )


def _write(rows: Rows, text: str, offset: int) -> alt.Chart:
    written: alt.Chart = (
        _squares(rows)
        .mark_text(dy=offset, fontSize=10)
        .encode(text=text, color=_by_share(COHORT_INKS))
    )
    return written


def _by_share(colours: list[str]) -> alt.Color:
    scale = alt.Scale(type="threshold", domain=COHORT_STEPS, range=colours)
    return alt.Color("share:Q", scale=scale, legend=None)


def _draw_places(rows: Rows, _filters: Filters) -> Drawing:
    names = {"users": "Users", "paid_users": "Paid", "free_users": "Free", "place": "Place"}
    elsewhere = sum(row["users"] for row in rows if row["place"] == _ELSEWHERE)
    named = [row for row in rows if row["place"] not in {_ELSEWHERE, _OTHERS}]
    most = f"{named[0]['place']} has most users: {named[0]['users']:,}. " if named else ""
    return Drawing(Table(rows, names), f"{most}{elsewhere:,} are {_ELSEWHERE}.")


def _draw_genders(rows: Rows, _filters: Filters) -> Drawing:
    totals = _total(rows)
    shared = [row | {"share": row["users"] / totals[row["level"]]} for row in rows]
    chart = (
        alt.Chart(data(shared), height=alt.Step(_SQUARE_HEIGHT))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("users:Q", title="users", axis=count_axis(tickCount=5, grid=False)).stack(
                "zero"
            ),
            y=alt.Y("level:N", title=None, sort=["paid", "free", "unknown"]),
            color=colour_by("gender", rows, GENDER_COLOURS),
            tooltip=tooltips(
                "level:N", "gender:N", "users:Q", ("share:Q", "Share of the level", SHARE)
            ),
        )
    )
    said = " ".join(_describe_level(rows, level, count) for level, count in totals.items())
    return Drawing(chart, said, said)


def _total(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["level"]] += row["users"]
    return totals


def _describe_level(rows: Rows, level: str, total: int) -> str:
    genders = {row["gender"]: row["users"] for row in rows if row["level"] == level}
    parts = ", ".join(f"{count:,} {gender}" for gender, count in genders.items())
    return f"{level.capitalize()}: {format_count(total, 'user')}, {parts}."


STATES = Panel(
    key="users-by-state",
    title="Users by state: paid of all",
    statement="mart/users_by_place/select",
    definition=(
        f"{_COUNTED} The state is the first that the location names: NY of `New York-Newark-Jersey "
        "City, NY-NJ-PA`. The darker a square, the more users it has."
    ),
    values=_MOST_PLACES,
    fold=_sum_states,
    draw=_draw_map,
    empty="No user of these filters is in a state of the US.",
)
PLACES = Panel(
    key="users-by-place",
    title="Users by metro area and level",
    statement="mart/users_by_place/select",
    values=_MOST_PLACES,
    definition=(
        f"{_COUNTED} The {_MOST_PLACES['row_limit']} places with most users by name, the others in "
        "one row; what names no state of the US is one row too."
    ),
    fold=_sum_places,
    draw=_draw_places,
    empty=_EMPTY,
)
GENDERS = Panel(
    key="genders-by-level",
    title="Users by level and gender",
    statement="mart/users_by_place/select",
    definition=f"{_COUNTED} The gender is that of the user's newest event of all.",
    values=_MOST_PLACES,
    fold=_sum_genders,
    draw=_draw_genders,
    empty=_EMPTY,
    is_wide=True,
)
