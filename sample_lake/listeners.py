"""The users of Sparkify, each with a level that changes, and the visitor that nobody knows."""

from dataclasses import dataclass
from itertools import accumulate

from sample_lake.dice import Dice
from sample_lake.places import METRO_AREAS, USER_AGENTS
from sample_lake.words import surname

WOMEN = (
    "Alice", "Amelia", "Carla", "Chloe", "Diana", "Elena", "Fiona", "Hana", "Isabel", "Jade",
    "Kate", "Layla", "Mia", "Nora", "Priya", "Rosa", "Sofia", "Tara", "Vera", "Yasmin",
)  # fmt: skip
MEN = (
    "Adam", "Bruno", "Cyrus", "David", "Ethan", "Farid", "George", "Henry", "Ivan", "Jacob",
    "Kevin", "Liam", "Marcus", "Noah", "Oscar", "Peter", "Ravi", "Samuel", "Tomas", "Walter",
)  # fmt: skip
MILLISECONDS_OF_ALL = 796  # every ts of the real logs ends in it, and so does the sample
HABITS_REPEAT = 96  # as many as the real set has users: one browses only, two cancel


@dataclass(slots=True)
class Listener:
    """Whom an event is about; fields are None for a visitor who is logged out.

    Attributes:
        browses_only: Never plays a song.
        restless: Buys and cancels, also within one day.
        busy_until: When the last session ended, in epoch seconds.
    """

    user_id: str
    level: str
    first_name: str | None = None
    last_name: str | None = None
    gender: str | None = None
    location: str | None = None
    registration: float | None = None
    user_agent: str | None = None
    browses_only: bool = False
    restless: bool = False
    busy_until: int = 0


VISITOR = Listener(user_id="", level="free")


class Audience:
    """All users, and who of them comes next: few are there often, most are there rarely."""

    def __init__(self, count: int, *, seed: int, opens_at: int) -> None:
        """Makes the users.

        Args:
            count: How many.
            seed: The same seed makes the same users.
            opens_at: The first second of the first day; everybody registered before it.
        """
        dice = Dice(seed, "listeners")
        self.listeners = [_make_listener(number, opens_at, dice) for number in range(count)]
        self._short = list(accumulate(_frequency(listener, dice) for listener in self.listeners))
        self._long = list(accumulate(_patience(listener, dice) for listener in self.listeners))

    def next_listener(self, start: int, events: int, dice: Dice) -> Listener:
        """Returns who starts a session of that many events, preferably someone who is free."""
        totals = self._long if events > 5 else self._short
        for _ in range(8):
            listener = self.listeners[dice.weighted(totals)]
            if listener.busy_until <= start:
                return listener
        return listener


def _make_listener(number: int, opens_at: int, dice: Dice) -> Listener:
    woman = dice.chance(0.57)
    habit = number % HABITS_REPEAT
    restless = habit in {2, 50}
    return Listener(
        user_id=str(number + 1),
        level="paid" if restless or dice.chance(0.2) else "free",
        first_name=dice.pick(WOMEN if woman else MEN),
        last_name=surname(dice),
        gender="F" if woman else "M",
        location=dice.pick(METRO_AREAS),
        registration=float((opens_at - dice.between(1, 120 * 86400)) * 1000 + MILLISECONDS_OF_ALL),
        user_agent=_quoted_as_logged(dice.pick_favourite(USER_AGENTS)),
        browses_only=habit == 5,
        restless=restless,
    )


def _frequency(listener: Listener, dice: Dice) -> int:
    """Returns the weight of a listener in short sessions; who only browses is seen often."""
    return 24 if listener.browses_only else dice.between(1, 12)


def _patience(listener: Listener, dice: Dice) -> int:
    """Returns the weight of a listener in long sessions: who pays, listens."""
    if listener.browses_only:
        return 1
    return dice.between(1, 10) * (8 if listener.level == "paid" else 1)


def _quoted_as_logged(user_agent: str) -> str:
    """Returns the agent in literal quotes when it holds a comma, as if it had once been CSV."""
    return f'"{user_agent}"' if "," in user_agent else user_agent
