"""Numbers, days and changes as every page writes them."""

from datetime import date, datetime
from numbers import Integral, Real


def format_day(day: date) -> str:
    """A day, e.g. `2 Nov 2018`."""
    return f"{day:%-d %b %Y}"


def format_moment(moment: datetime | None) -> str:
    """A moment in UTC, e.g. `2 Nov 2018 21:11`."""
    return f"{moment:%-d %b %Y %H:%M}" if moment else "never"


def format_span(first_day: date, last_day: date) -> str:
    """A stretch of days, e.g. `1 Nov 2018 to 30 Nov 2018`."""
    if first_day == last_day:
        return format_day(first_day)
    return f"{format_day(first_day)} to {format_day(last_day)}"


def format_count(number: int, noun: str) -> str:
    """A number with its noun, e.g. `1 play`, `8,056 plays`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def format_change(now: float, before: float) -> str:
    """A change as a share of what was before, e.g. `+12.0%`; `new` where nothing was."""
    if not before:
        return "new" if now else ""
    return f"{100 * (now - before) / before:+.1f}%"


def describe_change(now: float, before: float) -> str:
    """A change in words, e.g. `up 12.0%`."""
    if not before:
        return "up from none" if now else "unchanged"
    if now == before:
        return "unchanged"
    return f"{'up' if now > before else 'down'} {100 * abs(now - before) / before:.1f}%"


def format_cell(value: object) -> str:
    """A value of a table; empty where there is none."""
    if isinstance(value, datetime):
        return format_moment(value) if value == value else ""  # noqa: PLR0124 - pandas' NaT is none
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, bool) or not isinstance(value, Real):
        return str(value)
    if isinstance(value, Integral):
        return f"{value:,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
