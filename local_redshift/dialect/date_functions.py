"""Functions of dates and times that take a part's name or a format: DATEADD, EXTRACT, TO_CHAR ...

Source: docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html
"""

import re
from collections.abc import Callable

from sqlglot import exp

from local_redshift.dialect.types import cast_to
from local_redshift.errors import RedshiftError, not_supported

Builder = Callable[[str, list[exp.Expr]], exp.Expr]

_NAMES = {
    "year": "y yr yrs years",
    "quarter": "qtr qtrs quarters",
    "month": "mon mons months",
    "week": "w weeks",
    "day": "d days",
    "hour": "h hr hrs hours",
    "minute": "m min mins minutes",
    "second": "s sec secs seconds",
    "millisecond": "ms msec msecs msecond mseconds millisec millisecs millisecon milliseconds",
    "microsecond": "us microsec microsecs microseconds usecond useconds usec usecs",
    "dow": "dayofweek dw weekday",
    "doy": "dayofyear dy yearday",
    "epoch": "",
    "decade": "dec decs decades",
    "century": "c cent cents centuries",
    "millennium": "mil mils millennia",
}
_PART_BY_NAME = {name: part for part, others in _NAMES.items() for name in (part, *others.split())}
_NO_LENGTHS = {"dow", "doy", "epoch", "decade", "century", "millennium"}
_TO_STRFTIME = {
    "YYYY": "%Y", "YY": "%y", "MM": "%m", "MONTH": "", "MON": "", "Mon": "%b", "Month": "",
    "DDD": "%j", "DD": "%d", "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S",
    "MS": "%g", "US": "%f", "AM": "%p", "PM": "%p", "Dy": "%a", "IYYY": "%G", "IW": "%V",
    "ID": "%u",
}  # fmt: skip
_ONE_LETTER_CODES = set("YyIiWwQqJjDd")
_FORMAT_PIECES = re.compile(
    r'"([^"]*)"|(IYYY|YYYY|HH24|HH12|Month|MONTH|DDD|Mon|MON|[A-Za-z]{2})|(.)', re.DOTALL
)


def part_of(function: str, argument: exp.Expr) -> str:
    """The part that an argument names, whether quoted or not, in one spelling."""
    name = argument.name.lower()
    if not isinstance(argument, (exp.Column, exp.Literal, exp.Var)) or name not in _PART_BY_NAME:
        raise RedshiftError("22023", f'{function}(): "{name}" is not a date part')
    return _PART_BY_NAME[name]


def field(part: str, moment: exp.Expr) -> exp.Expr:
    """EXTRACT(part FROM moment): that part alone, an integer."""
    taken = _of_one_unit(part, _taken(part, moment))
    if part == "second":
        return cast_to(exp.Anonymous(this="floor", expressions=[taken]), "INTEGER")
    return cast_to(taken, "BIGINT" if part == "epoch" else "INTEGER")


def _taken(part: str, moment: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="date_part", expressions=[exp.Literal.string(part), _moment(moment)])


def _of_one_unit(part: str, taken: exp.Expr) -> exp.Expr:
    """Without the seconds, which DuckDB's milliseconds and microseconds hold as well."""
    if part in {"millisecond", "microsecond"}:
        return exp.Mod(this=taken, expression=_number(1000))
    return taken


def _moment(value: exp.Expr) -> exp.Expr:
    """A value of no type yet, a literal or a parameter, becomes a timestamp."""
    untyped = isinstance(value, (exp.Literal, exp.Parameter))
    return cast_to(value, "TIMESTAMP") if untyped else value


def _three(name: str, arguments: list[exp.Expr]) -> tuple[str, exp.Expr, exp.Expr]:
    if len(arguments) != 3:
        raise RedshiftError("42883", f"function {name}() takes a date part and two values")
    return part_of(name, arguments[0]), arguments[1], arguments[2]


def _date_add(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    part, number, moment = _three(name, arguments)
    if part == "quarter":
        part, number = "month", exp.Mul(this=exp.Paren(this=number), expression=_number(3))
    if part in _NO_LENGTHS:
        raise not_supported(f"{name}() with {part}")
    whole = "INTEGER" if part in {"year", "month", "week", "day"} else "BIGINT"
    length = exp.Anonymous(this=f"to_{part}s", expressions=[cast_to(number, whole)])
    return exp.Paren(this=exp.Add(this=cast_to(moment, "TIMESTAMP"), expression=length))


def _date_diff(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    part, *values = _three(name, arguments)
    moments: list[exp.Expr] = [cast_to(value, "TIMESTAMP") for value in values]
    if part == "week":  # DuckDB counts whole weeks: they are, between the Sundays before
        moments = [_sunday(moment) for moment in moments]
    return exp.Anonymous(this="date_diff", expressions=[exp.Literal.string(part), *moments])


def _sunday(moment: exp.Expr) -> exp.Expr:
    """A day after the Sunday before a moment: DuckDB's weeks begin on Monday."""
    shifted = exp.Add(this=moment, expression=cast_to(exp.Literal.string("1 day"), "INTERVAL"))
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string("week"), shifted])


def _date_trunc(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    if len(arguments) != 2:
        raise RedshiftError("42883", f"function {name}() takes a date part and a timestamp")
    part = part_of(name, arguments[0])
    moment = _moment(arguments[1])
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(part), moment])


def _date_part(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    if len(arguments) != 2:
        raise RedshiftError("42883", f"function {name}() takes a date part and a timestamp")
    part, moment = part_of(name, arguments[0]), arguments[1]
    if part == "second":  # with its fraction, unlike EXTRACT
        micros = cast_to(_taken("microsecond", moment), "DOUBLE")
        return exp.Paren(this=exp.Div(this=micros, expression=_number(1000000)))
    return cast_to(_of_one_unit(part, _taken(part, moment)), "DOUBLE")


def _to_char(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    moment, pattern = _formatted(name, arguments)
    return exp.Anonymous(this="strftime", expressions=[cast_to(moment, "TIMESTAMP"), pattern])


def _to_date(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    text, pattern = _formatted(name, arguments)
    parsed = exp.Anonymous(this="strptime", expressions=[text, pattern])
    return cast_to(parsed, "DATE" if name == "to_date" else "TIMESTAMP WITH TIME ZONE")


def _formatted(name: str, arguments: list[exp.Expr]) -> tuple[exp.Expr, exp.Expr]:
    if len(arguments) != 2 or not isinstance(arguments[1], exp.Literal):
        raise not_supported(f"{name}() without a literal format")
    return arguments[0], exp.Literal.string(_strftime(name, arguments[1].name))


def _strftime(function: str, pattern: str) -> str:
    pieces: list[str] = []
    for literal, code, other in _FORMAT_PIECES.findall(pattern):
        name = code if code in _TO_STRFTIME else code.upper()
        if code and not _TO_STRFTIME.get(name):
            raise not_supported(f"{function}() with {code} in its format")
        if other in _ONE_LETTER_CODES:
            raise not_supported(f"{function}() with {other} in its format")
        if other.isdigit():
            raise not_supported(f"{function}() with a number's format")
        pieces.append(_TO_STRFTIME[name] if code else (literal + other).replace("%", "%%"))
    return "".join(pieces)


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


BUILT_OF_DATES: dict[str, Builder] = {
    "dateadd": _date_add,
    "date_add": _date_add,
    "datediff": _date_diff,
    "date_diff": _date_diff,
    "date_trunc": _date_trunc,
    "date_part": _date_part,
    "pgdate_part": _date_part,
    "to_char": _to_char,
    "to_date": _to_date,
    "to_timestamp": _to_date,
}
