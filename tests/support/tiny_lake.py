"""Lakes of a few lines: what a test does not say of an event or a song is filled in.

A row is a mapping of the file's own field names, or a str that is written as it stands. The `ts`
of an event may be a text such as `2018-11-01 10:00:00.123` (UTC).
"""

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from warehouse.lake.directory_lake import DirectoryLake

Row = Mapping[str, object] | str

_EVENTS_NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2}).*")
_NO_PLAY = {"artist": None, "song": None, "length": None, "method": "GET"}


def write_lake(
    root: Path,
    events: Mapping[str, Iterable[Row]] | None = None,
    songs: Iterable[Mapping[str, object]] = (),
) -> DirectoryLake:
    """A lake in `root`, with its work folder in `root/work`.

    Args:
        root: Where it is made; what is there stays.
        events: Log lines by day (`2018-11-01`), one file a day.
        songs: Songs, one file each: `TR0.json`, `TR1.json` and so on.
    """
    files: dict[str, Iterable[Row]] = {
        f"{day}-events.json": rows for day, rows in (events or {}).items()
    }
    files |= {f"TR{number}.json": [song] for number, song in enumerate(songs)}
    write_files(root, files)
    return open_lake(root)


def open_lake(root: Path) -> DirectoryLake:
    """The lake of a test's directory."""
    (root / "lake" / "log_data").mkdir(parents=True, exist_ok=True)
    return DirectoryLake(root / "lake", root / "work")


def write_files(root: Path, files: Mapping[str, Iterable[Row] | None]) -> None:
    """Writes files by name into the folders where they belong; None takes a file away."""
    for name, rows in files.items():
        path = find_path(root, name)
        if rows is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_encode(name, rows))


def find_path(root: Path, name: str) -> Path:
    """Where a file of that name lies: a day in front makes it a file of events.

    A name with folders is a path below the lake.
    """
    if "/" in name:
        return root / "lake" / name
    match = _EVENTS_NAME.fullmatch(name)
    if match:
        return root / "lake" / "log_data" / match[1] / match[2] / name
    return root / "lake" / "song_data" / "A" / "B" / name


def _encode(name: str, rows: Iterable[Row]) -> bytes:
    is_events = name.startswith("log_data/") or _EVENTS_NAME.fullmatch(name)
    complete = make_event if is_events else make_song
    lines = [
        row if isinstance(row, str) else json.dumps(complete(row, name, position))
        for position, row in enumerate(rows)
    ]
    content = "\n".join(lines).encode()
    return gzip.compress(content) if name.lower().endswith(".gz") else content


def make_event(fields: Mapping[str, object], name: str, position: int = 0) -> dict[str, object]:
    """A log line: by default a free user's play at noon of the day in front of the file's name.

    A file without one has plays of 2018-11-01.
    """
    day = name[:10] if _EVENTS_NAME.fullmatch(name) else "2018-11-01"
    noon = datetime.fromisoformat(f"{day} 12:00:00+00:00")
    event: dict[str, object] = {
        "artist": "Some Artist",
        "auth": "Logged In",
        "firstName": "Lily",
        "gender": "F",
        "itemInSession": position,
        "lastName": "Koch",
        "length": 200.5,
        "level": "free",
        "location": "Chicago-Naperville-Elgin, IL-IN-WI",
        "method": "PUT",
        "page": "NextSong",
        "registration": 1541048010796.0,
        "sessionId": int(day.replace("-", "")),
        "song": "Some Song",
        "status": 200,
        "ts": int(noon.timestamp()) * 1000 + position * 1000 + 796,
        "userAgent": '"Mozilla/5.0 (X11; Linux x86_64)"',
        "userId": "15",
    }
    if fields.get("page", "NextSong") != "NextSong":
        event |= _NO_PLAY
    event |= fields
    if isinstance(event["ts"], str | datetime):
        event["ts"] = to_milliseconds(str(event["ts"]))
    return event


def make_song(fields: Mapping[str, object], name: str, position: int = 0) -> dict[str, object]:
    """A song object; its song_id and artist_id come from the file's name unless they are given."""
    stem = name.split(".", maxsplit=1)[0]
    return {
        "artist_id": f"AR-{stem}-{position}",
        "artist_latitude": None,
        "artist_location": "",
        "artist_longitude": None,
        "artist_name": "Some Artist",
        "duration": 200.5,
        "num_songs": 1,
        "song_id": f"SO-{stem}-{position}",
        "title": "Some Song",
        "year": 2000,
        **fields,
    }


def to_milliseconds(text: str) -> int:
    """Milliseconds since 1970 of a UTC time as text, with no float on the way."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    seconds = int(moment.replace(microsecond=0).timestamp())
    return seconds * 1000 + moment.microsecond // 1000
