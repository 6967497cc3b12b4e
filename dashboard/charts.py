"""The charts that panels are made of, in one look."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import altair as alt

# Altair and Streamlit look for pandas among the loaded modules, and import it when they first need
# it: a page that is drawn meanwhile by another thread would meet half of it
import pandas as pd  # type: ignore[import-untyped]  # noqa: F401

from dashboard.filters import Filters
from dashboard.formats import format_day
from dashboard.palette import MAIN, SECOND, STATE_COLOURS

Rows = list[dict[str, Any]]

HEIGHT = 260
LEGEND_HEIGHT = 50
ROW_HEIGHT = 24  # of one bar in a ranking
MOST_DAY_LABELS = 10
WHOLE = "#,.0f"
_COUNT_LABEL = "format(datum.value, datum.value < 10000 ? ',' : '~s')"
SHARE = ".1%"


def data(rows: Rows) -> alt.Data:
    """Rows as a chart takes them, each date also in words as `<name>_text`.

    Days become local midnights, so that no browser shifts them.
    """
    plain = [{key: _plain(value) for key, value in row.items()} | _write_dates(row) for row in rows]
    return alt.Data(values=plain)  # type: ignore[no-untyped-call]


def _write_dates(row: Mapping[str, object]) -> dict[str, str]:
    return {
        f"{key}_text": f"{value:%a %-d %b %Y}"
        for key, value in row.items()
        if isinstance(value, date) and not isinstance(value, datetime)
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return _midnight(value)
    return value


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def tooltips(*fields: str | tuple[str, ...]) -> list[alt.Tooltip]:
    """Tooltips of fields with their types, e.g. `plays:Q`, or of (field, title[, format]).

    The title is the field in words where none is given; numbers are whole where no format is.
    """
    return [_tooltip(*([each] if isinstance(each, str) else each)) for each in fields]


def _tooltip(field: str, title: str = "", form: str = "") -> alt.Tooltip:
    name, _, kind = field.partition(":")
    words = title or name.removesuffix("_text").replace("_", " ").capitalize()
    whole = WHOLE if kind == "Q" else alt.Undefined
    return alt.Tooltip(field, title=words, format=form or whole)


def quantity(field: str, title: str, form: str = "") -> alt.Y:
    """A vertical axis from zero with few, light grid lines; counts need no format."""
    axis = alt.Axis(format=form, tickCount=5) if form else count_axis(tickCount=5)
    return alt.Y(f"{field}:Q", title=title, axis=axis, stack=None)


def count_axis(**options: Any) -> alt.Axis:
    """An axis of whole numbers, short where they are large."""
    return alt.Axis(labelExpr=_COUNT_LABEL, tickMinStep=1, **options)


def day_axis(field: str, filters: Filters) -> alt.X:
    """A horizontal axis of every chosen day, whether it has a bar or not."""
    days = [_midnight(day) for day in filters.days]
    axis = _date_axis(values=days[:: -(-len(days) // MOST_DAY_LABELS)])
    return alt.X(f"{field}:O", title="day (UTC)", scale=alt.Scale(domain=days), axis=axis)


def week_axis(field: str) -> alt.X:
    """A horizontal axis of Mondays."""
    return alt.X(f"{field}:O", title="week from (UTC)", axis=_date_axis())


def _date_axis(**options: Any) -> alt.Axis:
    labels = "timeFormat(toDate(datum.value), '%-d %b')"
    return alt.Axis(labelExpr=labels, labelAngle=0, labelOverlap=True, grid=False, **options)


def colour_by(field: str, rows: Rows, colours: Mapping[str, str], **legend: Any) -> alt.Color:
    """The colours of a field's values that are present, in the palette's order, above the chart."""
    present = {row[field] for row in rows}
    domain = [value for value in colours if value in present]
    scale = alt.Scale(domain=domain, range=[colours[value] for value in domain])
    above = alt.Legend(orient="top", **legend)
    return alt.Color(f"{field}:N", scale=scale, title=None, legend=above)


def columns(
    rows: Rows, x: alt.X, y: alt.Y, tooltip: Sequence[alt.Tooltip], colour: alt.Color | None = None
) -> alt.Chart:
    """Vertical bars."""
    slots = x["scale"]["domain"] if x["scale"] is not alt.Undefined else rows
    size = 40 if len(slots) <= 2 else alt.Undefined  # one month would fill the whole panel
    height = HEIGHT if colour is None else HEIGHT + LEGEND_HEIGHT
    bars = alt.Chart(data(rows), height=height).mark_bar(color=MAIN, cornerRadiusEnd=2, size=size)
    chart: alt.Chart = bars.encode(x=x, y=y, tooltip=list(tooltip))
    return chart if colour is None else chart.encode(color=colour)


def mark_peak(chart: alt.Chart, rows: Rows, measure: str) -> alt.Chart:
    """The bars with the highest of them in another colour."""
    peak = max((row[measure] for row in rows), default=0)
    is_peak = f"datum.{measure} > 0 && datum.{measure} == {peak}"
    marked: alt.Chart = chart.encode(
        color=alt.condition(is_peak, alt.value(SECOND), alt.value(MAIN))
    )
    return marked


def window_columns(
    rows: Rows, x: alt.X, y: alt.Y, tooltip: Sequence[alt.Tooltip]
) -> alt.LayerChart | alt.FacetChart | None:
    """Vertical bars of the complete windows, dots where one is not; None when none is complete.

    A window that is not complete has no value for `y`, and so no bar.
    """
    if not any(row["is_complete"] for row in rows):
        return None
    bars = columns(rows, x, y, tooltip)
    dots = bars.mark_text(text="…", fontSize=16, dy=-8)
    dots = dots.encode(y=alt.value("height")).transform_filter("!datum.is_complete")
    return alt.layer(bars, dots)


def describe_highest(rows: Rows, label: str, measure: str) -> str:
    """The highest of some rows in a sentence."""
    if not rows:
        return ""
    highest = max(rows, key=lambda row: row[measure] or 0)
    name = highest[label]
    shown = format_day(name) if isinstance(name, date) else str(name)
    return f"The highest is {shown} with {highest[measure]:,} {measure.replace('_', ' ')}."


def state_colour(rows: Rows) -> alt.Color:
    """Colours that set windows which are not complete apart; rows have a `state`."""
    colour = colour_by("state", rows, STATE_COLOURS)
    return colour if any(row["state"] == "not complete" for row in rows) else colour.legend(None)
