"""Proves which event files are in the star, by figures of each UTC day that tell its content.

The files are read here, line by line; the star gives the same figures in SQL. A day's figures are
a count and a sum of digests, so that the order of rows does not matter. They tell everything that
log lines give to `star.songplays` and `ops.user_days`. Nothing is proven by accident: whatever COPY
understands otherwise than this module makes the figures differ, and the file is loaded again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from warehouse.connection import Session
from warehouse.days import read_links
from warehouse.lake import Lake, LakeFile
from warehouse.lake_objects import JsonObject, UnreadableFileError, read_objects
from warehouse.rejected_lines import EARLIEST_TS, LATEST_TS
from warehouse.text_repair import find_repairs

_EPOCH = date(1970, 1, 1)
_DAY_MILLISECONDS = 24 * 60 * 60 * 1000
_EARLIEST, _LATEST = (
    int(ts.replace(tzinfo=UTC).timestamp()) * 1000 for ts in (EARLIEST_TS, LATEST_TS)
)
_DIGEST_DIGITS = 15  # of md5: a number of 60 bits, which BIGINT holds


class Figures(NamedTuple):
    """What a day's rows are: how many, and the sum of their digests."""

    row_count: int = 0
    digest_sum: int = 0


class _Play(NamedTuple):
    ts: int  # milliseconds
    digest: int


class _UserDay(NamedTuple):
    """A user's event; the greatest counts."""

    ts: int  # milliseconds
    item_in_session: int
    session_id: int
    level: str
    digest: int


@dataclass
class Reading:
    """What event files hold.

    Attributes:
        touched_days: UTC days of each file's events; a file that cannot be read is not in it.
        unreadable: Why a file cannot be read.
        plays: Figures of the plays of each day.
        users: The newest event of each user in each day.
    """

    touched_days: dict[LakeFile, set[date]] = field(default_factory=dict)
    unreadable: dict[LakeFile, str] = field(default_factory=dict)
    plays: defaultdict[date, Figures] = field(default_factory=lambda: defaultdict(Figures))
    users: dict[tuple[date, str], _UserDay] = field(default_factory=dict)

    def count_users(self) -> dict[date, Figures]:
        """Figures of the users of each day."""
        days: defaultdict[date, Figures] = defaultdict(Figures)
        for (day, _), newest in self.users.items():
            days[day] = _add(days[day], newest.digest)
        return days


def read_events(lake: Lake, files: Iterable[LakeFile]) -> Reading:
    """Reads event files; memory holds the plays of one day's files, and a row a user and day."""
    reading = Reading()
    ordered = sorted(files, key=lambda file: (file.day or date.min, file.uri))
    for _, day_files in groupby(ordered, key=lambda file: file.day):
        plays: dict[int, _Play] = {}  # by songplay_id: of a key that repeats, the newest
        for file in day_files:
            _read_file(lake, file, reading, plays)
        for play in plays.values():
            day = _find_day(play.ts)
            reading.plays[day] = _add(reading.plays[day], play.digest)
    return reading


def _read_file(lake: Lake, file: LakeFile, reading: Reading, plays: dict[int, _Play]) -> None:
    touched: set[date] = set()
    try:
        for event in read_objects(lake, file.uri):
            touched.add(_read_event(event, reading, plays))
    except UnreadableFileError as error:
        reading.unreadable[file] = str(error)
    except (KeyError, TypeError, ValueError):
        reading.unreadable[file] = "has an event that the warehouse does not take"
    else:
        reading.touched_days[file] = touched


def _read_event(event: JsonObject, reading: Reading, plays: dict[int, _Play]) -> date:
    """Adds an event to what is read; returns its day."""
    ts, session_id, item = (_to_int(event[key]) for key in ("ts", "sessionId", "itemInSession"))
    if not _EARLIEST <= ts <= _LATEST or not isinstance(event["page"], str):
        raise ValueError(event)
    user = _to_text(event.get("userId")).strip(" ")
    day = _find_day(ts)
    if event["page"] == "NextSong":
        songplay_id = session_id * 1_000_000 + item
        known = plays.get(songplay_id)
        if known is None or known.ts < ts:
            plays[songplay_id] = _Play(ts, _digest(_list_play(event, songplay_id, ts, user)))
    if user:
        level = _to_text(event.get("level"))
        newest = reading.users.get((day, user))
        if newest is None or (ts, item, session_id, level) > newest[:4]:
            digest = _digest(_list_user(event, (user, ts, item, session_id), level))
            reading.users[day, user] = _UserDay(ts, item, session_id, level, digest)
    return day


