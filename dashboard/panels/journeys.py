"""What leads to an upgrade, and what gets in the way: funnels, upgrades, errors and adverts."""

from collections.abc import Mapping
from functools import partial
from statistics import median

from dashboard.charts import SHARE, columns, day_axis, quantity, tooltips
from dashboard.filters import Filters
from dashboard.formats import format_count, format_day
from dashboard.panels.levels import name_user
from dashboard.panels.panel import Drawing, Panel, Rows, Subject, Table
from dashboard.panels.places import GENDERS, PLACES, STATES
from dashboard.panels.rankings import draw_ranking

_NO_EVENTS = "No events match these filters."
_MOST_UPGRADES = 100
_STEPS = (  # page, its users, the users of the step before
    ("any page", "active_users", "active_users"),
    ("Upgrade", "upgrade_users", "active_users"),
    ("Submit Upgrade", "submit_upgrade_users", "upgrade_users"),
    ("Downgrade", "downgrade_users", "active_users"),
    ("Submit Downgrade", "submit_downgrade_users", "downgrade_users"),
    ("Cancel", "cancel_users", "active_users"),
    ("Cancellation Confirmation", "cancelled_users", "cancel_users"),
)
_draw_steps = draw_ranking(
    "step",
    "users",
    tooltips("step:N", "users:Q", ("share:Q", "Of the step before", SHARE)),
)


def _list_steps(rows: Rows) -> Rows:
    """One row a step, those that nobody took as well; none without a user."""
    (counts,) = rows
    if not counts["active_users"]:
        return []
    return [
        {
            "step": page,
            "users": counts[name],
            "share": counts[name] / counts[before] if counts[before] else None,
            "files_without_page_views": counts["files_without_page_views"],
        }
        for page, name, before in _STEPS
    ]


def _draw_funnels(rows: Rows, filters: Filters) -> Drawing:
    said = _describe_steps(rows)
    unknown = rows[0]["files_without_page_views"]
    if unknown:
        said += (
            f" The pages of {format_count(unknown, 'loaded file')} are not known: a version that "
            "kept plays alone has loaded them. The next run loads what the lake still has of them."
        )
    return Drawing(_draw_steps(rows, filters).content, said, said)


def _describe_steps(rows: Rows) -> str:
    """How many users took each step, in a sentence."""
    users = {row["step"]: row["users"] for row in rows}
    pairs = [(_STEPS[number][0], _STEPS[number + 1][0]) for number in (1, 3, 5)]
    parts = [f"{users[page]:,} viewed {page} and {users[after]:,} {after}" for page, after in pairs]
    return f"Of {format_count(users['any page'], 'user')}, {parts[0]}; {parts[1]}; {parts[2]}."


def _draw_upgrades(rows: Rows, _filters: Filters) -> Drawing:
    names = {
        "changed_at": "Paid from (UTC)",
        "user": "Who",
        "plays": "Plays",
        "sessions": "Sessions",
        "adverts": "Adverts",
        "errors": "Errors",
        "thumbs_up": "Thumbs up",
        "thumbs_down": "Thumbs down",
    }
    named = [row | {"user": name_user(row)} for row in rows]
    users = format_count(len({row["user_id"] for row in rows}), "user")
    remark = (
        f"{format_count(len(rows), 'upgrade')} by {users}. In the 14 days before, half of them "
        f"had {median(row['plays'] for row in rows):,.0f} plays or more."
    )
    return Drawing(Table(named, names), remark)


def _keep_kind(rows: Rows, *, kind: str) -> Rows:
    return [row for row in rows if row["kind"] == kind]


def _draw_interruptions(rows: Rows, filters: Filters, *, kind: str) -> Drawing:
    tooltip = tooltips("day_text:N", ("events:Q", f"{kind.capitalize()}s"), "users:Q")
    chart = columns(rows, day_axis("day", filters), quantity("events", f"{kind}s"), tooltip)
    most = max(rows, key=lambda row: row["events"])
    days = f"on {format_count(len(rows), 'day')}"
    said = (
        f"{_count_events(rows, kind)} {days}; most on {format_day(most['day'])}: "
        f"{most['events']:,}."
    )
    return Drawing(chart, said, said)


def _count_events(rows: Rows, kind: str) -> str:
    return format_count(sum(row["events"] for row in rows), kind)


def _answer(rows: Mapping[str, Rows], _filters: Filters) -> str:
    if not rows["funnels"]:
        return _NO_EVENTS
    users = {row["step"]: row["users"] for row in rows["funnels"]}
    upgrades = format_count(len(rows["upgrades"]), "upgrade")
    return (
        f"Of {format_count(users['any page'], 'user')}, {users['Upgrade']:,} viewed Upgrade and "
        f"{users['Submit Upgrade']:,} submitted it; {users['Downgrade']:,} viewed Downgrade and "
        f"{users['Submit Downgrade']:,} submitted it. {upgrades} from free to paid. "
        f"There were {_count_events(rows['errors'], 'error')} and "
        f"{_count_events(rows['adverts'], 'advert')}."
    )


def _interruptions_panel(kind: str, definition: str) -> Panel:
    return Panel(
        key=f"{kind}s",
        title=f"{kind.capitalize()}s by day",
        statement="mart/interruptions/select",
        definition=definition,
        fold=partial(_keep_kind, kind=kind),
        draw=partial(_draw_interruptions, kind=kind),
        empty=f"No {kind} in these days.",
    )


JOURNEYS = Subject(
    key="journeys",
    title="Journeys",
    summary="What leads to an upgrade or away from it, what gets in the way, and where users are.",
    icon="route",
    answer=_answer,
    panels=(
        Panel(
            key="funnels",
            title="Users by step to an upgrade, a downgrade or an end",
            statement="mart/funnels/select",
            definition=(
                "User ids with an event in these days, those who viewed the page, and of them "
                "those who viewed the next page at that time or later. The level is that of the "
                "event. Events without a user count for nobody."
            ),
            fold=_list_steps,
            draw=_draw_funnels,
            empty=_NO_EVENTS,
            is_wide=True,
        ),
        Panel(
            key="upgrades",
            title="Who upgraded, and what they did in the 14 days before",
            statement="mart/upgrades/select",
            definition=(
                "A user's first play at level paid after one at level free, and what is loaded of "
                "the 14 days before it, also where these begin before the chosen days. Adverts are "
                "views of Roll Advert; errors are views of Error and events of status 400 or "
                f"above. The newest {_MOST_UPGRADES}. The level filter does not act here."
            ),
            draw=_draw_upgrades,
            values={"row_limit": _MOST_UPGRADES},
            empty="Nobody upgraded in these days.",
            is_wide=True,
        ),
        _interruptions_panel(
            "error", "Events of the page Error, or of status 400 or above, whoever met them."
        ),
        _interruptions_panel("advert", "Views of the page Roll Advert."),
        STATES,
        PLACES,
        GENDERS,
    ),
)
