"""What is played: songs and artists, by plays and by listeners, rising and falling."""

from collections.abc import Mapping

import altair as alt

from dashboard.charts import (
    ROW_HEIGHT,
    colour_by,
    count_axis,
    data,
    describe_highest,
    tooltips,
)
from dashboard.filters import Filters
from dashboard.formats import format_count
from dashboard.palette import TREND_COLOURS
from dashboard.panels.panel import Drawing, Panel, Rows, Subject, Table
from dashboard.panels.rankings import draw_ranking, name_unknown

UNKNOWN = "unknown"
_ARTIST_NAME = ("artist_name:N", "Artist")
MOST_BARS = 10


def name_song(row: Mapping[str, object]) -> str:
    """Title and artist as they were played."""
    return f"{row['title'] or UNKNOWN} · {row['artist_name'] or UNKNOWN}"


def name_artist(name: str) -> str:
    """What stands for everything of an artist."""
    return f"All songs of {name}"


def with_names(rows: Rows) -> Rows:
    """The rows, each with its `song`, and what is not known by that name."""
    return [
        row
        | {"song": name_song(row), "artist_name": row["artist_name"] or UNKNOWN}
        | {"title": row["title"] or UNKNOWN}
        for row in rows
    ]


def _draw_table(rows: Rows, _filters: Filters) -> Drawing:
    names = {
        "row_rank": "Rank",
        "title": "Title",
        "artist_name": "Artist",
        "plays": "Plays",
        "listeners": "Listeners",
        "matched_plays": "Found in catalogue",
    }
    return Drawing(Table(with_names(rows), names))


def _draw_trends(rows: Rows, _filters: Filters) -> Drawing:
    named = with_names(rows)
    tooltip = tooltips(
        "title:N",
        _ARTIST_NAME,
        ("plays_before:Q", "Plays in the first half"),
        ("plays_after:Q", "Plays in the second half"),
        ("change:Q", "Change", "+,.0f"),
    )
    axis = alt.Axis(labelLimit=190, ticks=False)
    chart = (
        alt.Chart(data(named), height=alt.Step(ROW_HEIGHT))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y("song:N", sort=None, title=None, axis=axis),
            x=alt.X("change:Q", title="change in plays", axis=count_axis(tickCount=4, grid=True)),
            color=colour_by("trend", rows, TREND_COLOURS, columns=2),
            tooltip=tooltip,
        )
    )
    return Drawing(chart, finding=describe_highest(named, "song", "change"))


def _answer(rows: Mapping[str, Rows], _filters: Filters) -> str:
    if not rows["songs-by-plays"]:
        return "No plays match these filters."
    song, artist = rows["songs-by-plays"][0], rows["artists-by-plays"][0]
    sentence = (
        f"{name_song(song)} is the song that is played most: "
        f"{format_count(song['plays'], 'play')} by {format_count(song['listeners'], 'listener')}. "
        f"The artist is {artist['artist_name'] or UNKNOWN} with "
        f"{format_count(artist['plays'], 'play')}."
    )
    rising = [row for row in rows["song-trends"] if row["change"] > 0]
    if not rising:
        return sentence
    return f"{sentence} {name_song(rising[0])} rises most: {rising[0]['change']:+,} plays."


_COUNTS = ("plays:Q", "listeners:Q", ("matched_plays:Q", "Plays found in the catalogue"))
_SONG = (
    "From all plays, whether or not the catalogue knows the song. A song is a title with an "
    "artist as they were played, without regard to case; text that was misread is repaired. "
)
_ARTIST = (
    "From all plays, whether or not the catalogue knows the song. An artist is a name as it was "
    "played, without regard to case; text that was misread is repaired. "
)
_REACH = "The bar is plays, the stroke is how many user ids played it."
_MOST_ROWS = {"row_limit": 100}
SONG_PICKS = ("title", "artist_name")

MOST_PLAYED_SONGS = Panel(
    key="songs-by-plays",
    title="Top 10 songs by plays",
    statement="mart/plays_by_song/select",
    definition=f"{_SONG}{_REACH}",
    draw=draw_ranking(
        "song",
        "plays",
        tooltips("title:N", _ARTIST_NAME, *_COUNTS),
        reach="listeners",
        prepare=lambda rows: with_names(rows[:MOST_BARS]),
    ),
    picks=SONG_PICKS,
    values=_MOST_ROWS,
)

SONGS = Subject(
    key="songs",
    title="Songs and artists",
    summary="What is played most, what reaches most listeners, and what rises or falls.",
    icon="music_note",
    answer=_answer,
    panels=(
        MOST_PLAYED_SONGS,
        Panel(
            key="artists-by-plays",
            title="Top 10 artists by plays",
            statement="mart/plays_by_artist/select",
            definition=f"{_ARTIST}{_REACH}",
            draw=draw_ranking(
                "artist_name",
                "plays",
                tooltips(_ARTIST_NAME, *_COUNTS),
                reach="listeners",
                prepare=name_unknown("artist_name"),
            ),
            picks=("artist_name",),
            values={"row_limit": MOST_BARS},
        ),
        Panel(
            key="song-trends",
            title="Songs that rise and fall",
            statement="mart/song_trends/select",
            definition=(
                f"{_SONG}Plays in the second half of the chosen days less those in the first half; "
                "of an odd number of days the middle one is left out. New songs have no play in "
                "the first half. The 8 that rise most and the 8 that fall most."
            ),
            draw=_draw_trends,
            picks=SONG_PICKS,
            values={"row_limit": 8},
            empty="No song is played more or less often in the second half of these days.",
            is_wide=True,
        ),
        Panel(
            key="songs-table",
            title="The 100 songs that are played most",
            statement="mart/plays_by_song/select",
            definition=_SONG,
            draw=_draw_table,
            picks=SONG_PICKS,
            values=_MOST_ROWS,
            is_wide=True,
        ),
    ),
)
