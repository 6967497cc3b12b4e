"""What is played: songs of the catalogue, some of them written differently, and other songs."""

from collections.abc import Iterable
from typing import NamedTuple

from sample_lake.dice import Dice
from sample_lake.songs import Song, make_songs

CATALOGUE_SHARE = 0.4  # of the plays; about nine in ten of them are written so that they match
MOST_FOREIGN_TRACKS = 20_000


class Track(NamedTuple):
    """A song as the log writes it."""

    artist: str
    title: str
    duration: float


class Jukebox:
    """Chooses what is played next."""

    def __init__(self, catalogue: Iterable[Song], *, seed: int) -> None:
        """Loads the tracks.

        Args:
            catalogue: Songs that plays may match; none is fine.
            seed: The same seed makes the same songs of elsewhere.
        """
        self._known = [as_logged(song) for song in catalogue]
        foreign = min(max(200, 2 * len(self._known)), MOST_FOREIGN_TRACKS)
        self._foreign = [as_logged(song) for song in make_songs(foreign, seed=~seed)]

    def next_track(self, dice: Dice) -> Track:
        """Returns what is played; the first tracks of each list are played most."""
        if not self._known or not dice.chance(CATALOGUE_SHARE):
            return dice.pick_favourite(self._foreign)
        track = dice.pick_favourite(self._known)
        return track if dice.chance(0.85) else _told_differently(track, dice)


def as_logged(song: Song) -> Track:
    """Returns the track of a song file with its text broken as the log breaks it."""
    artist, title = twice_misread(str(song["artist_name"])), twice_misread(song["title"])
    return Track(artist, title, song["duration"])


def twice_misread(text: str) -> str:
    """Returns the text after UTF-8 was read as Latin-1 twice; ASCII stays as it is."""
    if text.isascii():
        return text
    return text.encode().decode("latin-1").encode().decode("latin-1")


def _told_differently(track: Track, dice: Dice) -> Track:
    """Returns the track in other case, with blanks around, a bit longer, or much longer."""
    way = dice.below(4)
    if way == 0 and track.artist.isascii():  # other letters change case by Python's version
        return track._replace(artist=track.artist.upper())
    if way == 1:
        return track._replace(title=f" {track.title} ")
    seconds = 1.9 * dice.roll() if way == 2 else 5 + 60 * dice.roll()
    return track._replace(duration=round(track.duration + seconds, 5))
