"""One visit: the clicks of a listener from the first page to the last."""

from typing import NamedTuple

from sample_lake.dice import Dice
from sample_lake.listeners import VISITOR, Listener
from sample_lake.pages import LEVEL_AFTER, PLAY, first_page, page_after
from sample_lake.plays import Jukebox, Track

PAUSE_SECONDS = 1800  # nobody starts a new session within it
# How many events a session has, as one in so many sessions of the real logs.
LENGTHS = (1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 12, 19, 34, 70)


class Click(NamedTuple):
    """One event in short: sorted by time, then by its key."""

    second: int
    session_id: int
    item: int
    page: str
    level: str
    listener: Listener
    track: Track | None


class Session:
    """A visit that is under way."""

    def __init__(self, session_id: int, start: int, listener: Listener, dice: Dice) -> None:
        """Begins the visit; a few begin logged out.

        Args:
            session_id: Its number, not used by any other visit.
            start: Its first second since the epoch, UTC.
            listener: Who visits; the level may change on the way.
            dice: Draws.
        """
        self._session_id = session_id
        self._second = start
        self._listener = listener
        self._dice = dice
        self._logged_in = not dice.chance(0.09)
        self._page = first_page(listener, logged_in=self._logged_in, dice=dice)
        self._song_ends = start

    def clicks(self, count: int, *, before: int, jukebox: Jukebox) -> list[Click]:
        """Returns exactly that many events, in order, all earlier than the second `before`."""
        made = []
        for item in range(count):
            made.append(self._click(item, jukebox))
            self._turn_page()
            self._wait((before - 1 - self._second) // max(1, count - item - 1))
        self._listener.busy_until = self._second + PAUSE_SECONDS
        return made

    def _click(self, item: int, jukebox: Jukebox) -> Click:
        track = jukebox.next_track(self._dice) if self._page == PLAY else None
        if track:
            self._song_ends = self._second + int(track.duration)
        who = self._listener if self._logged_in else VISITOR
        return Click(
            self._second, self._session_id, item, self._page, self._listener.level, who, track
        )

    def _turn_page(self) -> None:
        """Lets the page do what it does, then opens the next one."""
        page, listener = self._page, self._listener
        listener.level = LEVEL_AFTER.get(page, listener.level)
        next_page = page_after(page, listener, logged_in=self._logged_in, dice=self._dice)
        if page in {"Login", "Logout"}:
            self._logged_in = page == "Login"
            self._song_ends = self._second
        self._page = next_page

    def _wait(self, longest: int) -> None:
        """Goes on to the second of the next event, which a redirect or an impatient user skips."""
        soon = self._dice.below(40) if self._dice.chance(0.96) else 0
        later = self._second + soon
        if self._page == PLAY:
            later = max(later, self._song_ends)
        self._second = min(later, self._second + longest)


def draw_length(dice: Dice) -> int:
    """Returns how many events a session is to have: half have one or two, a few a hundred."""
    length = dice.pick(LENGTHS)
    return length + dice.below(length) if length > 5 else length
