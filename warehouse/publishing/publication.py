"""Publishes a checked batch: everything in one transaction, or nothing."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from warehouse.database.connection import Session
from warehouse.database.lease import Lease
from warehouse.errors import CommitUnknownError, LeaseLostError, TransientError
from warehouse.lake.files import Lake
from warehouse.lake.jsonpaths import name_content
from warehouse.loading.line_accounting import (
    PublishedFigures,
    UnitFigures,
    add_up,
    check_published,
    describe_unit,
)
from warehouse.loading.row_files import load_rows
from warehouse.loading.settling import SettledBatch
from warehouse.planning.limits import RAW_LINE_DAYS
from warehouse.planning.load_order import DELETE_EVENTS, TRANSIENT, list_publishing
from warehouse.sources import EVENTS, SONGS, select_sources

Values = dict[str, object]


def publish_batch(
    lease: Lease, lake: Lake, settled: SettledBatch, repaired_texts: int
) -> PublishedFigures:
    """Moves the audit tables into the star and the files into the ledger, in one transaction.

    Raises:
        CheckFailedError: The star would not hold all events that were read.
        LeaseLostError: Another run has taken over, or has loaded a file of the batch.
        TransientError: It did not happen, or its end is unknown; it can be tried again.
    """
    try:
        with lease.warehouse.transaction() as session:
            lease.write_first(session, "ops/publish_lock/lock")
            published = _find_published(session, lease)
            return published or _Publication(session, lease, lake, settled).publish(repaired_texts)
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


class _Publication:
    """The transaction that publishes a batch."""

    def __init__(self, session: Session, lease: Lease, lake: Lake, settled: SettledBatch) -> None:
        self._session = session
        self._lease = lease
        self._lake = lake
        self._batch = settled.batch
        self._settled = settled
        self._published_at = datetime.now(UTC).replace(tzinfo=None)

    def publish(self, repaired_texts: int) -> PublishedFigures:
        """Writes the star and the ledger, and returns what was published."""
        self._lease.check(self._session)
        self._check_ledger()
        self._write_tables()
        digests = check_published(self._settled.units, self._read_units(self._settled.units))
        matched = self._session.row("audit/songplays/select_matched")["matched_count"]
        figures = add_up(self._settled.units, int(matched), repaired_texts)
        self._session.run("ops/batches/insert", **self._describe_batch(figures))
        units = {unit.name: unit for unit in self._batch.units}
        rows = [
            describe_unit(
                each,
                units[each.unit].day,
                batch_id=self._lease.batch_id,
                files=len(units[each.unit].files),
                digest_sum=digests[each.unit],
                filled_shares=self._settled.filled_shares.get(each.unit, "{}"),
            )
            for each in self._settled.units
        ]
        load_rows(self._session, self._lake, self._lease.batch_id, "ops/load_units", rows)
        self._write_quarantined()
        return figures

    def _write_quarantined(self) -> None:
        """Remembers the files that were left out, with the content that they have."""
        planned = self._settled.planned
        files = {file.uri: file for file in planned.files}
        rows = [
            {
                "uri": uri,
                "etag": name_content(files[uri], planned.jsonpaths),
                "kind": files[uri].kind,
                "reason": each.reason[:1000],
                "batch_id": self._lease.batch_id,
                "quarantined_at": str(self._published_at),
            }
            for each in self._settled.quarantined
            for uri in each.uris
        ]
        if rows:
            batch_id = self._lease.batch_id
            load_rows(self._session, self._lake, batch_id, "ops/quarantined_files", rows)
            self._session.run("ops/quarantined_files/delete_again", batch_id=batch_id)

    def _check_ledger(self) -> None:
        """The files must be as they were planned: loaded by the same batch, or by none."""
        changed = self._session.row("ops/loaded_files/select_changed")["file_count"]
        if changed:
            raise LeaseLostError(
                f"Batch {self._lease.batch_id}: {changed} of its files were loaded by another run "
                "since it was planned. Nothing of it was published. Run again; it will find what "
                "is left to do."
            )

    def _write_tables(self) -> None:
        ledger = {"batch_id": self._lease.batch_id, "loaded_at": self._published_at}
        span = self._session.row("audit/replaced_events/select_span")
        count = span.pop("event_count")
        for name in list_publishing(select_sources(self._settled.planned.kinds)):
            if name not in DELETE_EVENTS:
                self._session.run(name, **(ledger if name == "ops/loaded_files/insert" else {}))
            elif count:
                self._session.run(name, **span)

    def _read_units(self, units: Iterable[UnitFigures]) -> list[Values]:
        """What the star holds now of the time in which the batch's events lie, by unit."""
        first = min((unit.first_event_at for unit in units if unit.first_event_at), default=None)
        last = max((unit.last_event_at for unit in units if unit.last_event_at), default=None)
        if first is None:
            return []
        return self._session.rows(
            "ops/reconciliation/select_units", first_start=first, last_start=last
        )

    def _describe_batch(self, figures: PublishedFigures) -> Values:
        batch = self._batch
        return {
            "batch_id": self._lease.batch_id,
            "token": self._lease.token,
            "started_at": batch.started_at,
            "published_at": self._published_at,
            "event_files": len(batch.list_files(EVENTS)),
            "song_files": len(batch.list_files(SONGS)),
            "size_bytes": batch.size_bytes,
            "first_day": batch.days[0] if batch.days else None,
            "last_day": batch.days[-1] if batch.days else None,
            **asdict(figures),
            "statements": self._lease.warehouse.usage.statements,
            "statement_seconds": round(self._lease.warehouse.usage.seconds, 3),
        }


def empty_batch(lease: Lease, lake: Lake, raw_line_days: int = RAW_LINE_DAYS) -> None:
    """Empties the staging and audit tables and the lake's work folder, after a batch is published.

    Also what killed runs left there, and the text of rejected lines that are older than
    `raw_line_days`.
    """
    kept_since = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=raw_line_days)
    with lease.step(*TRANSIENT) as session:
        session.run("ops/rejected_lines/update", kept_since=kept_since)
    for batch_id in lake.list_batches():
        lake.remove_batch(batch_id)
