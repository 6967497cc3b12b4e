"""The filters, beside every page."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard.filters import Clock, Filters, Level
from dashboard.queries import FIND_LIMIT, Freshness

_ALL = ""
_LEVEL_NAMES: dict[Level, str] = {"": "All", "free": "Free", "paid": "Paid"}


def ask_filters(freshness: Freshness, find_locations: Callable[[str], list[str]]) -> Filters:
    """The filters as the reader set them.

    Args:
        freshness: Bounds the days.
        find_locations: Gives locations whose name holds a text, those with most plays first.
    """
    with st.sidebar:
        first_day, last_day = _ask_days(freshness)
        level: Level = st.segmented_control(
            "Level at the play",
            list(_LEVEL_NAMES),
            default="",
            required=True,
            format_func=lambda key: _LEVEL_NAMES[key],
            key="level",
        )
        location = _ask_location(find_locations)
        is_local = st.toggle(
            "Listener's local time",
            key="local_time",
            help="Hours and weekdays by the time zone of the listener's location; else UTC.",
        )
    clock: Clock = "local" if is_local else "utc"
    return Filters(first_day, last_day, level, location, clock)


def _ask_days(freshness: Freshness) -> tuple[date, date]:
    """First and last day; while only one is picked, the range ends with that day."""
    bounds = (freshness.first_day, freshness.last_day)
    picked = st.date_input(
        "Days (UTC)", bounds, min_value=bounds[0], max_value=bounds[1], key="days"
    )
    days = picked if isinstance(picked, tuple) else (picked,)
    if not days:
        return bounds
    return days[0], days[-1]


def _ask_location(find_locations: Callable[[str], list[str]]) -> str:
    search = st.text_input(
        "Find a location", key="location_search", placeholder="part of its name, e.g. CA"
    )
    found = find_locations(search.strip())
    chosen = st.session_state.get("location", _ALL)
    options = [_ALL, *dict.fromkeys(([chosen] if chosen else []) + found)]
    location: str = st.selectbox(
        "Location",
        options,
        format_func=lambda name: name or "All locations",
        key="location",
        help=f"The {FIND_LIMIT} with most plays that hold the text above.",
    )
    if search and not found:
        st.caption("No location holds this text.")
    return location or _ALL
