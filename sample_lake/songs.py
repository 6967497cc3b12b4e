"""The song catalogue: one object a song, with the oddities of the Million Song Dataset."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from sample_lake import words
from sample_lake.dice import Dice
from sample_lake.places import CITIES, Place

SONGS_A_FOLDER = 24  # as in the public subset: 1,192 songs in 52 folders
NOWHERE = Place("", None, None)


class Song(TypedDict):
    """One song file; the number of a few `artist_name` and `artist_location` is no string."""

    artist_id: str
    artist_latitude: float | None
    artist_location: str | int
    artist_longitude: float | None
    artist_name: str | int
    duration: float
    num_songs: int
    song_id: str
    title: str
    year: int


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist as one song file spells it; other files may spell the same id differently."""

    artist_id: str
    name: str | int
    location: str | int
    latitude: float | None
    longitude: float | None


def make_songs(count: int, *, seed: int) -> Iterator[Song]:
    """Yields the songs of a catalogue; a longer one begins with the shorter one of its seed.

    Common oddities are drawn, rare ones come in a fixed rhythm, so that 400 songs have them all.

    Args:
        count: How many songs, each with an id of its own.
        seed: The same seed gives the same songs.

    Yields:
        An object with the ten fields of a song file, in their order.
    """
    dice = Dice(seed, "songs")
    artists: list[Artist] = []
    song: Song | None = None
    for number in range(count):
        if song and number % 100 == 40:
            song = _make_twin(song, number, dice)
        else:
            song = _make_song(number, _choose_artist(number, artists, dice), dice)
        yield song


def song_path(number: int, *, seed: int) -> str:
    """Returns where the song of that number lies below song_data, such as `A/B/C/TRABC....json`."""
    folder = _folder_letters(number // SONGS_A_FOLDER)
    letters = _folder_letters(number * 7919 + seed)[1:]
    return f"{'/'.join(folder)}/TR{folder}{letters}128F{_unique_hex(number)}.json"


def _folder_letters(folder: int) -> str:
    """Returns AAA, AAB, ... ZZZ and then AAA again."""
    return "".join(chr(65 + folder // place % 26) for place in (676, 26, 1))


def _make_id(prefix: str, middle: str, number: int, dice: Dice) -> str:
    """Returns an id of 18 characters that no other number has."""
    return f"{prefix}{dice.letters(5)}{middle}{_unique_hex(number)}"


def _unique_hex(number: int) -> str:
    """Returns seven hex digits, different for all numbers below 16**7: an odd factor loses none."""
    return f"{(number * 0x5BD1E95 + 0x2F0B4C7) % 16**7:07X}"


def _make_song(number: int, artist: Artist, dice: Dice) -> Song:
    return {
        "artist_id": artist.artist_id,
        "artist_latitude": artist.latitude,
        "artist_location": artist.location,
        "artist_longitude": artist.longitude,
        "artist_name": artist.name,
        "duration": _duration(dice),
        "num_songs": 1,
        "song_id": _make_id("SO", "12A8", number, dice),
        "title": words.long_title(dice) if number % 200 == 60 else words.title(dice),
        "year": _year(dice),
    }


def _year(dice: Dice) -> int:
    return 0 if dice.chance(0.3) else dice.between(1958, 2012)


def _duration(dice: Dice) -> float:
    """Returns seconds with five decimals: mostly 2 to 6 minutes, now and then up to 12."""
    seconds = 120 + 120 * (dice.roll() + dice.roll())
    if dice.chance(0.05):
        seconds += 370 * dice.roll() - 90
    return round(seconds, 5)


def _choose_artist(number: int, artists: list[Artist], dice: Dice) -> Artist:
    """Returns a new artist for most songs, else one known already, perhaps spelt differently."""
    if artists and (number % 50 == 25 or dice.chance(0.03)):
        known = dice.pick(artists)
        return _respell(known, dice) if number % 50 == 25 else known
    artist = _make_artist(number, dice)
    artists.append(artist)
    return artist


def _make_artist(number: int, dice: Dice) -> Artist:
    """Returns an artist; two thirds have no coordinates and nearly half no location."""
    place = dice.pick(CITIES) if dice.chance(0.55) else NOWHERE
    located = dice.chance(0.65)
    artist = Artist(
        artist_id=_make_id("AR", "1187", number, dice),
        name=words.long_artist_name(dice) if number % 200 == 80 else words.artist_name(dice),
        location=place.name,
        latitude=place.latitude if located else None,
        longitude=place.longitude if located else None,
    )
    if number % 400 == 120:
        return replace(artist, name=dice.between(101, 999))
    return replace(artist, location=dice.between(10, 99)) if number % 400 == 220 else artist


def _respell(artist: Artist, dice: Dice) -> Artist:
    """Returns the same artist with a guest in the name, or with another place."""
    if dice.chance(0.6):
        return replace(artist, name=f"{artist.name} Featuring {words.person(dice)}")
    place = dice.pick(CITIES)
    return replace(artist, location=place.name, latitude=place.latitude, longitude=place.longitude)


def _make_twin(song: Song, number: int, dice: Dice) -> Song:
    """Returns another recording of the song, half of them as long: only song_id and year differ."""
    return {
        **song,
        "duration": song["duration"] if dice.chance(0.5) else _duration(dice),
        "song_id": _make_id("SO", "12A8", number, dice),
        "year": _year(dice),
    }
