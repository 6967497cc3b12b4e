"""Brings a batch's files into the staging tables, with COPY."""

from dataclasses import dataclass

from warehouse.batch import UNKNOWN_UNIT, Batch, LoadUnit
from warehouse.connection import Session
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.line_accounting import UnitFigures, count_units
from warehouse.loading import Loading
from warehouse.packing import pack_files, write_jsonpaths
from warehouse.rejected_lines import (
    RejectedLine,
    check_rejected,
    reject_impossible_events,
    save_rejected,
)
from warehouse.row_files import load_rows
from warehouse.statements import SQL_DIRECTORY
from warehouse.text_repair import find_repairs

EVENTS = "staging.staging_events"
SONGS = "staging.staging_songs"
_COPY_EVENTS = "staging/staging_events/copy"
_COPY_SONGS = "staging/staging_songs/copy"


@dataclass(frozen=True)
class CopyFigures:
    """What one table's COPY did.

    Attributes:
        table: The staging table.
        files: Files of the lake that were read.
        lines: Log lines or song objects that were read: COPY's rows and the lines it refused.
        rejected: Those of them that were not loaded.
        repaired_texts: Distinct texts that were misread and are repaired.
        units: The lines of each load unit of events.
    """

    table: str
    files: int
    lines: int
    rejected: int
    repaired_texts: int = 0
    units: tuple[UnitFigures, ...] = ()


def open_batch(lease: Lease, lake: Lake, batch: Batch) -> None:
    """Writes down the files of a batch in `staging.batch_files`.

    What killed runs left in the lake's work folder is removed.
    """
    for batch_id in lake.list_batches():
        lake.remove_batch(batch_id)
    rows: list[dict[str, object]] = [
        {
            "uri": file.uri,
            "kind": file.kind,
            "day": file.day and file.day.isoformat(),
            "etag": file.etag,
            "size_bytes": file.size_bytes,
            "purpose": purpose,
            "known_batch_id": batch.known[file.uri].batch_id if file.uri in batch.known else None,
            "unit": batch.unit_names.get(file.uri),
            "known_unit": batch.find_known_unit(file.uri),
        }
        for purpose, files in (("load", batch.files), ("remove", batch.removed))
        for file in files
    ]
    if batch.prunes_unknown:
        rows.append(_describe_unknown())
    with lease.step("staging.batch_files") as session:
        load_rows(session, lake, batch.batch_id, "staging/batch_files", rows)


def _describe_unknown() -> dict[str, object]:
    """The row that takes plays and users of an unknown file out of the star."""
    return {
        "uri": UNKNOWN_UNIT,
        "kind": "events",
        "etag": "",
        "size_bytes": 0,
        "purpose": "remove",
        "known_unit": UNKNOWN_UNIT,
    }


