"""Brings a batch's files into the staging tables, with COPY."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from warehouse.batch import Batch
from warehouse.connection import Session, Warehouse
from warehouse.errors import LoadFailedError
from warehouse.lake import Lake, LakeFile
from warehouse.lease import Lease, take_lease
from warehouse.packing import Origin, pack_songs
from warehouse.rejected_lines import (
    RejectedLine,
    check_rejected,
    read_load_errors,
    reject_impossible_times,
    save_rejected,
)
from warehouse.row_files import load_rows
from warehouse.statements import SQL_DIRECTORY
from warehouse.text_repair import find_repairs

EVENTS = "staging.staging_events"
SONGS = "staging.staging_songs"
OWN_JSONPATHS = SQL_DIRECTORY / "staging" / "staging_events" / "jsonpaths.json"


@dataclass(frozen=True)
class CopyFigures:
    """What one table's COPY did.

    Attributes:
        table: The staging table.
        files: Files of the lake that were read.
        lines: Log lines or song objects that were read: COPY's rows and the lines it refused.
        rejected: Those of them that were not loaded.
        repaired_texts: Distinct texts that were misread and are repaired.
    """

    table: str
    files: int
    lines: int
    rejected: int
    repaired_texts: int = 0


def open_batch(warehouse: Warehouse, lake: Lake, batch: Batch) -> Lease:
    """Takes the lease for a batch and writes down its files in `staging.batch_files`.

    What killed runs left in the lake's work folder is removed.
    """
    lease = take_lease(warehouse, batch.batch_id)
    for batch_id in lake.list_batches():
        lake.remove_batch(batch_id)
    with lease.step("staging/batch_files/delete") as session:
        rows = [_describe(file, batch, is_removed=False) for file in batch.files]
        rows += [_describe(file, batch, is_removed=True) for file in batch.removed]
        load_rows(session, lake, batch.batch_id, "staging/batch_files", rows)
    return lease


def _describe(file: LakeFile, batch: Batch, *, is_removed: bool) -> dict[str, object]:
    return {
        "uri": file.uri,
        "kind": file.kind,
        "day": file.day and file.day.isoformat(),
        "etag": file.etag,
        "size_bytes": file.size_bytes,
        "is_removed": is_removed,
        "known_batch_id": batch.known_batches.get(file.uri),
    }


def copy_events(lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> CopyFigures:
    """Loads the batch's event files into `staging.staging_events`.

    Also written: `staging.batch_days`, `staging.repeated_plays`, `staging.repaired_texts`.

    Raises:
        RejectedLinesError: More lines than `max_rejected` cannot be loaded.
        LeaseLostError: Another run has taken over.
    """
    loading = _Loading(lease, lake, EVENTS, max_rejected)
    tables = ("staging_events", "batch_days", "repeated_plays", "repaired_texts")
    with lease.step(*(f"staging/{table}/delete" for table in tables)) as session:
        loading.begin(session)
        jsonpaths = lake.jsonpaths_uri() or _write_jsonpaths(lake, batch)
        for name, files in _group_by_compression(batch.event_files).items():
            loading.copy(session, name, [file.uri for file in files], jsonpaths=jsonpaths)
        rejected = loading.read_errors(session)
        lines = loading.rows + len(rejected)
        rejected += reject_impossible_times(session, lake, batch.event_files, max_rejected + 1)
        save_rejected(lease, session, lake, EVENTS, rejected)
        session.run("staging/repeated_plays/insert")
        repairs = _repair_texts(session, lake, batch)
        _write_days(session, lake, batch)
    check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    return CopyFigures(EVENTS, len(batch.event_files), lines, len(rejected), repairs)


def copy_songs(lease: Lease, lake: Lake, batch: Batch, max_rejected: int) -> CopyFigures:
    """Loads the batch's song files, packed, into `staging.staging_songs`.

    Also written: `audit.catalogue`, what the batch makes of the songs it touches.

    Raises:
        RejectedLinesError: More lines than `max_rejected` cannot be loaded.
        LeaseLostError: Another run has taken over.
    """
    pack = pack_songs(lake, batch.batch_id, batch.song_files)
    loading = _Loading(lease, lake, SONGS, max_rejected, pack.find_origin)
    with lease.step("staging/staging_songs/delete", "audit/catalogue/delete") as session:
        loading.begin(session)
        loading.copy(session, "staging/staging_songs/copy", pack.uris)
        rejected = loading.read_errors(session)
        save_rejected(lease, session, lake, SONGS, rejected)
        session.run("audit/catalogue/insert")
    check_rejected(lease.warehouse, lease.batch_id, max_rejected)
    lines = loading.rows + len(rejected)
    return CopyFigures(SONGS, len(batch.song_files), lines, len(rejected))


class _Loading:
    """One table's COPYs on one connection: their rows, and the lines they refused."""

    def __init__(
        self,
        lease: Lease,
        lake: Lake,
        table: str,
        max_rejected: int,
        find_origin: Callable[[str, int], Origin] | None = None,
    ) -> None:
        self.rows = 0
        self._lease = lease
        self._lake = lake
        self._table = table
        self._max_error = max_rejected + 1  # COPY fails when it meets this many
        self._find_origin = find_origin
        self._backend_pid = 0
        self._since: datetime | None = None

    def begin(self, session: Session) -> None:
        """Remembers the connection and the time, by which the load errors are found."""
        current = session.row("ops/session/select")
        self._backend_pid, self._since = current["backend_pid"], current["checked_at"]

    def copy(self, session: Session, name: str, uris: list[str], **values: str) -> None:
        """Loads files through a manifest that requires each of them."""
        if not uris:
            return
        manifest = {"entries": [{"url": uri, "mandatory": True} for uri in uris]}
        content = json.dumps(manifest, ensure_ascii=False).encode()
        uri = self._lake.write(self._lease.batch_id, f"{name.replace('/', '.')}.manifest", content)
        try:
            session.copy(
                name,
                manifest=uri,
                region=self._lake.region,
                max_error=self._max_error,
                **values,
            )
        except LoadFailedError:
            self._save_failure()
            raise
        self.rows += session.row("ops/last_copy/select")["row_count"]

    def _save_failure(self) -> None:
        """Keeps what a failed COPY refused; its own transaction can keep nothing.

        Raises:
            RejectedLinesError: With the files, as there were too many.
        """
        with self._lease.step() as session:
            rejected = self.read_errors(session)
            save_rejected(self._lease, session, self._lake, self._table, rejected)
        check_rejected(self._lease.warehouse, self._lease.batch_id, self._max_error - 1)

    def read_errors(self, session: Session) -> list[RejectedLine]:
        """The lines that the COPYs refused, named by the lake's own files."""
        if self._since is None:
            return []
        rejected = read_load_errors(session, self._backend_pid, self._since)
        if self._find_origin is None:
            return rejected
        return [_rename(line, self._find_origin) for line in rejected]


