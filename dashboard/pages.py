"""The pages of the dashboard: what Streamlit runs for each reader, and again at each change."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Rows, Subject
from dashboard.queries import (
    AwayError,
    EmptyError,
    Freshness,
    find_locations,
    find_songs,
    open_named,
    read_freshness,
    warehouse_name,
)
from dashboard.query_cache import QueryCache
from dashboard.sidebar import ask_filters, ask_song
from dashboard.streamlit_view import show_subject
from warehouse.database.connection import Warehouse

# a file: Streamlit would fetch an emoji or a symbol for the browser's tab from the network
_ICON = str(Path(__file__).with_name("icon.svg"))


@st.cache_resource(show_spinner="Opening the warehouse …")
def _open(name: str) -> Warehouse:
    parser = ArgumentParser(add_help=False)  # what stands after `--` of `streamlit run`
    parser.add_argument("--lake", default="")
    return open_named(name, parser.parse_known_args()[0].lake)


@st.cache_data(ttl=5, show_spinner=False)
def _read_freshness(name: str) -> Freshness:
    return read_freshness(_open(name))


@st.cache_resource(show_spinner=False)
def _answers(name: str) -> QueryCache:  # noqa: ARG001 - each warehouse has its own
    return QueryCache()


@st.cache_data(ttl=3600, max_entries=200, show_spinner=False)
def _find_locations(
    name: str,
    version: tuple[object, ...],  # noqa: ARG001 - makes a new batch a new entry
    search: str,
) -> list[str]:
    return find_locations(_open(name), search)


@st.cache_data(ttl=3600, max_entries=200, show_spinner=False)
def _find_songs(
    name: str,
    version: tuple[object, ...],  # noqa: ARG001 - makes a new batch a new entry
    search: str,
) -> Rows:
    return find_songs(_open(name), search)


def _show_page(subject: Subject, name: str, freshness: Freshness, filters: Filters) -> None:
    st.title(subject.title)
    if subject.finds_songs:
        artist, title = ask_song(partial(_find_songs, name, freshness.version))
        filters = replace(filters, artist=artist, title=title)
    if freshness.remark:
        st.info(freshness.remark, icon=":material/hourglass_top:")
    with st.spinner("Reading the marts …"):
        rows = _answers(name).read_panels(_open(name), freshness.version, subject.panels, filters)
    st.html(f"<p style='font-size:1.2rem; margin:0'>{escape(subject.answer(rows, filters))}</p>")
    chosen = f"{filters.summary} · " if subject.is_filtered else ""
    _show_source(f"{subject.summary} {chosen}", _open(name))
    show_subject(subject, filters, rows)


def _show_source(words: str, warehouse: Warehouse) -> None:
    """What the page shows, and where it is from."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{words}Warehouse {warehouse.title}", width="content")
        if command := warehouse.write_psql():
            with st.popover("Open in psql", type="tertiary"):
                st.code(command, language="bash", wrap_lines=True)


def _show_state(title: str, words: str) -> None:
    """A page that says why there are no figures."""
    st.title(title)
    st.warning(words, icon=":material/info:")
    if st.button("Look again"):
        st.cache_data.clear()
        st.cache_resource.clear()
        st.rerun()


def _navigate(show: Callable[[Subject], None]) -> None:
    pages = {
        subject.key: st.Page(
            partial(show, subject),
            title=subject.title,
            icon=f":material/{subject.icon}:",
            url_path=subject.key,
            default=index == 0,
        )
        for index, subject in enumerate(SUBJECTS)
    }
    page = st.navigation(list(pages.values()), expanded=True)
    picked = pages.get(st.session_state.pop("page", ""), page)
    if picked is not page:
        st.switch_page(picked, query_params={"search": st.session_state["search"]})
    page.run()


def main() -> None:
    """Draws the page that the reader is on."""
    st.set_page_config(page_title="Sparkify activity", page_icon=_ICON, layout="wide")
    name = warehouse_name()
    try:
        freshness = _read_freshness(name)
        filters = ask_filters(freshness, partial(_find_locations, name, freshness.version))
        _navigate(lambda subject: _show_page(subject, name, freshness, filters))
    except EmptyError as error:
        _show_state("Nothing is loaded yet", str(error))
    except AwayError as error:
        _open.clear()
        _show_state("The warehouse is away", str(error))


if __name__ == "__main__":
    main()
