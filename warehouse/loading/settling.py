"""Settles what a batch is once its files are copied: files that fail by themselves are left out.

Then every line of what is left is accounted for, and what depends on all files of the batch is
worked out: which line of a contested event counts, and the catalogue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse.database.connection import Session
from warehouse.database.lease import Lease
from warehouse.errors import RejectedLinesError
from warehouse.lake.files import Lake
from warehouse.loading.line_accounting import UnitFigures, count_units
from warehouse.loading.quarantine import LeftOut
from warehouse.loading.rejected_lines import RejectedLine, explain_rejected, save_rejected
from warehouse.loading.row_files import load_rows
from warehouse.loading.staging import CopyFigures, group_rejected, write_files
from warehouse.loading.verdict import Verdict
from warehouse.planning.batch import Batch
from warehouse.sources import EVENTS, SOURCES


@dataclass(frozen=True)
class SettledBatch:
    """A batch without the files that are left out.

    Attributes:
        planned: The batch as it was planned.
        batch: The batch, with the files that are loaded.
        units: The lines of each load unit of events.
        filled_shares: For each unit how many of its lines fill which column, as JSON.
        left_out: What is not loaded, and why.
        warnings: What differs from the files before.
        rejected: How many lines were rejected of files that are loaded.
    """

    planned: Batch
    batch: Batch
    units: tuple[UnitFigures, ...]
    filled_shares: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    rejected: int

    @property
    def quarantined(self) -> list[LeftOut]:
        """What is left out as something is wrong with it, which fails the run."""
        return [each for each in self.left_out if each.is_quarantined]


def settle_batch(lease: Lease, lake: Lake, verdict: Verdict, max_rejected: int) -> SettledBatch:
    """Leaves files out, keeps the rejected lines of the others, and accounts for every line.

    Also written: `audit.contested_events` and `audit.catalogue`.

    Raises:
        RejectedLinesError: More lines than allowed were rejected of files that are fine otherwise.
        CheckFailedError: A staged row has no load unit, or a line of a unit is not accounted for.
        LeaseLostError: Another run has taken over.
    """
    uris = {uri for each in verdict.left_out for uri in each.uris}
    left = verdict.batch.leave_out(uris) if uris else verdict.batch
    units: list[UnitFigures] = []
    sources = [copied.source for copied in verdict.copies]
    tables = [table for source in sources for table in source.settled_tables]
    with lease.step(*tables) as session:
        if uris:
            _leave_out(session, lake, left)
        counted = _save_rejected(lease, session, lake, verdict)
        if len(counted) <= max_rejected:
            for source in sources:
                for name in source.settling:
                    session.run(name)
            units = _count_events(session, left, verdict.copies)
    if len(counted) > max_rejected:
        raise RejectedLinesError(explain_rejected(counted, max_rejected, left.batch_id))
    return SettledBatch(
        verdict.batch,
        left,
        tuple(units),
        verdict.filled_shares,
        verdict.left_out,
        (*verdict.warnings, *_keep_fields(lease, lake, left, verdict.copies)),
        len(counted),
    )


def _leave_out(session: Session, lake: Lake, left: Batch) -> None:
    """Writes down the files that are left, and takes the rows of others out of staging."""
    session.empty("staging.batch_files")
    write_files(session, lake, left)
    for source in SOURCES.values():
        session.run(source.name_statement("delete_left_out"), kind=source.kind)


def _save_rejected(
    lease: Lease, session: Session, lake: Lake, verdict: Verdict
) -> list[RejectedLine]:
    """Keeps the rejected lines of files that are loaded; returns those that count."""
    left_out = {each.unit for each in verdict.left_out}
    kept: dict[str, list[RejectedLine]] = {}
    for figures in verdict.copies:
        units = group_rejected(figures, figures.rejected)
        kept[figures.source.table] = [
            line for name, lines in units.items() if name not in left_out for line in lines
        ]
    save_rejected(lease, session, lake, kept)
    accepted = verdict.batch.accepted
    return [line for lines in kept.values() for line in lines if line.file_uri not in accepted]


def _count_events(
    session: Session, batch: Batch, copies: Iterable[CopyFigures]
) -> list[UnitFigures]:
    """The lines of each unit of events that is loaded."""
    events = next((each for each in copies if each.source == EVENTS), None)
    if events is None:
        return []
    names = {unit.name for unit in batch.units}
    counts = {name: count for name, count in events.line_counts.items() if name in names}
    lines = group_rejected(events, events.rejected)
    return count_units(session, batch, counts, {name: len(lines.get(name, ())) for name in names})


def _keep_fields(
    lease: Lease, lake: Lake, batch: Batch, figures: Iterable[CopyFigures]
) -> list[str]:
    """Writes down fields that were never seen and are not loaded; a warning of each."""
    found = {
        (each.source.kind, name): uri for each in figures for name, uri in each.new_fields.items()
    }
    if not found:
        return []
    with lease.step() as session:
        seen = {(row["kind"], row["field_name"]) for row in session.rows("ops/seen_fields/select")}
        fresh = {key: uri for key, uri in found.items() if key not in seen}
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        rows = [
            {"kind": kind, "field_name": name, "file_uri": uri, "seen_at": now}
            for (kind, name), uri in fresh.items()
        ]
        load_rows(session, lake, batch.batch_id, "ops/seen_fields", rows)
    return [
        f"{uri}: the field {name!r} of the {kind} is new and is not loaded; to load it, add a "
        f"column and its path: sql/staging/staging_{kind}"
        for (kind, name), uri in sorted(fresh.items())
    ]
