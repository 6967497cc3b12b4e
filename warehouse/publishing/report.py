"""What a run did, in figures and in words."""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.checking import CheckResult, TableCheck
from warehouse.database.connection import Row, Warehouse
from warehouse.lake.files import summarize_ignored
from warehouse.loading.line_accounting import PublishedFigures
from warehouse.loading.settling import SettledBatch
from warehouse.planning.batch import Batch
from warehouse.planning.load_order import STAR_TABLES
from warehouse.planning.plan import read_relations

MOST_REJECTED = 10  # reasons that are named
MOST_EXAMPLES = 3  # files of a reason, each with its first line
_NUMBER = re.compile(r"\d+")


class Stopwatch:
    """Measures a run from the moment it is made."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._started


@dataclass(frozen=True)
class Report:
    """One run.

    Attributes:
        headline: The run in one line.
        batch: What was looked at; None when another run held the lease.
        star_rows: Rows of each star table after the run.
        seconds: From the flow's start to its end.
        settled: What was left out and why; None when nothing was copied.
        published: Lines and plays of the batch; None when nothing was published.
        rejected: One row a file, table, column and reason, with `line_count` and `first_line`.
        checks: What the expectations found.
        docs: Where the data docs of the run are.
        usage: What was asked of the warehouse.
        next_steps: What one would do now.
        plan: What would be loaded, and its SQL, when that was asked for and nothing was changed.
    """

    headline: str
    batch: Batch | None
    star_rows: dict[str, int]
    seconds: float
    settled: SettledBatch | None = None
    published: PublishedFigures | None = None
    rejected: tuple[Row, ...] = ()
    checks: tuple[TableCheck, ...] = ()
    docs: str | None = None
    usage: str = ""
    next_steps: tuple[str, ...] = ()
    plan: str = ""

    @property
    def did_load(self) -> bool:
        """Whether a batch was published."""
        return self.published is not None

    @property
    def warnings(self) -> list[str]:
        """The expectations that do not hold and are only warned of, in words."""
        return [result.message for check in self.checks for result in check.warnings]

    @property
    def passed_count(self) -> int:
        """How many expectations hold."""
        return sum(len(check.results) - len(check.failed) for check in self.checks)


def count_star(warehouse: Warehouse) -> dict[str, int]:
    """Rows of each star table; empty when there is no star yet."""
    with warehouse.transaction() as session:
        if not read_relations(session).issuperset(f"star.{table}" for table in STAR_TABLES):
            return {}
        counts = session.row("star/select_counts")
    return {table: int(counts[table]) for table in STAR_TABLES}


def read_rejected(warehouse: Warehouse, batch_id: str) -> tuple[Row, ...]:
    """Rejected lines of a batch by file, table, column and reason; most lines first."""
    with warehouse.transaction() as session:
        return tuple(session.rows("ops/rejected_lines/select", batch_id=batch_id))


def group_rejected(rejected: Iterable[Row]) -> list[Row]:
    """Rejected lines by reason, whatever numbers it names; most lines first.

    Returns:
        One row a table, column and reason, with `lines`, `files` and `examples`, a list of some
        of their places. Numbers apart, no value of a line is shown.
    """
    groups: dict[tuple[str, ...], Row] = {}
    files: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rejected:
        uri, column = row["file_uri"] or "an unknown file", row["column_name"] or ""
        key = (row["table_name"], column, _NUMBER.sub("#", row["reason"]))
        place = uri if row["first_line"] is None else f"{uri}:{row['first_line']}"
        first = {"table": key[0], "column": column, "reason": row["reason"], "lines": 0}
        group = groups.setdefault(key, {**first, "files": 0, "examples": []})
        if uri not in files[key] and len(group["examples"]) < MOST_EXAMPLES:
            group["examples"].append(place)
        files[key].add(uri)
        group["lines"] += int(row["line_count"])
        group["files"] = len(files[key])
    return sorted(groups.values(), key=lambda group: -group["lines"])


def read_freshness(warehouse: Warehouse) -> Row:
    """The newest event of the star: `newest_event_at` (UTC) and `age_hours`, or None for both."""
    with warehouse.transaction() as session:
        return session.row("ops/freshness/select")


def write_text(report: Report) -> str:
    """The report for a terminal."""
    lines = ["", report.headline, ""]
    lines += [f"  {name:<11} {text}" for name, text in list_facts(report)]
    if report.next_steps:
        lines += ["", "Next:", *(f"  {step}" for step in report.next_steps)]
    return "\n".join([*lines, ""])


def write_markdown(report: Report) -> str:
    """The report as the summary of a run in the Prefect UI."""
    lines = [f"## {report.headline}", "", "| what | figure |", "| --- | --- |"]
    lines += [f"| {name} | {_escape(text)} |" for name, text in list_facts(report)]
    return "\n".join(lines)


def write_failure(problem: str, checks: Iterable[TableCheck] = ()) -> str:
    """Why a run failed and what was found, as its summary in the Prefect UI."""
    failed = [result for check in checks for result in check.failed]
    failed.sort(key=lambda result: not result.stops_run)
    lines = ["## FAILED: wrong data", "", problem]
    if failed:
        lines += ["", "What was found:", "", *(line for each in failed for line in _list(each))]
    return "\n".join([*lines, "", "See the other artifacts of this run, and docs/runbook.md."])


def _list(result: CheckResult) -> Iterable[str]:
    """A failed check as items: cells of a table would be cut on the page."""
    total = "" if result.element_count is None else f"of {result.element_count:,} "
    rows = "" if result.unexpected_count is None else f"{result.unexpected_count:,} {total}rows "
    yield f"- **{result.table}** ({result.severity}): {rows}{result.problem}"
    if result.observed_value:
        yield from (f"    - {found}" for found in result.observed_value.split("; "))
    yield f"    - What to do: {result.next_step}"


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def list_facts(report: Report) -> Iterable[tuple[str, str]]:
    """What a report says of a run: names and figures, in order."""
    if report.batch is not None:
        yield from _list_files(report.batch)
    if report.settled is not None:
        yield from _list_settled(report.settled)
    if report.published is not None:
        yield from _list_lines(report.published)
    yield from _list_rejected(report.rejected)
    if report.star_rows:
        yield "star", ", ".join(f"{table} {rows:,}" for table, rows in report.star_rows.items())
    if report.checks:
        warned = f", {len(report.warnings)} warned of" if report.warnings else ""
        yield "checks", f"{report.passed_count} passed{warned}"
    yield from (("warning", warning) for warning in report.warnings)
    if report.docs:
        yield "data docs", report.docs
    if report.usage:
        yield "warehouse", report.usage
    yield "seconds", f"{report.seconds:.1f}"


def _list_settled(settled: SettledBatch) -> Iterable[tuple[str, str]]:
    for each in settled.left_out:
        yield "left out", f"{each.unit}: {each.reason}"
    for warning in settled.warnings:
        yield "warning", warning


def _list_rejected(rejected: Sequence[Row]) -> Iterable[tuple[str, str]]:
    groups = group_rejected(rejected)
    for group in groups[:MOST_REJECTED]:
        count = f"{group['lines']:,} of {group['files']:,} files, e.g. {group['examples'][0]}"
        yield "rejected", f"{count}: {group['reason']}"
    if len(groups) > MOST_REJECTED:
        more = sum(group["lines"] for group in groups[MOST_REJECTED:])
        yield "rejected", f"{more:,} more: see ops.rejected_lines"


def _list_files(batch: Batch) -> Iterable[tuple[str, str]]:
    counts = batch.count_files()
    yield "files", f"{counts}, {batch.size_bytes / 1e6:,.1f} MB"
    if batch.removed:
        yield "pruned", f"{len(batch.removed):,} files that are gone from the lake"
    if batch.prunes_unknown:
        yield "pruned", "what was left of files that were loaded before rows knew their file"
    if batch.vanished:
        yield "gone files", f"{len(batch.vanished):,}; their rows stay (--prune takes them out)"
    if batch.quarantined:
        first = next(iter(batch.quarantined.items()))
        yield "left out", f"{len(batch.quarantined):,} as before, e.g. {first[0]}: {first[1]}"
    if batch.held_back:
        what = "replaced files; a file is gone that was loaded with them: put it back, or --prune"
        yield "held back", f"{len(batch.held_back):,} {what}"
    if batch.ignored:
        yield "ignored", summarize_ignored(batch.ignored)


def _list_lines(published: PublishedFigures) -> Iterable[tuple[str, str]]:
    parts = {
        "plays": published.songplays,
        "page views": published.page_views,
        "duplicates": published.duplicates,
        "rejected": published.rejected,
    }
    total = " + ".join(f"{count:,} {name}" for name, count in parts.items())
    yield "lines", f"{published.lines:,} = {total}"
    if published.match_rate is not None:
        yield "match rate", f"{published.match_rate:.1%} of the plays are songs of the catalogue"
    yield "repaired", f"{published.repaired_texts:,} misread texts"
