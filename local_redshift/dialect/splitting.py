"""Where the statements of a text begin and end, and where its parameters stand."""

import re
from collections.abc import Sequence

_PIECES = re.compile(
    r"""
      (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<quoted>'(?:[^'\\]|\\.|'')*(?:'|\Z) | "(?:[^"]|"")*(?:"|\Z))
    | (?P<dollar>\$(?P<mark>[A-Za-z_]\w*|)\$.*?(?:\$(?P=mark)\$|\Z))
    | (?P<parameter>\$[0-9]+)
    | (?P<end>;)
    | (?P<other>[A-Za-z_0-9\x80-\uffff][\w$\x80-\uffff]*|\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANKS = " \t\n\r\f\v"
# Blanks to the tokenizer, letters of a name to Redshift, which looks at bytes.
_BLANK_LETTER = re.compile(r"[^\S\x00-\x7f]")


def split(text: str) -> list[str]:
    """The statements of a text without their semicolons; those that say nothing are left out."""
    statements: list[str] = []
    current: list[str] = []
    says_something = False
    for piece in _PIECES.finditer(text):
        if piece.lastgroup == "end":
            if says_something:
                statements.append("".join(current).strip(_BLANKS))
            current, says_something = [], False
            continue
        current.append(piece.group())
        says_something = says_something or not (piece["comment"] or piece.group().isspace())
    if says_something:
        statements.append("".join(current).strip(_BLANKS))
    return statements


def fill_parameters(text: str, values: Sequence[str]) -> str:
    """The text with a value in place of each `$n`; one without a value stays."""
    return "".join(
        values[int(piece.group()[1:]) - 1]
        if piece["parameter"] and 0 < int(piece.group()[1:]) <= len(values)
        else piece.group()
        for piece in _PIECES.finditer(text)
    )


def space_parameters(text: str) -> tuple[str, int]:
    """The text with a blank after each `$n`, which the tokenizer needs, and the greatest n."""
    count = 0
    pieces: list[str] = []
    for piece in _PIECES.finditer(text):
        is_odd = piece["other"] and _BLANK_LETTER.search(piece.group())
        pieces.append(f'"{piece.group()}"' if is_odd else piece.group())
        if piece["parameter"]:
            count = max(count, int(piece.group()[1:]))
            pieces.append(" ")
    return "".join(pieces), count
