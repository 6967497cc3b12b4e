"""Dates, times and intervals as they may be written in quotes, brought to what DuckDB reads.

Source: docs.aws.amazon.com/redshift/latest/dg/r_Date_and_time_literals.html,
.../r_interval_literals.html
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from fractions import Fraction

from sqlglot import exp

from local_redshift.dialect.date_parts import PART_BY_NAME
from local_redshift.dialect.types import cast_to

_ISO = re.compile(r"\s*\d{4,}-\d{1,2}-\d{1,2}\b.*")
_DATES = (
    "%B %d, %Y", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%Y-%b-%d", "%b-%d-%Y", "%d-%b-%Y", "%y%m%d",
    "%Y%m%d", "%Y.%j",
)  # fmt: skip
_TIMES = (
    "", " %H:%M:%S.%f", " %H:%M:%S", " %H:%M", " %H%M%S", " %I:%M %p", " %I:%M:%S %p",
)  # fmt: skip
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*([A-Za-z]+)")
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7}
_SECONDS: dict[str, int | Fraction] = {
    "hour": 3600, "minute": 60, "second": 1, "millisecond": Fraction(1, 1000),
    "microsecond": Fraction(1, 1_000_000),
}  # fmt: skip
_DAYS_FROM_TODAY = {"today": 0, "tomorrow": 1, "yesterday": -1}


def respell(value: exp.Expr) -> exp.Expr:
    """A quoted date as DuckDB reads it; what is none is left as it is."""
    if not isinstance(value, exp.Literal) or not value.is_string or _ISO.fullmatch(value.name):
        return value
    text = " ".join(value.name.split())
    if text.lower() == "now":
        return _now()
    if text.lower() in _DAYS_FROM_TODAY:
        days = exp.Literal.string(f"{_DAYS_FROM_TODAY[text.lower()]} days")
        today = cast_to(cast_to(_now(), "DATE"), "TIMESTAMP")
        return exp.Paren(this=exp.Add(this=today, expression=cast_to(days, "INTERVAL")))
    found = next(_readings(text, _DATES, _TIMES), None)
    return value if found is None else exp.Literal.string(found.isoformat(" "))


def respell_time(value: exp.Expr) -> exp.Expr:
    """A quoted time as DuckDB reads it; what is none is left as it is."""
    is_text = isinstance(value, exp.Literal) and value.is_string
    found = next(_readings(value.name.strip(), [""], _TIMES[1:]), None) if is_text else None
    return value if found is None else exp.Literal.string(found.time().isoformat())


def respell_interval(text: str) -> str:
    """Quantities with fractions and short names of units, e.g. `1w, 1.5h`, as DuckDB reads them."""
    parts = _QUANTITY.findall(text)
    if not parts or _QUANTITY.sub("", text).strip(" ,"):
        return text
    months, days, seconds = Fraction(), Fraction(), Fraction()
    for number, name in parts:
        unit = PART_BY_NAME.get(name.lower(), "")
        if unit in _MONTHS:
            months += Fraction(number) * _MONTHS[unit]
        elif unit in _DAYS:
            days += Fraction(number) * _DAYS[unit]
        elif unit in _SECONDS:
            seconds += Fraction(number) * _SECONDS[unit]
        else:
            return text
    days += months % 1 * 30
    micros = int((days % 1 * 86_400 + seconds) * 1_000_000)
    return f"{int(months // 1)} months {int(days // 1)} days {micros} microseconds"


def _now() -> exp.Expr:
    return exp.Anonymous(this="session.sysdate")


def _readings(text: str, days: Sequence[str], times: Sequence[str]) -> Iterator[datetime]:
    for day in days:
        for time in times:
            with suppress(ValueError):
                yield datetime.strptime(text, (day + time).strip())  # noqa: DTZ007
