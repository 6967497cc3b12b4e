"""Where the statements of a text begin and end, and where its parameters stand."""

import re

_PIECES = re.compile(
    r"""
      (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<quoted>'(?:[^'\\]|\\.|'')*(?:'|\Z) | "(?:[^"]|"")*(?:"|\Z))
    | (?P<dollar>\$(?P<mark>[A-Za-z_]\w*|)\$.*?(?:\$(?P=mark)\$|\Z))
    | (?P<parameter>\$[0-9]+)
    | (?P<end>;)
    | (?P<other>[A-Za-z_0-9\x80-\uffff][\w$]*|\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def split(text: str) -> list[str]:
    """The statements of a text without their semicolons; those that say nothing are left out."""
    statements: list[str] = []
    current: list[str] = []
    says_something = False
    for piece in _PIECES.finditer(text):
        if piece.lastgroup == "end":
            if says_something:
                statements.append("".join(current).strip())
            current, says_something = [], False
            continue
        current.append(piece.group())
        says_something = says_something or not (piece["comment"] or piece.group().isspace())
    if says_something:
        statements.append("".join(current).strip())
    return statements


def space_parameters(text: str) -> tuple[str, int]:
    """The text with a blank after each `$n`, which the tokenizer needs, and the greatest n."""
    count = 0
    pieces: list[str] = []
    for piece in _PIECES.finditer(text):
        pieces.append(piece.group())
        if piece["parameter"]:
            count = max(count, int(piece.group()[1:]))
            pieces.append(" ")
    return "".join(pieces), count
