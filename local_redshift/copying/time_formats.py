"""Dates and times as COPY reads them.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/r_DATEFORMAT_and_TIMEFORMAT_strings.html,
https://docs.aws.amazon.com/redshift/latest/dg/automatic-recognition.html
"""

import re

from local_redshift.errors import not_supported
from local_redshift.stored_tables import quote_text

from .integers import when_digits

_LAST_EPOCH_SECOND = 253_402_300_799  # the end of the year 9999
_DAY = r"\s*\d{4}-\d{2}-\d{2}\s*"
_TIME = r"\s*\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?\s*"
_AUTO_DATES = ("%Y/%m/%d", "%m/%d/%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y%m%d", "%b %d %Y", "%d %b %Y")
_AUTO_TIMES = (
    *("%m/%d/%Y %H:%M:%S", "%Y%m%d %H%M%S", "%Y/%m/%d %H:%M:%S", "%b %d %H:%M:%S %Y"),
    *("%a %b %d %H:%M:%S %Y", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"),
)
_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MONTH": "%B",
    "MON": "%b",
    "MM": "%m",
    "DD": "%d",
    "HH24": "%H",
    "HH12": "%I",
    "HH": "%H",
    "MI": "%M",
    "SS": "%S",
    "US": "%f",
    "MS": "%g",
    "AM": "%p",
    "PM": "%p",
    "TZ": "%Z",
    "OF": "%z",
}
_PART = re.compile("|".join([*_PARTS, "[A-Za-z]+"]), re.IGNORECASE)


def timestamp_sql(raw: str, kind: str, time_format: str) -> str:
    """SQL for a TIMESTAMP or TIMESTAMPTZ; NULL for what the format does not match.

    Args:
        raw: SQL for the value's text.
        kind: `TIMESTAMP` or `TIMESTAMP WITH TIME ZONE`.
        time_format: COPY's TIMEFORMAT. Epochs are whole numbers from 1970 to 9999; milliseconds
            are kept exactly.
    """
    if time_format in ("epochsecs", "epochmillisecs"):
        return _epoch(raw, kind, 1 if time_format == "epochsecs" else 1000)
    if time_format == "default":
        parsed = f"try_cast({raw} as timestamp)"
        return _zoned(f"case when regexp_full_match({raw}, '{_TIME}') then {parsed} end", kind)
    if time_format == "auto":
        formats = ", ".join(quote_text(one) for one in _AUTO_TIMES + _AUTO_DATES)
        parsed = _zoned(f"try_strptime({raw}, [{formats}])", kind)
        return f"coalesce(try_cast({raw} as {kind}), {parsed})"
    return _zoned(f"try_strptime(trim({raw}), {quote_text(_pattern(time_format))})", kind)


def date_sql(raw: str, date_format: str) -> str:
    """SQL for a DATE; NULL for what the format does not match."""
    if date_format == "default":
        return f"case when regexp_full_match({raw}, '{_DAY}') then try_cast({raw} as date) end"
    if date_format == "auto":
        formats = ", ".join(quote_text(one) for one in _AUTO_DATES)
        return f"coalesce(try_cast({raw} as date), cast(try_strptime({raw}, [{formats}]) as date))"
    return f"cast(try_strptime(trim({raw}), {quote_text(_pattern(date_format))}) as date)"


def _epoch(raw: str, kind: str, units_per_second: int) -> str:
    number = f"try_cast({raw} as bigint)"
    value = f"make_timestamp({number} * {1_000_000 // units_per_second})"
    last = (_LAST_EPOCH_SECOND + 1) * units_per_second - 1
    digits = when_digits(raw, number, _zoned(value, kind))
    return f"case when {number} between 0 and {last} then {digits} end"


def _zoned(value: str, kind: str) -> str:
    return value if kind == "TIMESTAMP" else f"timezone('UTC', {value})"


def _pattern(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        part = _PARTS.get(match[0].upper())
        if part is None and match[0].upper() != "T":
            raise not_supported(f"'{match[0]}' in the COPY format '{text}'")
        return part or match[0]

    return _PART.sub(replace, text.replace("%", "%%"))
