"""Functions of dates and times that take a part's name or a format: DATEADD, EXTRACT ...

Source: docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html
"""

from collections.abc import Callable

from sqlglot import exp

from local_redshift.dialect.date_parts import part_of
from local_redshift.dialect.formats import to_char, to_date
from local_redshift.dialect.macros import macro
from local_redshift.dialect.types import cast_to
from local_redshift.errors import RedshiftError, not_supported

Builder = Callable[[str, list[exp.Expr]], exp.Expr]

_FROM_YEAR_ONE = {"century", "millennium"}
_NO_LENGTHS = {"dow", "doy", "epoch", "decade", "century", "millennium"}


def field(part: str, moment: exp.Expr) -> exp.Expr:
    """EXTRACT(part FROM moment): that part alone, an integer."""
    taken = _of_one_unit(part, _taken(part, moment), 1000)
    if part in {"second", "epoch"}:
        taken = exp.Anonymous(this="floor", expressions=[taken])
    return cast_to(taken, "BIGINT" if part == "epoch" else "INTEGER")


def _taken(part: str, moment: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="date_part", expressions=[exp.Literal.string(part), _moment(moment)])


def _of_one_unit(part: str, taken: exp.Expr, units: int) -> exp.Expr:
    """As Redshift counts: DuckDB's milliseconds and microseconds hold the seconds as well."""
    if part == "decade":  # the years 1 to 9 are the first
        return exp.Add(this=taken, expression=_number(1))
    if part in {"millisecond", "microsecond"}:
        return exp.Mod(this=taken, expression=_number(units))
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
    number = cast_to(number, "INTEGER" if part in {"year", "month", "week", "day"} else "BIGINT")
    if part == "year":
        return macro("add_years", _timestamp(moment), number)
    length = exp.Anonymous(this=f"to_{part}s", expressions=[number])
    return exp.Paren(this=exp.Add(this=_timestamp(moment), expression=length))


def _timestamp(moment: exp.Expr) -> exp.Expr:
    is_time = isinstance(moment, exp.Cast) and moment.to.is_type(exp.DType.TIME)
    return moment if is_time else cast_to(moment, "TIMESTAMP")


def _date_diff(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    part, *values = _three(name, arguments)
    moments = [_timestamp(value) for value in values]
    if part == "week":  # DuckDB counts whole weeks: they are, between the Sundays before
        moments = [_sunday(moment) for moment in moments]
    if part in _FROM_YEAR_ONE:
        moments = [_a_year_before(moment) for moment in moments]
    return exp.Anonymous(this="date_diff", expressions=[exp.Literal.string(part), *moments])


def _sunday(moment: exp.Expr) -> exp.Expr:
    """A day after the Sunday before a moment: DuckDB's weeks begin on Monday."""
    shifted = exp.Add(this=moment, expression=cast_to(exp.Literal.string("1 day"), "INTERVAL"))
    return _truncated("week", shifted)


def _date_trunc(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    if len(arguments) != 2:
        raise RedshiftError("42883", f"function {name}() takes a date part and a timestamp")
    part, moment = part_of(name, arguments[0]), _moment(arguments[1])
    if part in _FROM_YEAR_ONE:
        return exp.Paren(
            this=exp.Add(this=_truncated(part, _a_year_before(moment)), expression=_a_year())
        )
    return _truncated(part, moment)


def _truncated(part: str, moment: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(part), moment])


def _a_year() -> exp.Expr:
    return cast_to(exp.Literal.string("1 year"), "INTERVAL")


def _a_year_before(moment: exp.Expr) -> exp.Expr:
    """A century begins in a year that ends in 01; DuckDB's in one that ends in 00."""
    return exp.Paren(this=exp.Sub(this=moment, expression=_a_year()))


def _date_part(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    if len(arguments) != 2:
        raise RedshiftError("42883", f"function {name}() takes a date part and a timestamp")
    part, moment = part_of(name, arguments[0]), arguments[1]
    if part == "second":  # with its fraction, unlike EXTRACT
        micros = cast_to(_taken("microsecond", moment), "DOUBLE")
        return exp.Paren(this=exp.Div(this=micros, expression=_number(1000000)))
    units = 1000 if part == "millisecond" else 1_000_000  # microseconds hold the milliseconds
    return cast_to(_of_one_unit(part, _taken(part, moment), units), "DOUBLE")


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
    "to_char": to_char,
    "to_date": to_date,
    "to_timestamp": to_date,
}
_OF_MACROS = {"add_months", "convert_timezone", "last_day", "months_between", "next_day"}
OF_DATES = frozenset(BUILT_OF_DATES) - {"to_char", "to_date", "to_timestamp"} | _OF_MACROS
