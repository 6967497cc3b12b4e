"""How long people listen at a time."""

from collections.abc import Sequence

from dashboard.charts import tooltips
from dashboard.filters import Filters
from dashboard.formats import format_change
from dashboard.panels.comparison import compare_figure, describe_period
from dashboard.panels.panel import Drawing, Figure, Panel, Rows
from dashboard.panels.rankings import draw_ranking


def _sum_sessions(rows: Rows) -> Rows:
    """One row: how many sessions, and how long they are."""
    if not rows:
        return []
    sessions, plays = (sum(row[name] for row in rows) for name in ("sessions", "plays"))
    return [
        {
            "sessions": sessions,
            "plays": plays,
            "median_minutes": rows[0]["median_length_seconds"] / 60,
            "plays_a_session": plays / sessions,
        }
    ]


def _draw_session_figures(rows: Rows, filters: Filters) -> Drawing:
    row = rows[0]
    changes = {
        name: format_change(row[name], row[f"{name}_before"]) if f"{name}_before" in row else ""
        for name in ("median_minutes", "plays_a_session")
    }
    figures: Sequence[Figure] = [
        compare_figure(row, "sessions", "Sessions", "Pairs of user id and session id."),
        Figure(
            "Median length",
            f"{row['median_minutes']:,.0f} min",
            "From the first play to the end of the last song.",
            changes["median_minutes"],
        ),
        Figure(
            "Plays a session",
            f"{row['plays_a_session']:,.1f}",
            "The mean.",
            changes["plays_a_session"],
        ),
    ]
    return Drawing(figures, describe_period(filters))


_SESSION = (
    "A session is a pair of user id and session id. Its length runs from the start of its first "
    "play to the end of its last song, of the plays that the filters keep."
)

SESSION_FIGURES = Panel(
    key="sessions",
    title="Sessions in figures",
    statement="mart/sessions_by_length/select",
    definition=_SESSION,
    fold=_sum_sessions,
    draw=_draw_session_figures,
    compares=True,
    is_wide=True,
)
SESSION_LENGTHS = Panel(
    key="sessions-by-length",
    title="Sessions by length",
    statement="mart/sessions_by_length/select",
    definition=_SESSION,
    draw=draw_ranking(
        "length",
        "sessions",
        tooltips(
            "length:N", "sessions:Q", "plays:Q", ("plays_a_session:Q", "Plays a session", ",.1f")
        ),
    ),
    is_wide=True,
)