def _rename(line: RejectedLine, find_origin: Callable[[str, int], Origin]) -> RejectedLine:
    """A line of a pack, named by the file it came from."""
    if line.file_uri is None or not line.line_number:
        return line
    origin = find_origin(line.file_uri, line.line_number)
    return replace(line, file_uri=origin.file_uri, line_number=origin.line_number)


def _group_by_compression(files: list[LakeFile]) -> dict[str, list[LakeFile]]:
    """Files that one COPY can take together, by the statement that takes them; no empty files."""
    groups = {"staging/staging_events/copy": False, "staging/staging_events/copy_gzip": True}
    return {
        name: [file for file in files if file.is_gzip == is_gzip and file.size_bytes]
        for name, is_gzip in groups.items()
    }


def _write_jsonpaths(lake: Lake, batch: Batch) -> str:
    """Our own JSONPaths file, for a lake that has none."""
    return lake.write(batch.batch_id, "events.jsonpaths.json", OWN_JSONPATHS.read_bytes())


def _repair_texts(session: Session, lake: Lake, batch: Batch) -> int:
    """Writes down the batch's misread texts and what they were; returns how many."""
    texts = [row["text_value"] for row in session.rows("staging/staging_events/select_texts")]
    rows = [{"broken": old, "repaired": new} for old, new in find_repairs(texts).items()]
    load_rows(session, lake, batch.batch_id, "staging/repaired_texts", rows)
    return len(rows)


def _write_days(session: Session, lake: Lake, batch: Batch) -> None:
    """Writes down the days that the batch touches, also those of events in another day's file."""
    staged = {row["day"] for row in session.rows("staging/staging_events/select_days")}
    rows = [
        {"day": day.isoformat(), "is_whole": day in batch.whole_days}
        for day in sorted(staged | batch.whole_days | batch.merged_days)
    ]
    load_rows(session, lake, batch.batch_id, "staging/batch_days", rows)
