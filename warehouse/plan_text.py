"""Says what a plan would do: days, files, bytes, and the SQL in the order it would run."""

from collections.abc import Iterable
from datetime import date

from warehouse.batch import Batch
from warehouse.building import AUDIT_PARTS, STAR_TABLES
from warehouse.days import BatchDays
from warehouse.publishing import list_publish_statements
from warehouse.statements import load_statement

COPY_STATEMENTS = (
    "staging/batch_files/copy",
    "staging/staging_events/copy",
    "staging/repeated_plays/insert",
    "staging/batch_days/copy",
    "staging/staging_events/select_texts",
    "staging/repaired_texts/copy",
    "staging/staging_songs/copy",
    "audit/catalogue/insert",
)


def describe_plan(batch: Batch) -> str:
    """The plan of a batch in words, and the SQL that would run, one statement after the other."""
    lines = [*_describe_days(batch), *_describe_songs(batch)]
    if batch.is_empty:
        return "\n".join([*lines, "Nothing would run."])
    lines.append("")
    lines += [load_statement(name).text.strip() + ";\n" for name in list_plan_statements(batch)]
    return "\n".join(lines)


def list_plan_statements(batch: Batch) -> list[str]:
    """Names of the statements that would write, in order."""
    audit = [f"audit/{part}/insert" for table in STAR_TABLES for part in AUDIT_PARTS[table]]
    return [*COPY_STATEMENTS, *audit, *list_publish_statements(batch)]


def _describe_days(batch: Batch) -> Iterable[str]:
    yield f"{'day':<12}{'files':>8}{'bytes':>16}  what"
    for day in sorted(batch.day_plan.read):
        files = [file for file in batch.event_files if file.day == day]
        size = sum(file.size_bytes for file in files)
        yield f"{day!s:<12}{len(files):>8,}{size:>16,}  {_describe_day(batch.day_plan, day)}"


def _describe_day(days: BatchDays, day: date) -> str:
    if day not in days.rebuilt:
        return "read for its events of other days"
    what = "merged, as a loaded file is gone" if day in days.merged else "rebuilt"
    return what if day in days.changed else f"{what}, as it shares events with another day"


def _describe_songs(batch: Batch) -> Iterable[str]:
    size = sum(file.size_bytes for file in batch.song_files)
    yield f"{'songs':<12}{len(batch.song_files):>8,}{size:>16,}  new or changed"
    yield f"{'all':<12}{len(batch.files):>8,}{batch.size_bytes:>16,}"
    for file in batch.removed:
        yield f"taken out: {file.uri}"
    for file in batch.vanished:
        yield f"gone from the lake, its rows stay: {file.uri}"
