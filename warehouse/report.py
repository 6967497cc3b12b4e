"""What a run did, in figures and in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from warehouse.batch import Batch
from warehouse.building import STAR_TABLES
from warehouse.connection import Row, Warehouse
from warehouse.publishing import PublishedFigures
from warehouse.staging import CopyFigures


@dataclass(frozen=True)
class Report:
    """One run.

    Attributes:
        batch: What was loaded; None of its files when there was nothing to do.
        star_rows: Rows of each star table after the run.
        seconds: From the flow's start to its end.
        copies: What COPY did, by staging table.
        published: Lines and plays of the batch; None when there was nothing to do.
        rejected: One row a file, table and reason, with `line_count` and `first_line`.
        checks_passed: Expectations that hold.
        checks_warned: Expectations that do not hold and are only warned of, in words.
        docs: Where the data docs of the run are.
    """

    batch: Batch
    star_rows: dict[str, int]
    seconds: float
    copies: tuple[CopyFigures, ...] = ()
    published: PublishedFigures | None = None
    rejected: tuple[Row, ...] = ()
    checks_passed: int = 0
    checks_warned: tuple[str, ...] = ()
    docs: str | None = None
    next_steps: tuple[str, ...] = field(default=())

    @property
    def headline(self) -> str:
        """The run in one line."""
        if self.published is None:
            return "Nothing to do: every file of the lake is loaded."
        return f"Loaded {self.published.songplays:,} plays of {self.batch.title}."


def count_star(warehouse: Warehouse) -> dict[str, int]:
    """Rows of each star table."""
    with warehouse.transaction() as session:
        counts = session.row("star/select_counts")
    return {table: int(counts[table]) for table in STAR_TABLES}


def read_rejected(warehouse: Warehouse, batch_id: str) -> tuple[Row, ...]:
    """Rejected lines of a batch by file, table and reason; most lines first."""
    with warehouse.transaction() as session:
        return tuple(session.rows("ops/rejected_lines/select", batch_id=batch_id))


def write_text(report: Report) -> str:
    """The report for a terminal."""
    lines = ["", report.headline, ""]
    lines += [f"  {name:<15} {text}" for name, text in _facts(report)]
    lines += [f"  {'next':<15} {step}" for step in report.next_steps]
    return "\n".join([*lines, ""])


def write_markdown(report: Report) -> str:
    """The report as the summary of a run in the Prefect UI."""
    lines = [f"## {report.headline}", "", "| what | figure |", "| --- | --- |"]
    lines += [f"| {name} | {text.replace('|', chr(92) + '|')} |" for name, text in _facts(report)]
    return "\n".join(lines)


def _facts(report: Report) -> Iterable[tuple[str, str]]:
    batch = report.batch
    counts = f"{len(batch.event_files):,} of events, {len(batch.song_files):,} of songs"
    yield "files", f"{counts}, {batch.size_bytes / 1e6:,.1f} MB"
    if batch.vanished:
        yield "gone files", f"{len(batch.vanished):,}; their rows stay (--prune takes them out)"
    if report.published is not None:
        yield from _batch_facts(report, report.published)
    yield "star", ", ".join(f"{table} {rows:,}" for table, rows in report.star_rows.items())
    if report.published is not None:
        warned = f", {len(report.checks_warned)} warned" if report.checks_warned else ""
        yield "checks", f"{report.checks_passed} passed{warned}"
        for warning in report.checks_warned:
            yield "warning", warning
    if report.docs:
        yield "data docs", report.docs
    yield "seconds", f"{report.seconds:.1f}"


def _batch_facts(report: Report, published: PublishedFigures) -> Iterable[tuple[str, str]]:
    parts = {
        "plays": published.songplays,
        "other pages": published.other_pages,
        "duplicates": published.duplicates,
        "rejected": published.rejected,
    }
    total = " + ".join(f"{count:,} {name}" for name, count in parts.items())
    yield "lines", f"{published.lines:,} = {total}"
    if published.match_rate is not None:
        yield "match rate", f"{published.match_rate:.1%} of the plays are songs of the catalogue"
    yield "repaired", f"{published.repaired_texts:,} misread texts"
    for row in report.rejected:
        place = f"{row['file_uri']} from line {row['first_line']}"
        yield "rejected", f"{row['line_count']:,} of {place}: {row['reason']}"
