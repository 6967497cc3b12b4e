"""What the reader asked for: days, level, location and clock."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

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
    """

    first_day: date
    last_day: date
    level: Level = ""
    location: str = ""
    clock: Clock = "utc"

    def as_values(self) -> dict[str, object]:
        """Every value that a statement may ask for."""
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "level": self.level,
            "location": self.location,
            "clock": self.clock,
        }

    @property
    def clock_name(self) -> str:
        """The clock as titles and axes name it."""
        return "listener's local time" if self.clock == "local" else "UTC"

    @property
    def title(self) -> str:
        """The filters in a few words."""
        words = [f"{self.first_day} to {self.last_day}"]
        if self.level:
            words.append(f"{self.level} plays")
        if self.location:
            words.append(self.location)
        return " · ".join(words)
