"""A lake that goes to and fro between two states, so that every run over it has work to do."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from leftovers import find_leftovers
from stand_in import StandIn
from star_rows import hash_star, read_star
from stepwise import run_steps
from tiny_lake import Row, find_path, open_lake, write_files

from warehouse.lake.files import Lake

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


_STRAY: Mapping[str, object] = {
    "ts": "2018-11-03 01:00:00.796",
    "sessionId": 77,
    "itemInSession": 1,
}
_OLD_VIEW, _NEW_VIEW = (
    {**_STRAY, "ts": f"2018-11-0{day} 02:00:00.796", "page": "Upgrade"} for day in (1, 2)
)
_BEFORE: State = {
    "2018-11-01-events.json": [*_make_plays("2018-11-01", 40), _OLD_VIEW],
    "2018-11-02-events.json": [*_make_plays("2018-11-02", 40), _STRAY, _NEW_VIEW],
    "2018-11-03-events.json": None,
    "TR0.json": [_make_song(0)],
    "TR1.json": [_make_song(1)],
    "TR2.json": None,
}
_AFTER: State = {
    "2018-11-01-events.json": [
        *_make_plays("2018-11-01", 30, level="free"),
        _OLD_VIEW,
        "{not json",
    ],
    "2018-11-02-events.json": None,
    "2018-11-03-events.json": _make_plays("2018-11-03", 40),
    "TR0.json": [_make_song(0, year=2008, artist_location="Oslo")],
    "TR1.json": None,
    "TR2.json": [_make_song(2), _make_song(3)],
}


STATES = (_BEFORE, _AFTER)


class ChangingLake:
    """The lake of a directory, and the star that each of its states gives undisturbed.

    Attributes:
        root: The directory.
        lake: The lake in it.
    """

    def __init__(self, stand_in: StandIn, root: Path, lake: Lake | None = None) -> None:
        self.root = root
        self.lake = lake or open_lake(root)
        self._stand_in = stand_in
        self._turn = 0
        self._hashes = [self._learn() for _ in STATES]

    def _learn(self) -> dict[str, str]:
        """The hash of the star of the next state, loaded once into an empty warehouse."""
        self._stand_in.clean()
        self.change()
        run_steps(self._stand_in.warehouse, self.lake)
        return self._hash()

    def _hash(self) -> dict[str, str]:
        return hash_star(read_star(self._stand_in.connect))

    @property
    def place(self) -> str:
        """Where the lake is, as `stepwise` opens it."""
        return str(self.root)

    def change(self) -> None:
        """Brings the lake into its other state."""
        state = STATES[self._turn % 2]
        self._turn += 1
        gone = {name for name, rows in state.items() if rows is None}
        missing = {name for name in gone if not find_path(self.root, name).exists()}
        write_files(self.root, {name: rows for name, rows in state.items() if name not in missing})

    def check(self) -> None:
        """Fails unless the star is that of the present state, and nothing is left behind."""
        assert self._hash() == self._hashes[(self._turn - 1) % 2]
        assert find_leftovers(self._stand_in, self.root / "work") == []