def _list_play(event: JsonObject, songplay_id: int, ts: int, user: str) -> Iterator[object]:
    """What sql/ops/reconciliation/select_play_digests.sql takes of a play, in its order."""
    yield from (songplay_id, ts, user, _to_text(event.get("level")))
    yield _repair(_to_text(event.get("location"))).strip(" ")
    yield _to_text(event.get("userAgent")).strip('" ')
    yield _repair(_to_text(event.get("song"))).strip(" ")
    yield _repair(_to_text(event.get("artist"))).strip(" ")
    length = event.get("length")
    yield "" if length is None else round(float(str(length)) * 100_000)


def _list_user(event: JsonObject, key: tuple[object, ...], level: str) -> Iterator[object]:
    """What sql/ops/reconciliation/select_user_digests.sql takes of a user, in its order."""
    yield from key
    yield _repair(_to_text(event.get("firstName")))
    yield _repair(_to_text(event.get("lastName")))
    yield _to_text(event.get("gender"))
    yield level


def _digest(values: Iterable[object]) -> int:
    content = "|".join(map(str, values)).encode()
    return int(hashlib.md5(content, usedforsecurity=False).hexdigest()[:_DIGEST_DIGITS], 16)


def _to_int(value: object) -> int:
    """The number of a field that must have one."""
    return int(str(value))


def _to_text(value: object) -> str:
    return "" if value is None else str(value)


@lru_cache(maxsize=100_000)
def _repair(text: str) -> str:
    return text if text.isascii() else find_repairs([text]).get(text, text)


def _find_day(ts: int) -> date:
    return _EPOCH + timedelta(days=ts // _DAY_MILLISECONDS)


def _add(figures: Figures, digest: int) -> Figures:
    return Figures(figures.row_count + 1, figures.digest_sum + digest)


class EventProof:
    """Says of each file that was read whether its content is in the star.

    Args:
        session: Its warehouse's figures are read.
        reading: What the files hold.
    """

    def __init__(self, session: Session, reading: Reading) -> None:
        self._reading = reading
        self._users = reading.count_users()
        self._strays = read_links(session).strays
        days = [
            *reading.plays,
            *self._users,
            *(file.day for file in reading.touched_days if file.day),
        ]
        span = {"first_day": min(days, default=_EPOCH), "last_day": max(days, default=_EPOCH)}
        self._star_plays = _read_figures(session, "ops/reconciliation/select_play_digests", span)
        self._star_users = _read_figures(session, "ops/reconciliation/select_user_digests", span)

    def find_doubt(self, file: LakeFile) -> str | None:
        """Why a file is not proven to be in the star; None when it is."""
        if file in self._reading.unreadable:
            return self._reading.unreadable[file]
        touched = self._reading.touched_days.get(file)
        if touched is None:
            return "changed while it was read"
        own_days = {file.day} if file.day else set()
        for day in sorted(touched | own_days):
            doubt = self._compare(day)
            if doubt:
                return doubt
        for day in sorted(touched - own_days):
            if file.day and (file.day, day) not in self._strays:
                return f"has events of {day}, and ops.linked_days does not know"
        return None

    def _compare(self, day: date) -> str | None:
        plays, star_plays = (
            self._reading.plays.get(day, Figures()),
            self._star_plays.get(day, Figures()),
        )
        if plays.row_count != star_plays.row_count:
            counts = f"{plays.row_count:,} plays in the lake's files, {star_plays.row_count:,}"
            return f"{day} has {counts} in the star"
        if plays != star_plays:
            return f"{day} has other plays in the lake's files than in the star"
        if self._users.get(day, Figures()) != self._star_users.get(day, Figures()):
            return f"{day} has other users in the lake's files than in ops.user_days and star.users"
        return None


def _read_figures(session: Session, name: str, span: dict[str, date]) -> dict[date, Figures]:
    return {
        row["day"]: Figures(int(row["row_count"]), int(row["digest_sum"]))
        for row in session.rows(name, **span)
    }
