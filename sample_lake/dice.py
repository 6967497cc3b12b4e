"""Random draws that are the same on every Python and every system.

Only `Random.random()` is promised to give the same numbers in every version, so each draw here
is made of it, with arithmetic that IEEE 754 fixes: no `math.log`, no `sum()` of floats.

Source: https://docs.python.org/3/library/random.html#notes-on-reproducibility
"""

from bisect import bisect_right
from collections.abc import Sequence
from random import Random
from string import ascii_uppercase
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """One stream of draws; streams with different names do not disturb each other."""

    def __init__(self, seed: int, stream: str) -> None:
        self.roll = Random(f"{seed}/{stream}").random  # noqa: S311 - plausible, not secret

    def below(self, limit: int) -> int:
        """Returns a whole number from 0 to limit - 1."""
        return int(self.roll() * limit)

    def between(self, low: int, high: int) -> int:
        """Returns a whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Returns True in that share of the draws (0 to 1)."""
        return self.roll() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Returns one of the items, all equally likely."""
        return items[int(self.roll() * len(items))]

    def pick_favourite(self, items: Sequence[Item]) -> Item:
        """Returns one of the items, the first ones far more often than the last."""
        position = self.roll()
        return items[int(position * position * len(items))]

    def weighted(self, running_totals: Sequence[int]) -> int:
        """Returns a position, as often as its weight says.

        Args:
            running_totals: The weights added up, so that the last is the total.
        """
        return bisect_right(running_totals, int(self.roll() * running_totals[-1]))

    def letters(self, count: int) -> str:
        """Returns that many capital letters."""
        roll = self.roll
        return "".join([ascii_uppercase[int(roll() * 26)] for _ in range(count)])
