"""What the reader asked for: days, level, location, clock, and a song or artist."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dashboard.formats import format_count, format_span

Clock = Literal["utc", "local"]
Level = Literal["", "free", "paid"]


@dataclass(frozen=True)
class Filters:
    """The filters of a page; they become bound values of its statements.

    Attributes:
        first_day: First UTC day.
        last_day: Last UTC day, included.
        level: Level at the play; empty for both.
        location: Location as the log spells it, `unknown` for plays without one; empty for all.
        clock: Whether hours and weekdays are in UTC or in the listener's local time.
        artist: Artist in lower case; empty for all.
        title: Title of a song in lower case; empty for all.
        loaded_from: First UTC day that has plays; None when no period is compared.
    """

    first_day: date
    last_day: date
    level: Level = ""
    location: str = ""
    clock: Clock = "utc"
    artist: str = ""
    title: str = ""
    loaded_from: date | None = None

    def as_values(self) -> dict[str, object]:
        """Every value that a statement may ask for."""
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "early_end": self.first_day + self._half,
            "late_start": self.last_day - self._half + timedelta(days=1),
            "level": self.level,
            "location": self.location,
            "clock": self.clock,
            "artist": self.artist,
            "title": self.title,
        }

    @property
    def days(self) -> list[date]:
        """Every chosen day."""
        count = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=number) for number in range(count)]

    @property
    def _half(self) -> timedelta:
        """The length of each half of the days; the middle one of an odd number is in none."""
        return timedelta(days=len(self.days) // 2)

    @property
    def previous(self) -> "Filters | None":
        """The same of as many days before; None when they are not all loaded."""
        first_day = self.first_day - (self.last_day - self.first_day) - timedelta(days=1)
        if self.loaded_from is None or first_day < self.loaded_from:
            return None
        return replace(self, first_day=first_day, last_day=self.first_day - timedelta(days=1))

    @property
    def period_before(self) -> str:
        """The period that figures are compared with, in words."""
        if self.previous is None:
            return "no previous period"
        return f"the {format_count(len(self.days), 'day')} before"

    @property
    def clock_name(self) -> str:
        """The clock as titles and axes name it."""
        return "listener's local time" if self.clock == "local" else "UTC"

    @property
    def summary(self) -> str:
        """The filters in a few words."""
        words = [format_span(self.first_day, self.last_day)]
        if self.level:
            words.append(f"{self.level} plays")
        if self.location:
            words.append(self.location)
        return " · ".join(words)
