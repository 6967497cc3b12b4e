"""Panels that rank their rows: horizontal bars, the longest on top."""

from collections.abc import Callable, Sequence

import altair as alt

from dashboard.charts import ROW_HEIGHT, WHOLE, data, describe_highest
from dashboard.filters import Filters
from dashboard.palette import MAIN, STROKE
from dashboard.panels.panel import Drawing, Rows


def draw_ranking(
    label: str,
    measure: str,
    tooltip: Sequence[alt.Tooltip],
    *,
    reach: str = "",
    prepare: Callable[[Rows], Rows] = list,
) -> Callable[[Rows, Filters], Drawing]:
    """What draws a ranking and says which row is the highest.

    Args:
        label: The field that names a bar.
        measure: The field that a bar is as long as.
        tooltip: What a bar says when it is pointed at.
        reach: A second field, drawn as a stroke across the bar.
        prepare: Makes the rows that are drawn of the panel's, e.g. gives each a name.
    """

    def draw(rows: Rows, _filters: Filters) -> Drawing:
        drawn = prepare(rows)
        chart = _draw_bars(drawn, label, measure, tooltip, reach)
        return Drawing(chart, finding=describe_highest(drawn, label, measure))

    return draw


def _draw_bars(
    rows: Rows, label: str, measure: str, tooltip: Sequence[alt.Tooltip], reach: str
) -> alt.LayerChart | alt.FacetChart:
    """Horizontal bars, the longest on top, each with its number."""
    longest = max((row[measure] for row in rows), default=0)
    room = alt.Scale(domain=[0, 1.2 * longest], nice=False)  # for the number beside the bar
    title = f"bar: {measure}, stroke: {reach}" if reach else measure
    bare = alt.Axis(labels=False, ticks=False, domain=False, grid=False)  # the bars have numbers
    base = alt.Chart(data(rows), height=alt.Step(ROW_HEIGHT)).encode(
        y=alt.Y(f"{label}:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, ticks=False)),
        x=alt.X(f"{measure}:Q", title=title, scale=room, axis=bare),
        tooltip=list(tooltip),
    )
    bars = base.mark_bar(color=MAIN, cornerRadiusEnd=2)
    numbers = base.mark_text(align="left", dx=4).encode(text=alt.Text(f"{measure}:Q", format=WHOLE))
    if not reach:
        return alt.layer(bars, numbers)
    strokes = base.mark_tick(color=STROKE, thickness=3, size=16)
    return alt.layer(bars, strokes.encode(x=alt.X(f"{reach}:Q", scale=room)), numbers)


def name_unknown(field: str) -> Callable[[Rows], Rows]:
    """Makes rows in which a field without a value is `unknown`."""
    return lambda rows: [row | {field: row[field] or "unknown"} for row in rows]
