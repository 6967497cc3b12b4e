"""The dashboard as one HTML file that needs no server and no network."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from dashboard.filters import Filters
from dashboard.formats import format_cell
from dashboard.palette import look
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Chart, Panel, Rows, Table
from dashboard.queries import Freshness, read_freshness, read_panels
from dashboard.scripts import read_scripts
from dashboard.sources import write_csv, write_sql
from warehouse.database.connection import Warehouse
from warehouse.lake.private_files import write_private

_TEMPLATE = "report.html.jinja"
_SUBJECTS = [subject for subject in SUBJECTS if not subject.finds_songs]  # nobody chooses here

Answers = list[tuple[str, str]]

KEPT_REPORTS = 10  # about a megabyte each


def write_report(warehouse: Warehouse, path: Path) -> Path:
    """Writes all pages, of all loaded days, to one HTML file for its owner; returns its path.

    Raises:
        EmptyError: No play is loaded yet.
        AwayError: The warehouse cannot be read.
    """
    _write(warehouse, path)
    return path


def _write(warehouse: Warehouse, path: Path) -> Answers:
    """Writes the file; returns what its pages answer.

    Raises:
        EmptyError: No play is loaded yet.
        AwayError: The warehouse cannot be read.
    """
    freshness = read_freshness(warehouse)
    filters = Filters(freshness.first_day, freshness.last_day)
    panels = [panel for subject in _SUBJECTS for panel in subject.panels]
    rows = read_panels(warehouse, panels, filters)
    scripts = read_scripts()
    text = _render(warehouse.title, freshness, filters, rows, scripts)
    answers = [(subject.title, subject.answer(rows, filters)) for subject in _SUBJECTS]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    write_private(draft, text.encode())
    draft.replace(path)
    return answers


def keep_report(warehouse: Warehouse, directory: Path, batch_id: str) -> tuple[Path, Answers]:
    """Writes the report of a batch and drops the oldest; `KEPT_REPORTS` stay.

    Returns:
        The file, and what its pages answer, by their titles.

    Raises:
        EmptyError: No play is loaded yet.
        AwayError: The warehouse cannot be read.
    """
    path = directory / f"batch-{batch_id}.html"
    answers = _write(warehouse, path)
    kept = sorted(directory.glob("batch-*.html"), key=lambda each: each.stat().st_mtime_ns)
    for old in kept[:-KEPT_REPORTS]:
        old.unlink(missing_ok=True)
    return path, answers


def _render(
    name: str, freshness: Freshness, filters: Filters, rows: Mapping[str, Rows], scripts: str
) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    environment.filters["cell"] = lambda value: "" if value is None else format_cell(value)
    subjects = [
        {
            "key": subject.key,
            "title": subject.title,
            "summary": subject.summary,
            "answer": subject.answer(rows, filters),
            "panels": [_describe(panel, filters, rows[panel.key]) for panel in subject.panels],
        }
        for subject in _SUBJECTS
    ]
    return environment.get_template(_TEMPLATE).render(
        warehouse=name,
        freshness=freshness,
        filters=filters,
        subjects=subjects,
        charts=_charts(subjects),
        looks={"light": look(is_dark=False), "dark": look(is_dark=True)},
        scripts=scripts,
    )


def _describe(panel: Panel, filters: Filters, rows: Rows) -> dict[str, Any]:
    """What the template shows of a panel."""
    drawing = panel.draw_rows(rows, filters)
    content = drawing.content
    return {
        "key": panel.key,
        "title": panel.title_for(filters),
        "is_wide": panel.is_wide,
        "table": content if isinstance(content, Table) else None,
        "figures": content if isinstance(content, Sequence) else None,
        "chart": _specify(content) if isinstance(content, Chart) else None,
        "remark": drawing.remark,
        "description": panel.describe(drawing, filters),
        "definition": panel.definition,
        "sql": write_sql(panel, filters),
        "rows": None if isinstance(content, Table) else rows,
        "columns": {name: name for name in (rows[0] if rows else {})},
        "csv": base64.b64encode(write_csv(rows)).decode("ascii"),
    }


def _specify(chart: Chart) -> dict[str, Any]:
    """The chart as wide as its place."""
    # the tests validate every chart: here it would take longer than to draw them
    specification: dict[str, Any] = chart.properties(width="container").to_dict(validate=False)
    return specification | {"autosize": {"type": "fit-x", "contains": "padding"}}


def _charts(subjects: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The charts by the key of their place."""
    return {
        f"{subject['key']}-{panel['key']}": panel["chart"]
        for subject in subjects
        for panel in subject["panels"]
        if panel["chart"]
    }
