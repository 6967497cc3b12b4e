"""Brings a batch's files into the staging tables, with COPY."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from warehouse.batch import Batch
from warehouse.connection import Session
from warehouse.days import Link, find_repeats, find_strays
from warehouse.event_copies import EVENTS, EventCopies, copy_days
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.loading import Loading
from warehouse.packing import pack_songs
from warehouse.rejected_lines import check_rejected, save_rejected
from warehouse.row_files import load_rows
from warehouse.text_repair import find_repairs

SONGS = "staging.staging_songs"
_EVENT_TABLES = (
    "staging_events",
    "batch_days",
    "linked_days",
    "repeated_plays",
    "repaired_texts",
)


@dataclass(frozen=True)
class CopyFigures:
    """What one table's COPY did.

    Attributes:
        table: The staging table.
        batch: The batch, with the days that turned out to depend on those it was planned with.
        files: Files of the lake that were read.
        lines: Log lines or song objects that were read: COPY's rows and the lines it refused.
        rejected: Those of them that were not loaded.
        unchanged: Those of them that are events of days that the batch only reads; the star has
            them already.
        repaired_texts: Distinct texts that were misread and are repaired.
        day_lines: Lines that were read, by the UTC day of their file's name.
        day_rejected: Lines that were not loaded, by the UTC day of their file's name.
    """

    table: str
    batch: Batch
    files: int
    lines: int
    rejected: int
    unchanged: int = 0
    repaired_texts: int = 0
    day_lines: Mapping[date, int] = field(default_factory=dict)
    day_rejected: Mapping[date, int] = field(default_factory=dict)


def open_batch(lease: Lease, lake: Lake, batch: Batch) -> None:
    """Writes down the files of a batch in `staging.batch_files`.

    What killed runs left in the lake's work folder is removed.
    """
    for batch_id in lake.list_batches():
        lake.remove_batch(batch_id)
    with lease.step("staging/batch_files/delete") as session:
        _write_files(session, lake, batch)


def _write_files(session: Session, lake: Lake, batch: Batch) -> None:
    rebuilt = batch.day_plan.rebuilt
    loads = [file for file in batch.files if file.day is None or file.day in rebuilt]
    reads = [file for file in batch.event_files if file.day not in rebuilt]
    rows = [
        {
            "uri": file.uri,
            "kind": file.kind,
            "day": file.day and file.day.isoformat(),
            "etag": file.etag,
            "size_bytes": file.size_bytes,
            "purpose": purpose,
            "known_batch_id": batch.known_batches.get(file.uri),
        }
        for purpose, files in (("load", loads), ("read", reads), ("remove", batch.removed))
        for file in files
    ]
    load_rows(session, lake, batch.batch_id, "staging/batch_files", rows)


def copy_events(lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> CopyFigures:
    """Loads the batch's event files into `staging.staging_events`.

    Also written: `staging.batch_days`, `staging.linked_days`, `staging.repeated_plays`,
    `staging.repaired_texts`, and `staging.batch_files` when other days must be rebuilt as well.

    Raises:
        RejectedLinesError: More lines than `max_rejected` cannot be loaded.
        LeaseLostError: Another run has taken over.
    """
    events = EventCopies(lease, lake, max_rejected)
    with lease.step(*(f"staging/{table}/delete" for table in _EVENT_TABLES)) as session:
        planned, batch = batch, copy_days(session, lake, batch, events)
        if batch.files != planned.files:
            session.run("staging/batch_files/delete")
            _write_files(session, lake, batch)
        unchanged = _delete_unchanged(session, batch, events.staged)
        session.run("staging/repeated_plays/insert")
        rejected = events.read_rejected(session)
        save_rejected(lease, session, lake, EVENTS, rejected)
        day_lines = _count_by_day(batch, events.loading.line_counts)
        day_rejected = _count_by_day(batch, Counter(line.file_uri or "" for line in rejected))
        strays = find_strays(events.groups, day_lines, day_rejected)
        _write_links(session, lake, batch, stray=strays, repeat=find_repeats(session))
        repairs = _repair_texts(session, lake, batch)
    if len(rejected) > max_rejected:
        check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    return CopyFigures(
        table=EVENTS,
        batch=batch,
        files=len(batch.event_files),
        lines=events.loading.row_count + len(rejected) - len(events.impossible),
        rejected=len(rejected),
        unchanged=unchanged,
        repaired_texts=repairs,
        day_lines=day_lines,
        day_rejected=day_rejected,
    )


def copy_songs(lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> CopyFigures:
    """Loads the batch's song files, packed, into `staging.staging_songs`.

    Also written: `audit.catalogue`, what the batch makes of the songs it touches.

    Raises:
        RejectedLinesError: More lines than `max_rejected` cannot be loaded.
        LeaseLostError: Another run has taken over.
    """
    pack = pack_songs(lake, batch.batch_id, batch.song_files)
    loading = Loading(lease, lake, SONGS, max_rejected)
    with lease.step("staging/staging_songs/delete", "audit/catalogue/delete") as session:
        loading.copy_pack(session, "staging/staging_songs/copy", pack)
        rejected = loading.read_errors(session)
        save_rejected(lease, session, lake, SONGS, rejected)
        session.run("audit/catalogue/insert")
    if len(rejected) > max_rejected:
        check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    lines = loading.row_count + len(rejected)
    return CopyFigures(SONGS, batch, len(batch.song_files), lines, len(rejected))


def _delete_unchanged(session: Session, batch: Batch, staged: Mapping[date, int]) -> int:
    """Takes the events out of staging whose days are not rebuilt; returns how many."""
    unchanged = sum(count for day, count in staged.items() if day not in batch.day_plan.rebuilt)
    if unchanged:
        session.run("staging/staging_events/delete_unchanged")
    return unchanged


def _repair_texts(session: Session, lake: Lake, batch: Batch) -> int:
    """Writes down the batch's misread texts and what they were; returns how many."""
    texts = [row["text_value"] for row in session.rows("staging/staging_events/select_texts")]
    rows = [{"broken": old, "repaired": new} for old, new in find_repairs(texts).items()]
    load_rows(session, lake, batch.batch_id, "staging/repaired_texts", rows)
    return len(rows)


def _write_links(session: Session, lake: Lake, batch: Batch, **links: set[Link]) -> None:
    rows = [
        {"kind": kind, "day": day.isoformat(), "linked_day": linked_day.isoformat()}
        for kind, pairs in links.items()
        for day, linked_day in sorted(pairs)
    ]
    load_rows(session, lake, batch.batch_id, "staging/linked_days", rows)


def _count_by_day(batch: Batch, line_counts: Mapping[str, int]) -> dict[date, int]:
    """Lines of files, summed by the day of the file's name."""
    days: Counter[date] = Counter()
    for file in batch.event_files:
        if file.day:
            days[file.day] += line_counts.get(file.uri, 0)
    return dict(days)
