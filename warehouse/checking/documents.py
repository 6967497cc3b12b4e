"""Data docs: the checks of each run as pages that people read in a browser, also offline.

`index.html` lists the runs that are kept, a folder each; a run's own `index.html` shows what failed
and what to do, and has a page of Great Expectations for each table. Great Expectations' site
builder is not used: its pages load styles, scripts and the list of runs itself from the internet.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import Environment, FileSystemLoader

from warehouse.checking.results import TableCheck
from warehouse.lake.private_files import write_private
from warehouse.planning.batch import Batch

MOST_RUNS = 30  # that are kept
_PAGES = Path(__file__).parent / "pages"
_SUMMARY = "summary.json"

Outcomes = dict[str, ExpectationSuiteValidationResult]


class _TableView(DefaultJinjaPageView):
    """Great Expectations' page of a table, in a frame of our own that needs no network."""

    _template: ClassVar[str] = "checked_table.j2"


def write_documents(
    directory: Path,
    batch: Batch,
    checks: Iterable[TableCheck],
    problems: Mapping[str, str],
    outcomes: Outcomes,
) -> Path:
    """Writes the pages of a run, in place of earlier ones of it; returns its first page.

    Args:
        directory: Where the pages of all runs are.
        batch: What the run loads.
        checks: The tables that were checked.
        problems: What stopped the run, by table, also where nothing was checked.
        outcomes: What Great Expectations makes its page of, by table.
    """
    folder = directory / f"{batch.started_at:%Y-%m-%dT%H%M%S}-{batch.batch_id}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    checks = sorted(checks, key=lambda check: check.table)
    run = _summarize(batch, checks, problems)
    view = _TableView(custom_views_directory=_PAGES)  # one for all: it compiles what it renders
    for table, outcome in outcomes.items():
        _write_table(folder / f"{table}.html", batch, outcome, view)
    values = {"run": run, "checks": checks, "problems": problems, "pages": outcomes}
    _write_page(folder / "index.html", "run.j2", values)
    _write_summary(folder / _SUMMARY, run)
    runs = {"runs": _keep_newest(directory), "most": MOST_RUNS}
    _write_page(directory / "index.html", "runs.j2", runs)
    return folder / "index.html"


def _write_page(path: Path, template: str, values: dict[str, Any]) -> None:
    environment = Environment(loader=FileSystemLoader(_PAGES), autoescape=True)
    write_private(path, environment.get_template(template).render(values).encode())


def _write_summary(path: Path, run: dict[str, Any]) -> None:
    """Writes it whole or not at all, as every later run reads it."""
    fresh = path.with_suffix(".new")
    write_private(fresh, json.dumps(run).encode())
    fresh.replace(path)


def _summarize(
    batch: Batch, checks: list[TableCheck], problems: Mapping[str, str]
) -> dict[str, Any]:
    failed = sum(len(check.criticals) for check in checks)
    unchecked = problems.keys() - {check.table for check in checks if check.criticals}
    return {
        "batch_id": batch.batch_id,
        "title": batch.title,
        "started_at": f"{batch.started_at:%Y-%m-%d %H:%M:%S}",
        "passed": sum(len(check.results) - len(check.failed) for check in checks),
        "warned": sum(len(check.warnings) for check in checks),
        "stopped": failed + len(unchecked),
    }


def _write_table(
    path: Path, batch: Batch, outcome: ExpectationSuiteValidationResult, view: Any
) -> None:
    outcome.meta["run_id"] = RunIdentifier(run_name=batch.batch_id, run_time=batch.started_at)
    outcome.meta["validation_time"] = f"{batch.started_at:%Y-%m-%d %H:%M:%S}"
    content = ValidationResultsPageRenderer(run_info_at_end=True).render(outcome)
    write_private(path, view.render(content).encode())


def _keep_newest(directory: Path) -> list[dict[str, Any]]:
    """The newest runs, newest first, after older ones are removed."""
    folders = sorted((path.parent for path in directory.glob(f"*/{_SUMMARY}")), reverse=True)
    for folder in folders[MOST_RUNS:]:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        {**json.loads((folder / _SUMMARY).read_text(encoding="utf-8")), "folder": folder.name}
        for folder in folders[:MOST_RUNS]
    ]
