"""The filters, beside every page and in its address."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.filters import Clock, Filters, Level
from dashboard.panels.panel import Rows
from dashboard.panels.songs import name_artist, name_song
from dashboard.queries import FIND_LIMIT, Freshness

_ALL = ""
_NEWEST_DAYS = (7, 28)
_LEVEL_NAMES: dict[Level, str] = {"": "All", "free": "Free", "paid": "Paid"}


def ask_filters(freshness: Freshness, find_locations: Callable[[str], list[str]]) -> Filters:
    """The filters as the reader, or the page's address, set them.

    Args:
        freshness: Bounds the days.
        find_locations: Gives locations whose name holds a text, those with most plays first.
    """
    bounds = (freshness.first_day, freshness.last_day)
    with st.sidebar:
        first_day, last_day = _ask_days(bounds)
        _offer_periods(bounds)
        level: Level = st.segmented_control(
            "Level at the play",
            list(_LEVEL_NAMES),
            default="",
            required=True,
            format_func=lambda key: _LEVEL_NAMES[key],
            key="level",
            bind="query-params",
        )
        location = _ask_location(find_locations)
        is_local = st.toggle(
            "Listener's local time",
            key="local_time",
            bind="query-params",
            help="Hours and weekdays by the time zone of the listener's location; else UTC.",
        )
        st.button("Reset filters", on_click=_reset, args=(bounds,), icon=":material/restart_alt:")
        st.caption("A click on the bar of a day, level, location, song or artist filters by it.")
    clock: Clock = "local" if is_local else "utc"
    return Filters(first_day, last_day, level, location, clock, loaded_from=bounds[0])


def _reset(bounds: tuple[date, date]) -> None:
    unfiltered: dict[str, Any] = {
        "days": bounds,
        "level": "",
        "location": _ALL,
        "local_time": False,
        "search": "",
        "pick": None,
    }
    st.session_state.update(unfiltered)


def _ask_days(bounds: tuple[date, date]) -> tuple[date, date]:
    """First and last day; while only one is picked, the range ends with that day."""
    picked = st.date_input(
        "Days (UTC)",
        bounds,
        min_value=bounds[0],
        max_value=bounds[1],
        format="YYYY-MM-DD",
        key="days",
        bind="query-params",
    )
    days: Sequence[date] = picked if isinstance(picked, tuple) else (picked,)
    if not days:
        return bounds
    return days[0], days[-1]


def _offer_periods(bounds: tuple[date, date]) -> None:
    """The newest days at a click, so that there is a period before them to compare with."""
    with st.container(horizontal=True, gap="small"):
        for count in _NEWEST_DAYS:
            first_day = max(bounds[0], bounds[1] - timedelta(days=count - 1))
            st.button(
                f"Last {count} days",
                type="tertiary",
                on_click=_choose_days,
                args=((first_day, bounds[1]),),
            )


def _choose_days(days: tuple[date, date]) -> None:
    st.session_state.update({"days": days})


def _ask_location(find_locations: Callable[[str], list[str]]) -> str:
    """The location; what is typed and is none of those offered is looked for in all of them."""
    chosen = st.session_state.get("location") or st.query_params.get("location") or _ALL
    found = find_locations(chosen)
    options = dict.fromkeys([_ALL, *([chosen] if chosen in found else found), *find_locations("")])
    location: str = st.selectbox(
        "Location",
        list(options),
        format_func=lambda name: name or "All locations",
        key="location",
        bind="query-params",
        accept_new_options=True,
        help=f"Lists the {FIND_LIMIT} with most plays. Type a part of a name to find others.",
    )
    if not location or location in found:
        return location or _ALL
    if found:
        hold = "location holds" if len(found) == 1 else "locations hold"
        st.caption(f"{len(found)} {hold} this text: choose from the list.")
    else:
        st.caption("No location holds this text.")
    return _ALL


def ask_song(find_songs: Callable[[str], Rows]) -> tuple[str, str]:
    """The keys of an artist and a title; the title is empty for all songs of the artist."""
    search, pick = st.columns(2)
    with search:
        text = st.text_input(
            "Part of a title or of an artist's name",
            key="search",
            bind="query-params",
            icon=":material/search:",
        )
    text = (text or "").strip()
    songs = find_songs(text)
    if not songs:
        st.caption("No title and no artist holds this text.")
        return ("", text)
    with pick:
        options = _offer(songs)
        names = list(options)
        exact = {text.lower(), name_artist(text).lower()}
        index = next((at for at, name in enumerate(names) if name.lower() in exact), 0)
        if st.session_state.get("pick", "") is None:  # after a click or a reset
            st.session_state["pick"] = names[index]
        picked = st.selectbox("Song or artist", names, index=index, key="pick", bind="query-params")
    return options.get(picked, options[names[index]])


def _offer(songs: Rows) -> dict[str, tuple[str, str]]:
    """Songs and their artists by what they are called, each with its keys."""
    offered: dict[str, tuple[str, str]] = {}
    for row in songs:
        offered.setdefault(name_song(row), (row["artist_name_key"], row["title_key"]))
    for row in songs:
        if row["artist_name"]:
            offered.setdefault(name_artist(row["artist_name"]), (row["artist_name_key"], ""))
    return offered
