"""Proves which event files are in the star, by figures that follow from each file's content.

The files are read here, object by object; the star gives the same figures in SQL. The figures of a
file are a count and a sum of digests, so that the order of rows does not matter. They change with
everything that log lines give to plays, page views and `ops.user_files`. Nothing is proven by
accident: what COPY reads otherwise makes the figures differ, and the file is loaded again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from warehouse.database.connection import Session
from warehouse.lake.files import Lake, LakeFile
from warehouse.lake.json_objects import JsonObject, UnreadableFileError, read_objects
from warehouse.loading.line_accounting import UnitFigures
from warehouse.loading.rejected_lines import EARLIEST_TS, EPOCH, LATEST_TS
from warehouse.loading.text_repair import find_repairs

_EARLIEST, _LATEST = (
    int(ts.replace(tzinfo=UTC).timestamp()) * 1000 for ts in (EARLIEST_TS, LATEST_TS)
)
_DIGEST_DIGITS = 15  # of md5: a number of 60 bits, which BIGINT holds


class Figures(NamedTuple):
    """What a file's rows are: how many, and the sum of their digests."""

    row_count: int = 0
    digest_sum: int = 0


class EventFigures(NamedTuple):
    """What a file's events are: how many of each kind, and the sum of their digests."""

    plays: int = 0
    page_views: int = 0
    digest_sum: int = 0


class _Event(NamedTuple):
    ts: int  # milliseconds
    digest: int


class _UserFile(NamedTuple):
    """A user's event; the greatest counts."""

    ts: int  # milliseconds
    item_in_session: int
    session_id: int
    level: str
    digest: int


@dataclass
class FileReading:
    """What one event file holds.

    Attributes:
        lines: Its objects.
        plays: By songplay_id the play that counts, the newest.
        page_views: The same of events that are no play.
        users: The newest event of each user.
        first_ts: Milliseconds since 1970 of its first event, or None.
        last_ts: Of its last one.
    """

    lines: int = 0
    plays: dict[int, _Event] = field(default_factory=dict)
    page_views: dict[int, _Event] = field(default_factory=dict)
    users: dict[str, _UserFile] = field(default_factory=dict)
    first_ts: int | None = None
    last_ts: int | None = None

    def count_events(self) -> EventFigures:
        """Figures of the plays and page views, each natural key once."""
        events = (*self.plays.values(), *self.page_views.values())
        digest_sum = sum(event.digest for event in events)
        return EventFigures(len(self.plays), len(self.page_views), digest_sum)

    def count_users(self) -> Figures:
        """Figures of the users."""
        return Figures(len(self.users), sum(user.digest for user in self.users.values()))

    def describe(self, uri: str) -> UnitFigures:
        """The file as a load unit of which no line was rejected."""
        return UnitFigures(
            unit=uri,
            lines=self.lines,
            plays=len(self.plays),
            page_views=len(self.page_views),
            duplicates=self.lines - len(self.plays) - len(self.page_views),
            rejected=0,
            lost_plays=0,
            lost_page_views=0,
            first_event_at=_to_time(self.first_ts),
            last_event_at=_to_time(self.last_ts),
        )


def _to_time(ts: int | None) -> datetime | None:
    return None if ts is None else EPOCH + timedelta(milliseconds=ts)


def read_file(lake: Lake, file: LakeFile, forgotten: frozenset[str] = frozenset()) -> FileReading:
    """What an event file holds; events of users who are forgotten have no user.

    Raises:
        UnreadableFileError: It cannot be read, or holds what the warehouse does not take.
    """
    reading = FileReading()
    try:
        for event in read_objects(lake, file.uri):
            _read_event(_forget(event, forgotten), reading)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableFileError("has an event that the warehouse does not take") from error
    return reading


def _forget(event: JsonObject, forgotten: frozenset[str]) -> JsonObject:
    """The event as sql/staging/staging_events/update_forgotten.sql leaves it."""
    if _to_text(event.get("userId")).strip(" ") not in forgotten:
        return event
    return {**event, **dict.fromkeys(("userId", "location", "userAgent"))}


