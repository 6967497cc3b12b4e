"""One song or one artist: how much, when and where it is played, and what else with it."""

from collections.abc import Mapping

from dashboard.charts import (
    columns,
    day_axis,
    describe_highest,
    quantity,
    state_colour,
    tooltips,
)
from dashboard.filters import Filters
from dashboard.formats import format_count, format_day
from dashboard.panels.comparison import compare_figure, compare_in_words, describe_period
from dashboard.panels.panel import Drawing, Panel, Rows, Subject
from dashboard.panels.rankings import draw_ranking, name_unknown
from dashboard.panels.songs import SONG_PICKS, with_names
from dashboard.panels.windows import with_state

_FIGURES = {
    "plays": ("Plays", "Plays of the chosen song or artist."),
    "listeners": ("Listeners", "User ids with at least one of these plays."),
    "sessions": ("Sessions", "Sessions with at least one of these plays."),
    "hours_listened": ("Hours listened", "Lengths of what played."),
}


def _draw_totals(rows: Rows, filters: Filters) -> Drawing:
    figures = [compare_figure(rows[0], name, *words) for name, words in _FIGURES.items()]
    return Drawing(figures, describe_period(filters))


def _draw_days(rows: Rows, filters: Filters) -> Drawing:
    tooltip = tooltips("day_text:N", "plays:Q", "listeners:Q")
    days = with_state(rows)
    x, y = day_axis("day", filters), quantity("plays", "plays")
    chart = columns(days, x, y, tooltip, state_colour(days))
    return Drawing(chart, finding=describe_highest(rows, "day", "plays"))


def _answer(rows: Mapping[str, Rows], filters: Filters) -> str:
    (totals,) = rows["found-totals"]
    if not totals["plays"]:
        return "No plays match these filters."
    busiest = max(rows["found-days"], key=lambda row: row["plays"])
    place = rows["found-locations"][0]
    return (
        f"{format_count(totals['plays'], 'play')} by "
        f"{format_count(totals['listeners'], 'listener')}, "
        f"{compare_in_words(totals, 'plays', filters)}. Most on {format_day(busiest['day'])} "
        f"({busiest['plays']:,}), and in {place['location'] or 'an unknown location'} "
        f"({place['plays']:,})."
    )


_CHOSEN = "Plays of the chosen song, or of all songs of the chosen artist, matched or not."

SONG_SEARCH = Subject(
    key="find",
    title="One song or artist",
    summary="How much, when and where it is played, and what else with it.",
    icon="search",
    answer=_answer,
    finds_songs=True,
    panels=(
        Panel(
            key="found-totals",
            title="Figures",
            statement="mart/plays/select",
            definition=_CHOSEN,
            draw=_draw_totals,
            compares=True,
            is_wide=True,
        ),
        Panel(
            key="found-days",
            title="Plays by day",
            statement="mart/plays_by_day/select",
            definition=f"{_CHOSEN} Grey days are not complete.",
            draw=_draw_days,
            picks=("day",),
            is_wide=True,
        ),
        Panel(
            key="found-locations",
            title="Where it is played",
            statement="mart/plays_by_location/select",
            definition=f"{_CHOSEN} By the location of the event, the 10 with most plays.",
            draw=draw_ranking(
                "location",
                "plays",
                tooltips("location:N", "plays:Q"),
                prepare=name_unknown("location"),
            ),
            picks=("location",),
            values={"row_limit": 10},
        ),
        Panel(
            key="found-beside",
            title="What is played in the same sessions",
            statement="mart/plays_by_song/select_beside",
            definition=(
                "Other songs by the number of sessions that play them and the chosen one, for an "
                "artist songs of other artists. A session is a pair of user id and session id."
            ),
            draw=draw_ranking(
                "song",
                "sessions",
                tooltips(
                    "title:N",
                    ("artist_name:N", "Artist"),
                    ("sessions:Q", "Sessions with both"),
                    ("plays:Q", "Plays in these sessions"),
                ),
                prepare=with_names,
            ),
            picks=SONG_PICKS,
            values={"row_limit": 10},
            empty="Nothing else is played in these sessions.",
        ),
    ),
)
