"""Publishes a checked batch: everything in one transaction, or nothing."""

from dataclasses import asdict
from datetime import UTC, datetime

from warehouse.batch import Batch
from warehouse.building import STAR_TABLES
from warehouse.connection import Session
from warehouse.conservation import DayFigures, PublishedFigures, add_up, count_days
from warehouse.errors import (
    CommitUnknownError,
    LeaseLostError,
    TransientError,
)
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.row_files import load_rows
from warehouse.staging import CopyFigures

DIMENSIONS = ("users", "songs", "artists")  # of the star, replaced row by row
LEDGERS = ("user_days", "catalogue", "linked_days", "loaded_files")
_TRANSIENT_TABLES = (
    *(f"audit/{table}" for table in (*STAR_TABLES, "user_days", "catalogue")),
    *(
        f"staging/{table}"
        for table in (
            "staging_events",
            "staging_songs",
            "batch_files",
            "batch_days",
            "linked_days",
            "repaired_texts",
            "repeated_plays",
        )
    ),
)


def publish_batch(lease: Lease, lake: Lake, events: CopyFigures) -> PublishedFigures:
    """Moves the audit tables into the star and the files into the ledger, in one transaction.

    Raises:
        CheckFailedError: The lines that were read are not all accounted for.
        LeaseLostError: Another run has taken over, or has loaded a file of the batch.
        TransientError: The transaction did not happen, or nobody knows; it can be tried again.
    """
    try:
        with lease.warehouse.transaction() as session:
            lease.write_first(session, "ops/lease/lock")
            published = _find_published(session, lease)
            return published or _publish(session, lease, lake, events)
    except CommitUnknownError as error:
        with lease.warehouse.transaction() as session:
            published = _find_published(session, lease)
        if published is None:
            raise TransientError(f"{error} The ledger says that it was not published.") from error
        return published


def _find_published(session: Session, lease: Lease) -> PublishedFigures | None:
    """What the ledger says of the batch: its figures, or None when it is not published."""
    rows = session.rows("ops/batches/select", batch_id=lease.batch_id)
    return PublishedFigures(**rows[0]) if rows else None


def _publish(session: Session, lease: Lease, lake: Lake, events: CopyFigures) -> PublishedFigures:
    lease.check(session)
    _check_ledger(session, lease)
    days = count_days(session, events)
    figures = add_up(days, events)
    _publish_tables(session, lease, events.batch, figures)
    rows = [_describe_day(lease, day) for day in days]
    load_rows(session, lake, lease.batch_id, "ops/batch_days", rows)
    return figures


def _check_ledger(session: Session, lease: Lease) -> None:
    """The files must be as they were planned: loaded by the same batch, or by none."""
    changed = session.row("ops/loaded_files/select_changed")["file_count"]
    if changed:
        raise LeaseLostError(
            f"Batch {lease.batch_id}: {changed} of its files were loaded by another run since it "
            "was planned. Nothing of it was published. Run again; it will find what is left to do."
        )


def list_publish_statements(batch: Batch) -> list[str]:
    """Names of the statements that publish a batch, in order."""
    moves = [f"star/{table}/{verb}" for table in DIMENSIONS for verb in ("delete", "insert")]
    spans = ["star/time/delete", "star/songplays/delete"] if batch.day_plan.whole else []
    unplayed = ["star/time/delete_unplayed"] if batch.day_plan.merged else []
    plays = ["star/time/insert", "star/songplays/delete_replaced", "star/songplays/insert"]
    ledger = [f"ops/{table}/{verb}" for table in LEDGERS for verb in ("delete", "insert")]
    return [*moves, *spans, *unplayed, *plays, *ledger, "ops/batches/insert", "ops/batch_days/copy"]


def _publish_tables(
    session: Session, lease: Lease, batch: Batch, figures: PublishedFigures
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    spans = batch.day_plan.whole_spans()
    values: dict[str, list[dict[str, object]]] = {
        name: [{"span_start": start, "span_end": end} for start, end in spans]
        for name in ("star/time/delete", "star/songplays/delete")
    }
    values["ops/loaded_files/insert"] = [{"batch_id": lease.batch_id, "loaded_at": now}]
    values["ops/batches/insert"] = [_describe_batch(lease, batch, figures, now)]
    for name in list_publish_statements(batch):
        if name != "ops/batch_days/copy":
            for bound in values.get(name, [{}]):
                session.run(name, **bound)


def _describe_batch(
    lease: Lease, batch: Batch, figures: PublishedFigures, now: datetime
) -> dict[str, object]:
    return {
        "batch_id": lease.batch_id,
        "token": lease.token,
        "started_at": batch.started_at,
        "published_at": now,
        "event_files": len(batch.event_files),
        "song_files": len(batch.song_files),
        "size_bytes": batch.size_bytes,
        "first_day": batch.days[0] if batch.days else None,
        "last_day": batch.days[-1] if batch.days else None,
        **asdict(figures),
    }


def _describe_day(lease: Lease, figures: DayFigures) -> dict[str, object]:
    row = asdict(figures)
    del row["matched"]
    return row | {"batch_id": lease.batch_id, "day": figures.day.isoformat()}


def empty_batch(lease: Lease, lake: Lake) -> None:
    """Empties the staging and audit tables and the lake's work folder, after a batch is published.

    Also what killed runs left there.
    """
    with lease.step(*(f"{table}/delete" for table in _TRANSIENT_TABLES)):
        pass
    for batch_id in lake.list_batches():
        lake.remove_batch(batch_id)
