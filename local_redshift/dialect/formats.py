"""Formats of TO_CHAR, TO_DATE and TO_TIMESTAMP of moments.

Source: docs.aws.amazon.com/redshift/latest/dg/r_FORMAT_strings.html, .../r_TO_CHAR.html,
.../r_TO_DATE_function.html, .../r_TO_TIMESTAMP.html
"""

import re
from functools import reduce

from sqlglot import exp

from local_redshift.dialect.macros import macro, native
from local_redshift.dialect.number_formats import is_of_numbers, number_to_char
from local_redshift.dialect.types import cast_to
from local_redshift.errors import RedshiftError, not_supported

_CODES = {
    "YYYY": "%Y", "YY": "%y", "IYYY": "%G", "MM": "%m", "DD": "%d", "DDD": "%j", "ID": "%u",
    "IW": "%V", "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S", "MS": "%g",
    "US": "%f",
}  # fmt: skip
_WORDS = {  # as they are written: in capitals, in small letters, or mixed
    "MONTH": "%B", "MON": "%b", "DAY": "%A", "DY": "%a", "AM": "%p", "PM": "%p", "A.M.": "%p",
    "P.M.": "%p", "BC": "AD", "AD": "AD", "B.C.": "AD", "A.D.": "AD", "TZ": "UTC", "RM": "",
}  # fmt: skip
_LAST_DIGITS = {"YYY": "%Y", "Y": "%Y", "IYY": "%G", "IY": "%G", "I": "%G"}
_RECKONED = {"CC", "Y,YYY", "Q", "W", "WW", "D", "IDDD", "J"}
_OF_POSTGRESQL = {"FM", "TH", "FX", "TM", "SP", "SSSS", "TZH", "TZM", "OF"}
_READ = {**_CODES, "MONTH": "%B", "MON": "%b", "DAY": "%A", "DY": "%a", "AM": "%p", "PM": "%p"}
_ALL = {*_CODES, *_WORDS, *_LAST_DIGITS, *_RECKONED, *_OF_POSTGRESQL}
_PIECES = re.compile(
    '"([^"]*)"|(' + "|".join(map(re.escape, sorted(_ALL, key=len, reverse=True))) + ")|(.)",
    re.IGNORECASE | re.DOTALL,
)


def to_char(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    """TO_CHAR of a moment or of a number, as the format says."""
    pattern = arguments[1].name if len(arguments) == 2 else ""
    if pattern and isinstance(arguments[1], exp.Literal) and is_of_numbers(pattern):
        return number_to_char(arguments[0], pattern)
    found = _pieces(name, arguments, 2)
    moment = cast_to(arguments[0], "TIMESTAMP")
    pieces = [
        _written(code, moment.copy()) if code else exp.Literal.string(quoted + other)
        for quoted, code, other in found
    ]
    return exp.Paren(
        this=reduce(lambda left, right: exp.DPipe(this=left, expression=right), pieces)
    )


def to_date(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    """TO_DATE and TO_TIMESTAMP; a day or an hour that is out of range is refused."""
    found = _pieces(name, arguments, 3)
    if len(arguments) == 3 and arguments[2].sql().lower() != "true":
        raise not_supported(f"{name}() with is_strict that is not true")
    pattern = ""
    for quoted, code, other in found:
        if code and code.upper() not in _READ:
            raise not_supported(f"{name}() with {code} in its format")
        pattern += _READ[code.upper()] if code else (quoted + other).replace("%", "%%")
    parsed = native("strptime", arguments[0], exp.Literal.string(pattern))
    return cast_to(parsed, "DATE" if name == "to_date" else "TIMESTAMP WITH TIME ZONE")


def _pieces(name: str, arguments: list[exp.Expr], most: int) -> list[tuple[str, str, str]]:
    """The parts of the format: text in quotes, a code, or another character."""
    if not 2 <= len(arguments) <= most:
        raise RedshiftError("42883", f"function {name}() takes a value and a format")
    pattern = arguments[1]
    if not isinstance(pattern, exp.Literal) or not pattern.name:
        raise not_supported(f"{name}() without a literal format")
    pieces = _PIECES.findall(pattern.name)
    for _, code, _ in pieces:
        if code.upper() in _OF_POSTGRESQL:
            raise not_supported(f"{name}() with {code} in its format")
    return pieces


def _written(code: str, moment: exp.Expr) -> exp.Expr:
    upper = code.upper()
    if upper in _CODES:
        return _strftime(moment, _CODES[upper])
    if upper in _LAST_DIGITS:
        year = _strftime(moment, _LAST_DIGITS[upper])
        return native("right", year, exp.Literal.number(len(code)))
    if upper in _RECKONED:
        return macro("char_" + upper.lower().replace(",", "_"), moment)
    word = macro("char_rm", moment) if upper == "RM" else _strftime(moment, _WORDS[upper])
    if "." in code:
        word = native("regexp_replace", word, *map(exp.Literal.string, ("(.)", r"\1.", "g")))
    if upper in {"MONTH", "DAY"}:
        word = native("rpad", word, exp.Literal.number(9), exp.Literal.string(" "))
    return native(_case(code), word) if _case(code) else word


def _case(code: str) -> str:
    """The function that gives a name the case in which the format spells it."""
    return "upper" if code.isupper() else "lower" if code.islower() else ""


def _strftime(moment: exp.Expr, pattern: str) -> exp.Expr:
    return native("strftime", moment, exp.Literal.string(pattern))