def _read_event(event: JsonObject, reading: FileReading) -> None:
    """Adds an event to what is read."""
    ts, session_id, item = (_to_int(event[key]) for key in ("ts", "sessionId", "itemInSession"))
    if not _EARLIEST <= ts <= _LATEST or not isinstance(event["page"], str):
        raise ValueError(event)
    user = _to_text(event.get("userId")).strip(" ")
    reading.lines += 1
    reading.first_ts = ts if reading.first_ts is None else min(ts, reading.first_ts)
    reading.last_ts = ts if reading.last_ts is None else max(ts, reading.last_ts)
    events = reading.plays if event["page"] == "NextSong" else reading.page_views
    event_id = session_id * 1_000_000 + item
    known = events.get(event_id)
    if known is None or known.ts < ts:
        events[event_id] = _Event(ts, _digest(_list_event(event, event_id, ts, user)))
    if user:
        level = _to_text(event.get("level"))
        newest = reading.users.get(user)
        if newest is None or (ts, item, session_id, level) > newest[:4]:
            digest = _digest(_list_user(event, (user, ts, item, session_id), level))
            reading.users[user] = _UserFile(ts, item, session_id, level, digest)


def _list_event(event: JsonObject, event_id: int, ts: int, user: str) -> Iterator[object]:
    """What sql/ops/reconciliation/select_units.sql takes of an event, in its order."""
    yield from (event_id, ts, user, _to_text(event.get("level")))
    yield _repair(_to_text(event.get("location"))).strip(" ")
    yield _to_text(event.get("userAgent")).strip('" ')
    yield from _list_play(event) if event["page"] == "NextSong" else _list_page_view(event)


def _list_play(event: JsonObject) -> Iterator[object]:
    yield _repair(_to_text(event.get("song"))).strip(" ")
    yield _repair(_to_text(event.get("artist"))).strip(" ")
    length = event.get("length")
    yield "" if length is None else round(float(str(length)) * 100_000)


def _list_page_view(event: JsonObject) -> Iterator[object]:
    yield event["page"]
    yield _to_text(event.get("method"))
    yield _to_text(event.get("status"))


def _list_user(event: JsonObject, key: tuple[object, ...], level: str) -> Iterator[object]:
    """What sql/ops/reconciliation/select_user_files.sql takes of a user, in its order."""
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


class EventProof:
    """Says of a file that was read whether its content is in the star.

    Args:
        session: Its warehouse's figures are read.
    """

    def __init__(self, session: Session) -> None:
        span = {"first_start": EARLIEST_TS, "last_start": LATEST_TS}
        events = session.rows("ops/reconciliation/select_units", **span)
        users = session.rows("ops/reconciliation/select_user_files")
        untimed = session.rows("ops/reconciliation/select_timeless_plays", **span)
        self._untimed = {row["unit"] for row in untimed}
        self._events = {
            row["unit"]: EventFigures(
                int(row["play_count"]), int(row["page_view_count"]), int(row["digest_sum"])
            )
            for row in events
        }
        self._users = {
            row["unit"]: Figures(int(row["user_count"]), int(row["digest_sum"])) for row in users
        }

    def find_doubt(self, uri: str, reading: FileReading) -> str | None:
        """Why a file is not proven to be in the star; None when it is."""
        events, known = reading.count_events(), self._events.get(uri, EventFigures())
        if events.plays != known.plays:
            return f"has {events.plays:,} plays, and {known.plays:,} of it are in the star"
        if events.page_views != known.page_views:
            found = f"{known.page_views:,} of it are in the star"
            return f"has {events.page_views:,} page views, and {found}"
        if events != known:
            return "has other plays or page views than the star has of it"
        if uri in self._untimed:
            return "has plays whose start_time is not in star.time"
        if reading.count_users() != self._users.get(uri, Figures()):
            return "has other users than ops.user_files and star.users have of it"
        return None
