"""The activity log: one object an event, day by day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import TypedDict

from sample_lake.dice import Dice
from sample_lake.listeners import MILLISECONDS_OF_ALL, VISITOR, Audience
from sample_lake.pages import METHOD_AND_STATUS
from sample_lake.plays import Jukebox
from sample_lake.sessions import Click, Session, draw_length
from sample_lake.songs import Song

DAY_SECONDS = 86400
WEEKDAY_WEIGHTS = (10, 11, 12, 11, 11, 5, 4)  # Monday first
# When sessions begin, UTC: earlier than the real logs have most events, as sessions last hours.
HOUR_WEIGHTS = (2, 1, 1, 1, 2, 3, 5, 6, 7, 9, 12, 11, 10, 13, 15, 14, 12, 10, 8, 6, 5, 4, 3, 2)
HOUR_TOTALS = tuple(accumulate(HOUR_WEIGHTS))


class Event(TypedDict):
    """One line of the log; None is null in it."""

    artist: str | None
    auth: str
    firstName: str | None
    gender: str | None
    itemInSession: int
    lastName: str | None
    length: float | None
    level: str
    location: str | None
    method: str
    page: str
    registration: float | None
    sessionId: int
    song: str | None
    status: int
    ts: int
    userAgent: str | None
    userId: str


def make_events(  # noqa: PLR0913 - one keyword for each thing that one may ask for
    count: int, catalogue: Iterable[Song], *, seed: int, first_day: date, days: int, users: int
) -> Iterator[tuple[date, Iterator[Event]]]:
    """Yields the days in order, each with its events in order; a day without events is left out.

    Memory holds one day in a compact form, and the catalogue's names.

    Args:
        count: How many events in all, exactly.
        catalogue: The songs that a share of the plays is of.
        seed: The same seed and arguments give the same events.
        first_day: The first UTC day.
        days: How many days.
        users: How many users there are; some may not show up.

    Yields:
        A day and an iterator of its events: objects with the 18 fields of the log, in their order.
    """
    dice = Dice(seed, "events")
    jukebox = Jukebox(catalogue, seed=seed)
    opens_at = _epoch_seconds(first_day)
    audience = Audience(users, seed=seed, opens_at=opens_at)
    visits = _Visits(audience, jukebox, dice, closes_at=opens_at + days * DAY_SECONDS)
    for number, day_count in enumerate(_share_out(count, first_day, days, dice)):
        clicks = visits.clicks_of_day(opens_at + number * DAY_SECONDS, day_count)
        if clicks:
            yield first_day + timedelta(days=number), map(as_event, clicks)


class _Visits:
    """All sessions, made a day at a time."""

    def __init__(self, audience: Audience, jukebox: Jukebox, dice: Dice, closes_at: int) -> None:
        self._audience = audience
        self._jukebox = jukebox
        self._dice = dice
        self._closes_at = closes_at
        self._session_id = 0
        self._after_midnight: list[Click] = []

    def clicks_of_day(self, midnight: int, count: int) -> list[Click]:
        """Returns what happens in a day, sorted.

        Args:
            midnight: The first second of the day.
            count: How many events the sessions that begin in the day have, until they end.
        """
        clicks = self._after_midnight
        for start, length in self._plan(midnight, count):
            clicks += self._visit(start, length)
        clicks.sort()  # no two have the same second, session and item
        next_midnight = midnight + DAY_SECONDS
        self._after_midnight = [click for click in clicks if click.second >= next_midnight]
        return clicks[: len(clicks) - len(self._after_midnight)]

    def _plan(self, midnight: int, count: int) -> list[tuple[int, int]]:
        """Returns start and length of the day's sessions in order of their start."""
        planned = []
        while count > 0:
            length = min(draw_length(self._dice), count)
            count -= length
            start = midnight + self._dice.weighted(HOUR_TOTALS) * 3600 + self._dice.below(3600)
            latest = max(midnight, self._closes_at - 300 * length)
            planned.append((min(start, latest), length))
        return sorted(planned)

    def _visit(self, start: int, length: int) -> list[Click]:
        self._session_id += 1
        listener = self._audience.next_listener(start, length, self._dice)
        session = Session(self._session_id, start, listener, self._dice)
        return session.clicks(length, before=self._closes_at, jukebox=self._jukebox)


def as_event(click: Click) -> Event:
    """Returns the event as the log writes it."""
    who, track = click.listener, click.track
    method, status = METHOD_AND_STATUS[click.page]
    return {
        "artist": track.artist if track else None,
        "auth": "Logged Out" if who is VISITOR else "Logged In",
        "firstName": who.first_name,
        "gender": who.gender,
        "itemInSession": click.item,
        "lastName": who.last_name,
        "length": track.duration if track else None,
        "level": click.level,
        "location": who.location,
        "method": method,
        "page": click.page,
        "registration": who.registration,
        "sessionId": click.session_id,
        "song": track.title if track else None,
        "status": status,
        "ts": click.second * 1000 + MILLISECONDS_OF_ALL,
        "userAgent": who.user_agent,
        "userId": who.user_id,
    }


def _share_out(count: int, first_day: date, days: int, dice: Dice) -> list[int]:
    """Returns how many events each day has: fewer at the weekend, count in all."""
    weekday = first_day.weekday()
    weights = (WEEKDAY_WEIGHTS[(weekday + day) % 7] * dice.between(60, 140) for day in range(days))
    totals = [0, *accumulate(weights)]
    bounds = [count * total // totals[-1] for total in totals]
    return [high - low for low, high in pairwise(bounds)]


def _epoch_seconds(day: date) -> int:
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * DAY_SECONDS