def copy_events(lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> CopyFigures:
    """Loads the batch's event files into `staging.staging_events`.

    Also written: `staging.repaired_texts` and `audit.contested_plays`.

    Raises:
        RejectedLinesError: More lines than `max_rejected` cannot be loaded.
        CheckFailedError: A staged row has no load unit, or a line of a unit is not accounted for.
        LeaseLostError: Another run has taken over.
    """
    copies = _EventCopies(lease, lake, batch, max_rejected)
    with lease.step(
        "staging.staging_events",
        "staging.repaired_texts",
        "audit.contested_plays",
    ) as session:
        copies.copy(session)
        session.run("staging/staging_events/update_forgotten")
        rejected = copies.read_rejected(session)
        save_rejected(lease, session, lake, EVENTS, rejected)
        repairs = _repair_texts(session, lake, batch)
        session.run("audit/contested_plays/insert")
        is_allowed = len(rejected) <= max_rejected  # of more than are allowed not all are named
        counts = copies.line_counts
        units = count_units(session, batch, counts, rejected) if is_allowed else []
    if not is_allowed:
        check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    return CopyFigures(
        table=EVENTS,
        files=len(batch.event_files),
        lines=sum(unit.lines for unit in units),
        rejected=len(rejected),
        repaired_texts=repairs,
        units=tuple(units),
    )


class _EventCopies:
    """The COPYs of a batch's events: small files in one, each large load unit in its own.

    Attributes:
        line_counts: Lines that were read of each load unit: objects and broken lines.
    """

    def __init__(self, lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> None:
        self.line_counts: dict[str, int] = {}
        self._loading = Loading(lease, lake, EVENTS, max_rejected)
        self._lake = lake
        self._batch = batch
        self._most_named = max_rejected + 1
        self._impossible: list[RejectedLine] = []

    def copy(self, session: Session) -> None:
        """Fills the table; every row has its load unit."""
        if not self._batch.units:
            return
        own = (SQL_DIRECTORY / "staging" / "staging_events" / "jsonpaths.json").read_bytes()
        jsonpaths = write_jsonpaths(
            self._lake, self._batch.batch_id, "events", own, self._lake.jsonpaths_uri()
        )
        packed = [file for unit in self._batch.units if unit.is_packed for file in unit.files]
        pack = pack_files(self._lake, self._batch.batch_id, "events", packed)
        self._loading.copy_pack(session, _COPY_EVENTS, pack, jsonpaths)
        self.line_counts |= pack.line_counts
        for unit in self._batch.units:
            if not unit.is_packed:
                self._copy_unit(session, unit, jsonpaths)
        self._impossible = reject_impossible_events(
            session, self._lake, self._batch, self._most_named
        )

    def _copy_unit(self, session: Session, unit: LoadUnit, jsonpaths: str) -> None:
        rows = 0
        for compression in ("", "gzip"):
            uris = [file.uri for file in unit.files if file.is_gzip == bool(compression)]
            values = {"jsonpaths": jsonpaths, "compression": compression}
            rows += self._loading.copy(session, _COPY_EVENTS, uris, **values)
        session.run("staging/staging_events/update", unit=unit.name)
        self.line_counts[unit.name] = rows

    def read_rejected(self, session: Session) -> list[RejectedLine]:
        """Every line that is not in staging; those that COPY refused are counted as read."""
        refused = self._loading.read_errors(session)
        names = {unit.name for unit in self._batch.units if not unit.is_packed}
        for line in refused:
            unit = self._batch.unit_names.get(line.file_uri or "")
            if unit in names:
                self.line_counts[unit] += 1
        return [*refused, *self._impossible]


def copy_songs(lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> CopyFigures:
    """Loads the batch's song files, packed, into `staging.staging_songs`.

    Also written: `audit.catalogue`, what the batch makes of the songs it touches.

    Raises:
        RejectedLinesError: More lines than `max_rejected` cannot be loaded.
        LeaseLostError: Another run has taken over.
    """
    own = (SQL_DIRECTORY / "staging" / "staging_songs" / "jsonpaths.json").read_bytes()
    jsonpaths = write_jsonpaths(lake, batch.batch_id, "songs", own, None)
    pack = pack_files(lake, batch.batch_id, "songs", batch.song_files)
    loading = Loading(lease, lake, SONGS, max_rejected)
    with lease.step("staging.staging_songs", "audit.catalogue") as session:
        loading.copy_pack(session, _COPY_SONGS, pack, jsonpaths)
        rejected = loading.read_errors(session)
        save_rejected(lease, session, lake, SONGS, rejected)
        session.run("audit/catalogue/insert")
    if len(rejected) > max_rejected:
        check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    lines = loading.row_count + len(rejected)
    return CopyFigures(SONGS, len(batch.song_files), lines, len(rejected))


def _repair_texts(session: Session, lake: Lake, batch: Batch) -> int:
    """Writes down the batch's misread texts and what they were; returns how many."""
    texts = [row["text_value"] for row in session.rows("staging/staging_events/select_texts")]
    rows = [{"broken": old, "repaired": new} for old, new in find_repairs(texts).items()]
    load_rows(session, lake, batch.batch_id, "staging/repaired_texts", rows)
    return len(rows)
