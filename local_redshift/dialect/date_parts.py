"""Parts of dates and times, and the names that each has.

Source: docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html
"""

from sqlglot import exp

from local_redshift.errors import RedshiftError

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
PART_BY_NAME = {name: part for part, others in _NAMES.items() for name in (part, *others.split())}


def part_of(function: str, argument: exp.Expr) -> str:
    """The part that an argument names, whether quoted or not, in one spelling."""
    name = argument.name.lower()
    if not isinstance(argument, (exp.Column, exp.Literal, exp.Var)) or name not in PART_BY_NAME:
        raise RedshiftError("22023", f'{function}(): "{name}" is not a date part')
    return PART_BY_NAME[name]
