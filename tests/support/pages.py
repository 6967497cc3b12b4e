"""A page of the dashboard as Streamlit's AppTest sees it."""

import json
import re
from html import unescape
from typing import Any

from pyarrow import ipc  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from dashboard.panels import SUBJECTS

_pages: dict[str, str] = {}  # what Streamlit calls a page, by its address


def open_page(app: AppTest, page: str) -> AppTest:
    """Opens a page of the navigation, which AppTest can only do for pages that are files."""
    if not _pages:
        found = app.run()._registered_pages
        _pages.update({str(info["url_pathname"]): key for key, info in found.items()})
    app._page_hash = _pages["" if page == SUBJECTS[0].key else page]
    return app.run()


def figures(app: AppTest) -> dict[str, str]:
    """The figures of the page by their labels."""
    return {metric.label: metric.value for metric in app.metric}


def charts(app: AppTest) -> list[list[dict[str, Any]]]:
    """The rows of each chart of the page, as the browser gets them."""
    return [_read_rows(chart.proto) for chart in app.get("vega_lite_chart")]


def answer(app: AppTest) -> str:
    """The sentence that the page begins with."""
    (element,) = app.get("html")
    return unescape(re.sub(r"<[^>]+>", "", element.proto.body))


def day_domains(app: AppTest) -> list[list[str]]:
    """The days that the axis of each chart by day shows."""
    specs = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    axes = [spec["encoding"]["x"] for spec in specs if spec.get("encoding", {}).get("x")]
    return [
        [day[:10] for day in axis["scale"]["domain"]] for axis in axes if axis["field"] == "day"
    ]


def tables(app: AppTest) -> list[list[dict[str, Any]]]:
    """The rows of each table of the page."""
    return [
        [dict(zip(table.value.columns, row, strict=True)) for row in table.value.to_numpy()]
        for table in app.dataframe
    ]


def _read_rows(proto: Any) -> list[dict[str, Any]]:
    """The rows of a chart: apart from it, or one part for each layer of it."""
    if proto.data.data:
        rows: list[dict[str, Any]] = ipc.open_stream(proto.data.data).read_all().to_pylist()
        return rows
    parts = [layer["data"]["values"] for layer in json.loads(proto.spec)["layer"]]
    return [row for number, part in enumerate(parts) if part not in parts[:number] for row in part]
