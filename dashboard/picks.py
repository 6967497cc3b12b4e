"""What a click on a bar, or on a row of a table, filters by."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.filters import Filters
from dashboard.panels.panel import Chart
from dashboard.panels.song_search import SONG_SEARCH
from dashboard.panels.songs import UNKNOWN, name_song

PICKED = "picked"  # the chart's selection


def make_pickable(chart: Chart, fields: Sequence[str]) -> Chart:
    """The chart with bars that can be clicked; a click returns these fields of the bar."""
    selection = alt.selection_point(name=PICKED, fields=list(fields), toggle=False)
    pickable: Chart = chart.add_params(selection).configure_mark(cursor="pointer")
    return pickable


def filter_by(picked: Mapping[str, Any], filters: Filters) -> dict[str, Any]:
    """The values of the filters' widgets, by their keys, that keep what was picked.

    A song or an artist is a filter of one page alone: `page` is its key.

    Args:
        picked: Fields of the bar or row.
        filters: Those under which it was drawn: a week is cut to their days.
    """
    chosen: dict[str, Any] = {}
    if first := picked.get("day") or picked.get("week") or picked.get("period_start"):
        is_week = "week" in picked or picked.get("period") == "week"
        first_day = date.fromisoformat(str(first)[:10])
        last_day = first_day + timedelta(days=6 if is_week else 0)
        chosen["days"] = (max(first_day, filters.first_day), min(last_day, filters.last_day))
    if picked.get("level", UNKNOWN) != UNKNOWN:
        chosen["level"] = picked["level"]
    if "location" in picked:
        chosen["location"] = picked["location"]
    if UNKNOWN not in (picked.get("artist_name", UNKNOWN), picked.get("title")):
        text = name_song(picked) if "title" in picked else picked["artist_name"]
        chosen |= {"search": text, "pick": None, "page": SONG_SEARCH.key}
    return chosen
