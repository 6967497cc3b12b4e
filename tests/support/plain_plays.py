"""What the pages should say, counted in plain Python over the JSON of a lake: no SQL, no star."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from dashboard.filters import Filters


@dataclass(frozen=True)
class Play:
    """One `NextSong` line."""

    moment: datetime
    user: str
    level: str
    session: int
    item: int
    location: str
    title: str
    artist: str
    seconds: float

    @property
    def day(self) -> date:
        return self.moment.date()

    @property
    def song(self) -> tuple[str, str]:
        return self.title.lower(), self.artist.lower()


def read_plays(lake: Path) -> list[Play]:
    """The plays of a lake in the order of their time."""
    lines = [
        json.loads(line)
        for path in (lake / "log_data").rglob("*.json")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    plays = [
        Play(
            datetime.fromtimestamp(line["ts"] / 1000, UTC),
            line["userId"],
            line["level"],
            line["sessionId"],
            line["itemInSession"],
            line["location"],
            _repair(line["song"]),
            _repair(line["artist"]),
            line["length"],
        )
        for line in lines
        if line["page"] == "NextSong"
    ]
    return sorted(plays, key=lambda play: (play.moment, play.item, play.session))


def _repair(text: str) -> str:
    """The text before it was read as Latin-1, as often as it was."""
    try:
        return _repair(text.encode("latin-1").decode()) if not text.isascii() else text
    except UnicodeError:
        return text


def keep(plays: Iterable[Play], filters: Filters) -> list[Play]:
    """The plays that filters keep."""
    return [
        play
        for play in plays
        if filters.first_day <= play.day <= filters.last_day
        and filters.level in {"", play.level}
        and filters.location in {"", play.location}
        and filters.artist in {"", play.artist.lower()}
        and filters.title in {"", play.title.lower()}
    ]


def say_change(plays: list[Play], filters: Filters, first_day: date) -> str:
    """How the plays changed against the days before."""
    days = (filters.last_day - filters.first_day).days + 1
    start = filters.first_day - timedelta(days=days)
    if start < first_day:
        return "with no previous period to compare with"
    earlier = Filters(
        start,
        filters.first_day - timedelta(days=1),
        filters.level,
        filters.location,
        "utc",
        filters.artist,
        filters.title,
    )
    now, before = len(keep(plays, filters)), len(keep(plays, earlier))
    if now == before:
        change = "unchanged"
    elif not before:
        change = "up from none"
    else:
        change = f"{'up' if now > before else 'down'} {abs(100 * (now - before) / before):.1f}%"
    return f"{change} against the {days} day{'s' if days > 1 else ''} before"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def say(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def first_most(counts: Counter[date]) -> tuple[date, int]:
    """The earliest of the days with most plays."""
    return max(sorted(counts.items()), key=lambda item: item[1])


def median_minutes(plays: list[Play]) -> float:
    """The median length of the sessions."""
    sessions: dict[tuple[str, int], list[Play]] = defaultdict(list)
    for play in plays:
        sessions[play.user, play.session].append(play)
    return median(_length(session) for session in sessions.values()) / 60


def _length(session: list[Play]) -> float:
    starts = [int(play.moment.timestamp()) for play in session]
    ends = [start + play.seconds for start, play in zip(starts, session, strict=True)]
    return max(ends) - min(starts)


def level_changes(plays: list[Play]) -> list[tuple[Play, str]]:
    """The plays at another level than the user's play before, each with the level before."""
    last: dict[str, str] = {}
    changes = []
    for play in plays:
        before = last.get(play.user, play.level)
        if before != play.level:
            changes.append((play, before))
        last[play.user] = play.level
    return changes
