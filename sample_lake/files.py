"""The files of a lake: where they lie and how they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from json import JSONEncoder
from pathlib import Path
from typing import BinaryIO

from sample_lake.events import Event
from sample_lake.pages import PLAY
from sample_lake.songs import Song, song_path

LOG_FOLDER, SONG_FOLDER, JSON_PATHS_FILE = "log_data", "song_data", "log_json_path.json"
LAKE_ENTRIES = frozenset({LOG_FOLDER, SONG_FOLDER, JSON_PATHS_FILE})
_COUNTED = ("events", "plays", "days", "songs", "files", "size_bytes")
_encode = JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class LakeSummary:
    """What was written.

    Attributes:
        directory: The lake.
        events: Events in all files.
        plays: The events of page `NextSong`.
        days: Files of events, one a day.
        songs: Song files.
        files: All files.
        size_bytes: Of all files together.
    """

    directory: Path
    events: int
    plays: int
    days: int
    songs: int
    files: int
    size_bytes: int


class LakeWriter:
    """Writes the files of one lake and counts what it writes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: set[Path] = set()
        self._counts = dict.fromkeys(_COUNTED, 0)

    def write_json_paths(self) -> None:
        """Writes the file that says which field of an event goes into which column."""
        paths = ",\n".join(f"""        "$['{field}']\"""" for field in Event.__annotations__)
        self._write(JSON_PATHS_FILE, f'{{\n    "jsonpaths": [\n{paths}\n    ]\n}}')

    def write_songs(self, songs: Iterable[Song], *, seed: int) -> None:
        """Writes each song into a file of its own."""
        for number, song in enumerate(songs):
            self._write(f"{SONG_FOLDER}/{song_path(number, seed=seed)}", json_line(song))
            self._counts["songs"] += 1

    def write_day(self, day: date, events: Iterable[Event]) -> None:
        """Writes the events of a day, one a line, with no newline at the end."""
        with self._open(events_path(day)) as file:
            separator = ""
            for event in events:
                size_bytes = file.write((separator + json_line(event)).encode("ascii"))
                self._counts["size_bytes"] += size_bytes
                self._counts["events"] += 1
                self._counts["plays"] += event["page"] == PLAY
                separator = "\n"
        self._counts["days"] += 1

    def summary(self, directory: Path) -> LakeSummary:
        """Returns what was written until now, for the directory that the files end up in."""
        return LakeSummary(directory, **self._counts)

    def _write(self, path: str, text: str) -> None:
        with self._open(path) as file:
            self._counts["size_bytes"] += file.write(text.encode("ascii"))

    def _open(self, path: str) -> BinaryIO:
        """Returns the new file of that path, counted; its folder is made when it is the first."""
        file = self._root / path
        if file.parent not in self._folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(file.parent)
        self._counts["files"] += 1
        return file.open("wb")


def events_path(day: date) -> str:
    """Returns where the events of a day lie in a lake."""
    return f"{LOG_FOLDER}/{day.isoformat()[:4]}/{day.isoformat()[5:7]}/{day}-events.json"


def json_line(record: Mapping[str, object]) -> str:
    """Returns the object as the real files have it: ASCII, no blanks, slashes escaped."""
    return _encode(record).replace("/", "\\/")
