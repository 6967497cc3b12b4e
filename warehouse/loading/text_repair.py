"""Repairs text that was UTF-8 and was read as Latin-1, once or twice: `BjÃ¶rk` is Björk."""

from collections.abc import Iterable

import ftfy


def find_repairs(texts: Iterable[str]) -> dict[str, str]:
    """The texts that were misread, each with what it was; sound text is left out."""
    repairs = {text: ftfy.fix_encoding(text) for text in texts}
    return {broken: repaired for broken, repaired in repairs.items() if broken != repaired}
