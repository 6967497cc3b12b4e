"""What is played: songs and artists, by plays and by listeners."""

from functools import partial

from dashboard.charts import WHOLE, ranking, tooltips
from dashboard.filters import Filters
from dashboard.panels.panel import Drawing, Panel, Rows, Subject

_UNKNOWN = "unknown"


def _draw_songs(rows: Rows, _filters: Filters, *, measure: str) -> Drawing:
    named = [
        row
        | {
            "song": f"{row['title'] or _UNKNOWN} · {row['artist_name'] or _UNKNOWN}",
            "title": row["title"] or _UNKNOWN,
            "artist_name": row["artist_name"] or _UNKNOWN,
        }
        for row in rows
    ]
    fields = [("title:N", "Title", ""), ("artist_name:N", "Artist", ""), *_COUNTS]
    return Drawing(ranking(named, "song", measure, measure, tooltips(fields)))


def _draw_artists(rows: Rows, _filters: Filters, *, measure: str) -> Drawing:
    named = [row | {"artist_name": row["artist_name"] or _UNKNOWN} for row in rows]
    fields = [("artist_name:N", "Artist", ""), *_COUNTS]
    return Drawing(ranking(named, "artist_name", measure, measure, tooltips(fields)))


_COUNTS = [
    ("plays:Q", "Plays", WHOLE),
    ("listeners:Q", "Listeners", WHOLE),
    ("matched_plays:Q", "Plays found in the catalogue", WHOLE),
]
_SONG = (
    "From all plays, whether or not the catalogue knows the song. A song is a title with an "
    "artist as they were played, without regard to case; text that was misread is repaired. "
)
_ARTIST = (
    "From all plays, whether or not the catalogue knows the song. An artist is a name as it was "
    "played, without regard to case; text that was misread is repaired. "
)
_LISTENERS = "Ordered by how many user ids played it."

MOST_PLAYED_SONGS = Panel(
    key="songs-by-plays",
    title="Top 10 songs by plays",
    statement="mart/plays_by_song/select",
    definition=f"{_SONG}Ordered by plays.",
    draw=partial(_draw_songs, measure="plays"),
    values={"row_limit": 10},
)

SONGS = Subject(
    key="songs",
    title="Songs and artists",
    summary="What is played most, and what reaches most listeners.",
    icon="music_note",
    panels=(
        MOST_PLAYED_SONGS,
        Panel(
            key="songs-by-listeners",
            title="Top 10 songs by listeners",
            statement="mart/plays_by_song/select_by_listeners",
            definition=f"{_SONG}{_LISTENERS}",
            draw=partial(_draw_songs, measure="listeners"),
            values={"row_limit": 10},
        ),
        Panel(
            key="artists-by-plays",
            title="Top 10 artists by plays",
            statement="mart/plays_by_artist/select",
            definition=f"{_ARTIST}Ordered by plays.",
            draw=partial(_draw_artists, measure="plays"),
            values={"row_limit": 10},
        ),
        Panel(
            key="artists-by-listeners",
            title="Top 10 artists by listeners",
            statement="mart/plays_by_artist/select_by_listeners",
            definition=f"{_ARTIST}{_LISTENERS}",
            draw=partial(_draw_artists, measure="listeners"),
            values={"row_limit": 10},
        ),
    ),
)
