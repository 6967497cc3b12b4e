"""Finds of each file of a batch whether it is loaded, and what differs from the files before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from warehouse.database.connection import Session, Warehouse
from warehouse.lake.files import Lake
from warehouse.lake.jsonpaths import find_swapped, parse_paths
from warehouse.loading.quarantine import (
    LeftOut,
    UnitEvidence,
    average_filled,
    describe_filled,
    find_fault,
    find_warnings,
)
from warehouse.loading.staging import CopyFigures, group_rejected, read_own_paths
from warehouse.planning.batch import Batch
from warehouse.sources import EVENTS


@dataclass(frozen=True)
class Verdict:
    """What was found of each file of a batch, before anything is changed.

    Attributes:
        batch: The batch as it was planned.
        copies: What COPY did.
        left_out: What is not loaded, and why.
        warnings: What differs from the files before.
        filled_shares: For each unit how many of its lines fill which column, as JSON.
    """

    batch: Batch
    copies: tuple[CopyFigures, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    filled_shares: Mapping[str, str]


def judge_batch(
    warehouse: Warehouse, lake: Lake, batch: Batch, copies: Iterable[CopyFigures]
) -> Verdict:
    """Judges each file by itself; writes nothing, so that what follows can be tried again."""
    figures = tuple(copies)
    changed = lake.find_changed(batch.files)
    swapped, own = "", read_own_paths(EVENTS)
    if batch.jsonpaths is not None:
        swapped = find_swapped(parse_paths(lake, batch.jsonpaths, own), own)
    with warehouse.transaction() as session:
        judges = [
            _Judge(session, batch, changed, each, swapped if each.source == EVENTS else "")
            for each in figures
        ]
        for judge in judges:
            judge.judge()
    return Verdict(
        batch,
        figures,
        tuple(each for judge in judges for each in judge.left_out),
        tuple(each for judge in judges for each in judge.warnings),
        {
            name: describe_filled(row)
            for judge in judges
            if judge.is_of_events
            for name, row in judge.staged.items()
        },
    )


class _Judge:
    """Judges the files of one kind.

    Args:
        session: Reads staging and the ledger.
        batch: The batch as it was planned.
        changed: URIs of files that are no longer what was planned.
        figures: What COPY did.
        swapped: What is wrong with the JSONPaths file that read them; empty for nothing.
    """

    def __init__(
        self,
        session: Session,
        batch: Batch,
        changed: frozenset[str],
        figures: CopyFigures,
        swapped: str,
    ) -> None:
        self._batch = batch
        self._changed = changed
        self._figures = figures
        self._swapped = swapped
        self._source = source = figures.source
        self.is_of_events = source == EVENTS
        self.left_out: list[LeftOut] = []
        self.warnings: list[str] = []
        staged = session.rows(source.name_statement("select_units"))
        self.staged = {row["unit"]: row for row in staged}
        rows = session.rows(source.known_rows) if source.known_rows else []
        self._known = {row["unit"]: int(row["known_count"]) for row in rows}
        self._history: dict[str, float] = {}
        if self.is_of_events:
            self._compare_events(session)
        self._rejected = group_rejected(figures, figures.rejected)

    def _compare_events(self, session: Session) -> None:
        """Reads what the files before say about those of the batch."""
        if self._known:  # a line that repeats a play is no other play
            for row in session.rows("staging/staging_events/select_replaced"):
                self.staged[row["unit"]]["distinct_count"] = row["play_count"]
        for row in session.rows("staging/staging_events/select_swapped"):
            self.staged[row["unit"]] |= row
        self._history = average_filled(session.rows("ops/load_units/select_filled"))

    def judge(self) -> None:
        """Finds the units that are left out, and what differs from the files before."""
        for unit in self._figures.units:
            uris = tuple(file.uri for file in unit.files)
            evidence = self._gather(unit.name, uris)
            if self._changed.intersection(uris):
                reason = "it changed while it was read; the next run loads it"
                self.left_out.append(LeftOut(unit.name, uris, reason, is_quarantined=False))
            elif fault := self._find_fault(unit.name, uris, evidence):
                self.left_out.append(LeftOut(unit.name, uris, fault))
            else:
                found = find_warnings(self._source, evidence, self._history)
                self.warnings += [f"{unit.name}: {warning}" for warning in found]

    def _gather(self, name: str, uris: tuple[str, ...]) -> UnitEvidence:
        known_units = {self._batch.find_known_unit(uri) or "" for uri in uris} | {name}
        return UnitEvidence(
            self._figures.line_counts.get(name, 0),
            tuple(self._rejected.get(name, ())),
            sum(self._known[each] for each in known_units if each in self._known) or None,
            self.staged.get(name),
        )

    def _find_fault(self, name: str, uris: tuple[str, ...], evidence: UnitEvidence) -> str | None:
        fault = self._figures.unreadable.get(name)
        if fault is not None or self._batch.accepted.issuperset(uris):
            return fault
        return self._swapped or find_fault(self._source, evidence)
