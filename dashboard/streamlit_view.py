"""Shows panels in Streamlit: the drawing, its definition, its SQL and its rows."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import streamlit as st

from dashboard.filters import Filters
from dashboard.formats import format_cell
from dashboard.palette import look
from dashboard.panels.panel import Drawing, Figure, Panel, Rows, Subject, Table
from dashboard.picks import PICKED, filter_by, make_pickable
from dashboard.sources import write_csv, write_sql


def show_subject(subject: Subject, filters: Filters, rows: Mapping[str, Rows]) -> None:
    """Every panel of a page: wide ones alone, others two in a row."""
    waiting: list[Panel] = []
    for panel in subject.panels:
        if panel.is_wide:
            _show_pairs(waiting, filters, rows)
            waiting = []
            _show_panel(panel, filters, rows[panel.key])
        else:
            waiting.append(panel)
    _show_pairs(waiting, filters, rows)


def _show_pairs(panels: Sequence[Panel], filters: Filters, rows: Mapping[str, Rows]) -> None:
    for index in range(0, len(panels), 2):
        for column, panel in zip(st.columns(2), panels[index : index + 2], strict=False):
            with column:
                _show_panel(panel, filters, rows[panel.key])


def _show_panel(panel: Panel, filters: Filters, rows: Rows) -> None:
    with st.container(border=True, key=f"panel-{panel.key}", height="stretch"):
        with st.container(height="stretch"):  # so that the sources of two cards stand in line
            st.header(panel.title_for(filters), anchor=False)
            drawing = panel.draw_rows(rows, filters)
            _show_drawing(panel, drawing, filters)
            if drawing.remark:
                st.caption(drawing.remark)
        _show_source(panel, filters, rows)


def _show_drawing(panel: Panel, drawing: Drawing, filters: Filters) -> None:
    content, description = drawing.content, panel.describe(drawing, filters)
    # after a click it is another chart, in which nothing is picked: the same bar can be again
    key = f"{panel.key}-{st.session_state.get('clicks', 0)}"
    if isinstance(content, Table):
        _show_table(panel, content, filters, key, description)
    elif isinstance(content, Sequence):
        _show_figures(content)
    elif content is not None:
        chart = content.configure(**look(is_dark=st.context.theme.type == "dark"))
        chart = make_pickable(chart, panel.picks) if panel.picks else chart
        on_select: Any = partial(_pick_bar, key, filters) if panel.picks else "ignore"
        st.altair_chart(chart, theme=None, key=key, alt=description, on_select=on_select)


def _pick_bar(key: str, filters: Filters) -> None:
    for bar in st.session_state[key]["selection"][PICKED]:
        _filter_by(bar, filters)


def _show_table(panel: Panel, table: Table, filters: Filters, key: str, description: str) -> None:
    shown = [{name: row[field] for field, name in table.names.items()} for row in table.rows]
    frame = pd.DataFrame(shown, dtype=object).convert_dtypes()
    on_select: Any = partial(_pick_row, key, panel, table, filters) if panel.picks else "ignore"
    st.dataframe(
        frame.style.format(format_cell),
        hide_index=True,
        key=key,
        alt=description,
        on_select=on_select,
        selection_mode="single-row",
    )


def _pick_row(key: str, panel: Panel, table: Table, filters: Filters) -> None:
    for number in st.session_state[key]["selection"]["rows"]:
        _filter_by({field: table.rows[number][field] for field in panel.picks}, filters)


def _filter_by(picked: Mapping[str, Any], filters: Filters) -> None:
    clicks = st.session_state.get("clicks", 0) + 1
    st.session_state.update(filter_by(picked, filters) | {"clicks": clicks})


def _show_figures(figures: Sequence[Figure]) -> None:
    with st.container(horizontal=True, gap="medium"):
        for figure in figures:
            st.metric(
                figure.label,
                figure.value,
                figure.change or None,
                delta_color="off",
                help=figure.help or None,
                width="content",
            )


def _show_source(panel: Panel, filters: Filters, rows: Rows) -> None:
    """What it means, the SQL behind it, and its rows."""
    with st.container(horizontal=True, gap="small"):
        with st.popover("Definition", type="tertiary"):
            st.markdown(panel.definition)
        with st.popover("SQL", type="tertiary"):
            st.code(write_sql(panel, filters), language="sql")
        st.download_button(
            "Rows",
            write_csv(rows),
            file_name=f"{panel.key}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"download-{panel.key}",
            help="Download the rows of this panel as CSV.",
        )
