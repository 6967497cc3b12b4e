"""Proves which song files are in the star: the catalogue has their songs, field by field."""

from collections import defaultdict
from collections.abc import Iterable

from warehouse.database.connection import Row, Session
from warehouse.lake.files import Lake, LakeFile
from warehouse.lake.json_objects import JsonObject, UnreadableFileError, read_objects

_TEXTS = ("song_id", "artist_id", "artist_location", "artist_name", "title")
_NUMBERS = ("artist_latitude", "artist_longitude", "duration", "num_songs", "year")
_TRIMMED = {"artist_location", "artist_name", "title"}

Song = tuple[object, ...]


def find_song_doubts(
    session: Session, lake: Lake, files: Iterable[LakeFile]
) -> dict[LakeFile, str | None]:
    """For each song file why it is not proven to be in the star; None when it is."""
    known: defaultdict[str, list[Song]] = defaultdict(list)
    for row in session.rows("ops/catalogue/select"):
        known[row["file_uri"]].append(_describe(row))
    return {file: _find_doubt(lake, file, known.get(file.uri, [])) for file in files}


def _find_doubt(lake: Lake, file: LakeFile, known: list[Song]) -> str | None:
    try:
        songs = [_describe(song) for song in read_objects(lake, file.uri)]
    except UnreadableFileError as error:
        return str(error)
    except (TypeError, ValueError):
        return "has a song that the warehouse does not take"
    if sorted(songs, key=repr) == sorted(known, key=repr):
        return None
    return "has other songs than ops.catalogue has of it" if known else "is not in ops.catalogue"


def _describe(song: JsonObject | Row) -> Song:
    """The fields of a song as the catalogue keeps them: blank, and a year of 0, are unknown."""
    texts = [_to_text(name, song.get(name)) for name in _TEXTS]
    numbers = [None if song.get(name) is None else float(str(song[name])) for name in _NUMBERS]
    return (*texts, *numbers[:-1], numbers[-1] or None)


def _to_text(name: str, value: object) -> str | None:
    if value is None:
        return None
    return str(value).strip(" ") or None if name in _TRIMMED else str(value)
