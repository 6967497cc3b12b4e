"""Formats of TO_CHAR and TO_NUMBER of numbers.

Source: docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html, .../r_TO_CHAR.html,
.../r_TO_NUMBER.html; where these are silent, PostgreSQL, which they follow.
"""

import re
from functools import reduce

from sqlglot import exp

from local_redshift.dialect.macros import macro, native
from local_redshift.dialect.types import cast_to
from local_redshift.errors import not_supported

_FORMAT = re.compile(
    r"(?P<fill>FM)?(?P<money>[L$] ?)?(?P<before>SG|S|MI)?(?P<whole>[90,G]*)"
    r"(?P<point>[.D](?P<rest>[90]*))?(?P<after>SG|S|MI|PR)?(?P<ordinal>TH)?",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(FM)?RN", re.IGNORECASE)


def is_of_numbers(pattern: str) -> bool:
    """Whether a format is one of numbers: it has 9 or 0 outside of quotes, or is RN."""
    return bool(_ROMAN.fullmatch(pattern) or re.search("[90]", re.sub('"[^"]*"', "", pattern)))


def number_to_char(value: exp.Expr, pattern: str) -> exp.Expr:
    """TO_CHAR of a number."""
    if _ROMAN.fullmatch(pattern):
        roman: exp.Expr = macro("char_rn", value)
        roman = roman if len(pattern) > 2 else native("lpad", roman, _number(15), _text(" "))
        return native("lower", roman) if pattern.endswith("n") else roman
    parts = _parsed("to_char", pattern)
    fill = exp.convert(bool(parts["fill"]))
    number = cast_to(value, f"DECIMAL(38, {len(parts['rest'])})")
    place = parts["before"] or parts["after"].lower()
    signed: exp.Expr = macro(
        "char_signed", _digits(parts, number), number.copy(), _text(place), fill
    )
    if parts["ordinal"]:
        signed = _joined(signed, macro("char_th", number.copy()))
        signed = native("lower", signed) if pattern.endswith("h") else native("upper", signed)
    return _joined(_text(parts["money"].replace("L", "$")), signed)


def to_number(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    """TO_NUMBER: the digits of a text, with as many behind the point as the format has."""
    if len(arguments) != 2 or not isinstance(arguments[1], exp.Literal):
        raise not_supported(f"{name}() without a literal format")
    parts = _parsed(name, arguments[1].name)
    digits = len(re.sub("[,G]", "", parts["whole"])) + len(parts["rest"])
    kind = f"DECIMAL({min(digits, 38)}, {len(parts['rest'])})"
    return cast_to(macro("number_text", arguments[0]), kind)


def _parsed(function: str, pattern: str) -> dict[str, str]:
    found = _FORMAT.fullmatch(pattern)
    if found is None or not re.search("[90]", pattern) or (found["before"] and found["after"]):
        raise not_supported(f"{function}() with the format '{pattern}'")
    return {name: (part or "").upper() for name, part in found.groupdict().items()}


def _digits(parts: dict[str, str], number: exp.Expr) -> exp.Expr:
    """The digits of a number, as wide as the format without its sign."""
    digits = re.sub("[,G]", "", parts["whole"])
    zeros = len(digits) - digits.index("0") if "0" in digits else 0
    bare = exp.convert(bool(parts["point"]))
    whole = macro("char_whole", number.copy(), _number(len(digits)), _number(zeros), bare)
    pieces: list[exp.Expr] = []
    shown = 0
    for piece in re.findall("[90]+|[,G]", parts["whole"]):
        if piece in ",G":
            pieces.append(macro("char_comma", whole.copy(), _number(shown)))
        else:
            part = (whole.copy(), _number(shown + 1), _number(len(piece)))
            pieces.append(native("substring", *part))
            shown += len(piece)
    if parts["point"]:
        keep = parts["rest"].rfind("0") + 1 if parts["fill"] else len(parts["rest"])
        pieces += [_text("."), macro("char_rest", number.copy(), whole.copy(), _number(keep))]
    return _joined(*pieces)


def _joined(*pieces: exp.Expr) -> exp.Expr:
    joined = reduce(lambda left, right: exp.DPipe(this=left, expression=right), pieces)
    return exp.Paren(this=joined)


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)
