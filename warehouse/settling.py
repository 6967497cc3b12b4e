"""Settles what a batch is once its files are copied: files that fail by themselves are left out.

Then every line of what is left is accounted for, and what depends on all files of the batch is
worked out: which line of a contested play counts, and the catalogue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse.batch import Batch
from warehouse.connection import Row, Session
from warehouse.errors import RejectedLinesError
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.line_accounting import UnitFigures, count_units
from warehouse.quarantine import (
    LeftOut,
    UnitEvidence,
    average_filled,
    describe_filled,
    find_drift,
    find_fault,
)
from warehouse.rejected_lines import RejectedLine, explain_rejected, save_rejected
from warehouse.row_files import load_rows
from warehouse.staging import CopyFigures, group_rejected, write_files

_COUNTS = {
    "events": "staging/staging_events/select_units",
    "songs": "staging/staging_songs/select_files",
}
_KNOWN = {
    "events": "ops/load_units/select_replaced",
    "songs": "ops/catalogue/select_replaced",
}


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


def settle_batch(
    lease: Lease, lake: Lake, batch: Batch, copies: Iterable[CopyFigures], max_rejected: int
) -> SettledBatch:
    """Leaves files out, keeps the rejected lines of the others, and accounts for every line.

    Also written: `audit.contested_plays` and `audit.catalogue`.

    Raises:
        RejectedLinesError: More lines than allowed were rejected of files that are fine otherwise.
        CheckFailedError: A staged row has no load unit, or a line of a unit is not accounted for.
        LeaseLostError: Another run has taken over.
    """
    figures = list(copies)
    changed = lake.find_changed(batch.files)
    with lease.step("audit.contested_plays", "audit.catalogue") as session:
        settling = _Settling(session, lake, batch, changed)
        for each in figures:
            settling.judge(each)
        left = settling.leave_out()
        rejected = [settling.save_rejected(lease, each) for each in figures]
        total = sum(rejected)
        if total <= max_rejected:
            session.run("staging/staging_events/update_forgotten")
            session.run("audit/contested_plays/insert")
            session.run("audit/catalogue/insert")
            units = settling.count(figures)
    if total > max_rejected:
        raise RejectedLinesError(explain_rejected(settling.counted, max_rejected, batch.batch_id))
    return SettledBatch(
        batch,
        left,
        tuple(units),
        {name: describe_filled(row) for name, row in settling.staged["events"].items()},
        tuple(settling.left_out),
        (*settling.warnings, *_keep_fields(lease, lake, left, figures)),
        total,
    )


class _Settling:
    """The transaction that settles a batch."""

    def __init__(self, session: Session, lake: Lake, batch: Batch, changed: frozenset[str]) -> None:
        self._session = session
        self._lake = lake
        self._batch = batch
        self._changed = changed
        self.staged: dict[str, dict[str, Row]] = {"events": {}, "songs": {}}
        self.left_out: list[LeftOut] = []
        self.warnings: list[str] = []
        self.counted: list[RejectedLine] = []

    def judge(self, figures: CopyFigures) -> None:
        """Finds the units of one kind that are left out."""
        kind = figures.source.kind
        staged = {row["unit"]: row for row in self._session.rows(_COUNTS[kind])}
        known = {row["unit"]: int(row["known_count"]) for row in self._session.rows(_KNOWN[kind])}
        if kind == "events" and known:  # a line that repeats a play is no other play
            for row in self._session.rows("staging/staging_events/select_replaced"):
                staged[row["unit"]]["distinct_count"] = row["play_count"]
        rejected = group_rejected(figures, figures.rejected)
        history = average_filled(self._read_history()) if kind == "events" else {}
        for unit in figures.units:
            uris = tuple(file.uri for file in unit.files)
            name = unit.name
            if self._changed.intersection(uris):
                reason = "it changed while it was read; the next run loads it"
                self.left_out.append(LeftOut(name, uris, reason, is_quarantined=False))
                continue
            known_units = {self._batch.find_known_unit(uri) or "" for uri in uris} | {name}
            evidence = UnitEvidence(
                figures.line_counts.get(name, 0),
                tuple(rejected.get(name, ())),
                sum(known[each] for each in known_units if each in known) or None,
                staged.get(name),
            )
            fault = figures.unreadable.get(name)
            if fault is None and not self._batch.accepted.issuperset(uris):
                fault = find_fault(kind, evidence)
            if fault is not None:
                self.left_out.append(LeftOut(name, uris, fault))
            elif kind == "events" and name in staged:
                self.warnings += find_drift(name, staged[name], history)
        self.staged[kind] = staged

    def _read_history(self) -> list[Row]:
        return self._session.rows("ops/load_units/select_filled")

    def leave_out(self) -> Batch:
        """The batch without what is left out, which also leaves staging."""
        uris = {uri for each in self.left_out for uri in each.uris}
        if not uris:
            return self._batch
        self._batch = self._batch.leave_out(uris)
        self._session.empty("staging.batch_files")
        write_files(self._session, self._lake, self._batch)
        self._session.run("staging/staging_events/delete_left_out")
        self._session.run("staging/staging_songs/delete_left_out")
        return self._batch

    def save_rejected(self, lease: Lease, figures: CopyFigures) -> int:
        """Keeps the rejected lines of files that are loaded; returns how many count."""
        left_out = {each.unit for each in self.left_out}
        units = group_rejected(figures, figures.rejected)
        kept = [line for name, lines in units.items() if name not in left_out for line in lines]
        save_rejected(lease, self._session, self._lake, figures.source.table, kept)
        counted = [line for line in kept if line.file_uri not in self._batch.accepted]
        self.counted += counted
        return len(counted)

    def count(self, figures: Iterable[CopyFigures]) -> list[UnitFigures]:
        """The lines of each unit of events that is loaded."""
        (events,) = (each for each in figures if each.source.kind == "events")
        names = {unit.name for unit in self._batch.units}
        counts = {name: count for name, count in events.line_counts.items() if name in names}
        lines = group_rejected(events, events.rejected)
        rejected = {name: len(lines.get(name, ())) for name in names}
        return count_units(self._session, self._batch, counts, rejected)


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
