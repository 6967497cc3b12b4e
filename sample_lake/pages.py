"""Which page follows which, and what the log says of each."""

from typing import NamedTuple

from sample_lake.dice import Dice
from sample_lake.listeners import Listener

PLAY = "NextSong"
METHOD_AND_STATUS = {
    PLAY: ("PUT", 200),
    "Home": ("GET", 200),
    "Login": ("PUT", 307),
    "Logout": ("PUT", 307),
    "Settings": ("GET", 200),
    "Save Settings": ("PUT", 307),
    "Help": ("GET", 200),
    "About": ("GET", 200),
    "Upgrade": ("GET", 200),
    "Submit Upgrade": ("PUT", 307),
    "Downgrade": ("GET", 200),
    "Submit Downgrade": ("PUT", 307),
    "Error": ("GET", 404),
}
LEVEL_AFTER = {"Submit Upgrade": "paid", "Submit Downgrade": "free"}


class Odds(NamedTuple):
    """Pages that may come next, each up to its share of the draws; the last share is 1."""

    choices: tuple[tuple[float, str], ...]

    def draw(self, dice: Dice) -> str:
        """Returns the next page."""
        roll = dice.roll()
        return next(page for share, page in self.choices if roll < share)


def _everyday(change: str, change_share: float) -> Odds:
    """Returns the odds of someone logged in; change is the page to buy or cancel."""
    rest = 1 - change_share
    shares = (
        (0.892, PLAY), (0.974, "Home"), (0.983, "Settings"), (0.989, "Help"), (0.992, "About"),
        (0.994, "Error"), (1.0, "Logout"),
    )  # fmt: skip
    return Odds((*((share * rest, page) for share, page in shares), (1.0, change)))


EVERYDAY = {"free": _everyday("Upgrade", 0.006), "paid": _everyday("Downgrade", 0.006)}
RESTLESS = {"free": _everyday("Upgrade", 0.08), "paid": _everyday("Downgrade", 0.03)}
BROWSING = Odds(((0.6, "Home"), (0.75, "Settings"), (0.85, "Help"), (0.95, "About"), (1, "Logout")))
LOGGED_OUT = Odds(((0.5, "Home"), (0.54, "About"), (0.57, "Help"), (1, "Login")))
HOME = Odds(((1, "Home"),))
AFTER = {
    "Login": HOME,
    "Logout": Odds(((0.7, "Home"), (1, "Login"))),
    "Submit Upgrade": HOME,
    "Submit Downgrade": HOME,
    "Save Settings": Odds(((0.5, "Home"), (1, "Settings"))),
}
TEMPTATIONS = {
    "Settings": "Save Settings",
    "Upgrade": "Submit Upgrade",
    "Downgrade": "Submit Downgrade",
}
YIELDS = {"Save Settings": 0.12, "Submit Upgrade": 0.45, "Submit Downgrade": 0.2}


def page_after(page: str, listener: Listener, *, logged_in: bool, dice: Dice) -> str:
    """Returns the page that follows, for that listener in that state after the page."""
    if page in AFTER:
        return AFTER[page].draw(dice)
    if not logged_in:
        return LOGGED_OUT.draw(dice)
    tempted = TEMPTATIONS.get(page)
    if tempted and dice.chance(0.9 if listener.restless else YIELDS[tempted]):
        return tempted
    return _habit(listener).draw(dice)


def first_page(listener: Listener, *, logged_in: bool, dice: Dice) -> str:
    """Returns the page that a session begins with."""
    return (_habit(listener) if logged_in else LOGGED_OUT).draw(dice)


def _habit(listener: Listener) -> Odds:
    if listener.browses_only:
        return BROWSING
    return (RESTLESS if listener.restless else EVERYDAY)[listener.level]
