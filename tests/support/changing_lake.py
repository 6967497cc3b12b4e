"""A lake that goes to and fro between two states, so that every run over it has work to do."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tiny_lake import Row, find_path, open_lake, write_files

from warehouse.directory_lake import DirectoryLake

State = Mapping[str, Iterable[Row] | None]


def _make_plays(day: str, count: int, **fields: object) -> list[Row]:
    return [
        {
            "ts": f"{day} 1{number % 10}:00:{number % 60:02}.796",
            "itemInSession": number,
            "userId": str(number % 7),
            "level": "paid" if number % 3 else "free",
            "song": f"Song {number % 4}",
            "artist": "BjÃ¶rk" if number % 2 else "Some Artist",
            "page": "Home" if number % 5 == 0 else "NextSong",
            **fields,
        }
        for number in range(count)
    ]


def _make_song(number: int, **fields: object) -> Row:
    return {
        "song_id": f"SO{number}",
        "artist_id": f"AR{number % 2}",
        "artist_name": "Björk" if number % 2 else "Some Artist",
        "title": f"Song {number}",
        **fields,
    }


_STRAY: Row = {"ts": "2018-11-03 01:00:00.796", "sessionId": 77, "itemInSession": 1}
BEFORE: State = {
    "2018-11-01-events.json": _make_plays("2018-11-01", 40),
    "2018-11-02-events.json": [*_make_plays("2018-11-02", 40), _STRAY],
    "2018-11-03-events.json": None,
    "TR0.json": [_make_song(0)],
    "TR1.json": [_make_song(1)],
    "TR2.json": None,
}
AFTER: State = {
    "2018-11-01-events.json": [*_make_plays("2018-11-01", 30, level="free"), "{not json"],
    "2018-11-02-events.json": None,
    "2018-11-03-events.json": _make_plays("2018-11-03", 40),
    "TR0.json": [_make_song(0, year=2008, artist_location="Oslo")],
    "TR1.json": None,
    "TR2.json": [_make_song(2), _make_song(3)],
}


def change_lake(root: Path, state: State) -> DirectoryLake:
    """Brings the lake of a directory into a state."""
    gone = {name for name, rows in state.items() if rows is None}
    missing = {name for name in gone if not find_path(root, name).exists()}
    write_files(root, {name: rows for name, rows in state.items() if name not in missing})
    return open_lake(root)
