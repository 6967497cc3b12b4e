"""Publishes a checked batch: everything in one transaction, or nothing."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from warehouse.batch import Batch
from warehouse.building import STAR_TABLES
from warehouse.connection import Session
from warehouse.errors import (
    CheckFailedError,
    CommitUnknownError,
    LeaseLostError,
    TransientError,
)
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.staging import CopyFigures

_TRANSIENT_TABLES = (
    *(f"audit/{table}" for table in (*STAR_TABLES, "user_days", "catalogue")),
    *(
        f"staging/{table}"
        for table in (
            "staging_events",
            "staging_songs",
            "batch_files",
            "batch_days",
            "repaired_texts",
            "repeated_plays",
        )
    ),
)


@dataclass(frozen=True)
class PublishedFigures:
    """What a batch published, in lines and rows; `ops.batches` keeps the same.

    Attributes:
        lines: Lines of the batch's event files.
        songplays: Lines that became a play.
        other_pages: Lines of other pages.
        duplicates: Lines that repeat a play's natural key.
        rejected: Lines that could not be loaded.
        matched: Plays whose song is in the catalogue.
        repaired_texts: Distinct texts that were misread and are repaired.
    """

    lines: int
    songplays: int
    other_pages: int
    duplicates: int
    rejected: int
    matched: int
    repaired_texts: int

    @property
    def match_rate(self) -> float | None:
        """Share of the plays whose song is in the catalogue; None without plays."""
        return self.matched / self.songplays if self.songplays else None


def publish_batch(lease: Lease, batch: Batch, events: CopyFigures) -> PublishedFigures:
    """Moves the audit tables into the star and the files into the ledger, in one transaction.

    Raises:
        LeaseLostError: Another run has taken over, or has loaded a file of the batch.
        TransientError: The transaction did not happen and can be tried again.
    """
    try:
        with lease.warehouse.transaction() as session:
            return _publish(session, lease, batch, events)
    except CommitUnknownError as error:
        figures = find_published(lease)
        if figures is None:
            raise TransientError(f"{error} The ledger says that it was not published.") from error
        return figures


def find_published(lease: Lease) -> PublishedFigures | None:
    """What the ledger says of a batch: its figures, or None when it is not published."""
    with lease.warehouse.transaction() as session:
        rows = session.rows("ops/batches/select", batch_id=lease.batch_id)
    return PublishedFigures(**rows[0]) if rows else None


def _publish(session: Session, lease: Lease, batch: Batch, events: CopyFigures) -> PublishedFigures:
    session.run("ops/lease/lock")
    lease.check(session)
    _check_ledger(session, lease)
    figures = _count(session, events)
    _move_star(session, batch)
    _write_ledger(session, lease, batch, figures)
    return figures


def _check_ledger(session: Session, lease: Lease) -> None:
    """The files must be as they were planned: loaded by the same batch, or by none."""
    changed = session.row("ops/loaded_files/select_changed")["file_count"]
    if changed:
        raise LeaseLostError(
            f"Batch {lease.batch_id}: {changed} of its files were loaded by another run since it "
            "was planned. Nothing of it was published. Run again; it will find what is left to do."
        )


def _count(session: Session, events: CopyFigures) -> PublishedFigures:
    """The batch's figures, which must add up to its lines."""
    plays = session.row("audit/songplays/select")
    others = session.row("staging/staging_events/select_counts")
    figures = PublishedFigures(
        lines=events.lines,
        songplays=int(plays["line_plays"]),
        other_pages=int(others["other_pages"]),
        duplicates=int(others["duplicates"]),
        rejected=events.rejected,
        matched=int(plays["matched_count"]),
        repaired_texts=events.repaired_texts,
    )
    found = figures.songplays + figures.other_pages + figures.duplicates + figures.rejected
    if found != figures.lines:
        raise CheckFailedError(
            f"star.songplays: {figures.lines} lines were read but {found} are accounted for: "
            f"{figures.songplays} plays, {figures.other_pages} other pages, {figures.duplicates} "
            f"duplicates, {figures.rejected} rejected (critical). Nothing was published."
        )
    return figures


def _move_star(session: Session, batch: Batch) -> None:
    for table in ("users", "songs", "artists"):
        session.run(f"star/{table}/delete")
        session.run(f"star/{table}/insert")
    for start, end in batch.whole_spans():
        session.run("star/time/delete", span_start=start, span_end=end)
        session.run("star/songplays/delete", span_start=start, span_end=end)
    session.run("star/time/insert")
    session.run("star/songplays/delete_replaced")
    session.run("star/songplays/insert")


def _write_ledger(session: Session, lease: Lease, batch: Batch, figures: PublishedFigures) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    for table in ("user_days", "catalogue"):
        session.run(f"ops/{table}/delete")
        session.run(f"ops/{table}/insert")
    session.run("ops/loaded_files/delete")
    session.run("ops/loaded_files/insert", batch_id=lease.batch_id, loaded_at=now)
    session.run(
        "ops/batches/insert",
        batch_id=lease.batch_id,
        token=lease.token,
        started_at=batch.started_at,
        published_at=now,
        event_files=len(batch.event_files),
        song_files=len(batch.song_files),
        size_bytes=batch.size_bytes,
        first_day=batch.days[0] if batch.days else None,
        last_day=batch.days[-1] if batch.days else None,
        **asdict(figures),
    )


def empty_batch(lease: Lease, lake: Lake) -> None:
    """Empties the staging and audit tables and the batch's work folder, after it is published."""
    with lease.step(*(f"{table}/delete" for table in _TRANSIENT_TABLES)):
        pass
    lake.remove_batch(lease.batch_id)
