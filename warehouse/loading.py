"""One table's COPYs on one connection: what they loaded, and the lines they refused."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from warehouse.connection import Session
from warehouse.errors import LoadFailedError
from warehouse.lake import Lake
from warehouse.lease import Lease
from warehouse.packing import Pack
from warehouse.progress import tell
from warehouse.rejected_lines import RejectedLine, check_rejected, read_load_errors, save_rejected

MOST_ERRORS = 100_000  # of MAXERROR, by
# https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-load.html


class Loading:
    """COPYs into one staging table, all on the session of one transaction.

    Args:
        lease: The batch's lease.
        lake: Where manifests are written and files are.
        table: The staging table.
        max_rejected: Most lines that may be refused.

    Attributes:
        row_count: Rows that were loaded.
    """

    def __init__(self, lease: Lease, lake: Lake, table: str, max_rejected: int) -> None:
        self.row_count = 0
        self._lease = lease
        self._lake = lake
        self._table = table
        self._max_rejected = max_rejected
        self._packs: dict[str, Pack] = {}
        self._copies = 0
        self._backend_pid = 0
        self._since: datetime | None = None

    def copy_pack(self, session: Session, name: str, pack: Pack, jsonpaths: str) -> None:
        """Loads the parts of a pack; refused lines are named by the files that were packed."""
        self._packs |= dict.fromkeys(pack.uris, pack)
        self.copy(session, name, pack.uris, jsonpaths=jsonpaths, compression="gzip")
        tell("copied", pack.line_counts)

    def copy(self, session: Session, name: str, uris: list[str], **values: str) -> int:
        """Loads files through a manifest that requires each of them, and returns the loaded rows.

        Raises:
            RejectedLinesError: COPY met more bad lines than are allowed; they are kept.
            StatementError: COPY failed for another reason.
        """
        if not uris:
            return 0
        self._begin(session)
        values = {**values, "manifest": self._write_manifest(name, uris)}
        max_error = min(self._max_rejected + 1, MOST_ERRORS)  # COPY fails when it meets this many
        try:
            session.copy(name, region=self._lake.region, max_error=max_error, **values)
        except LoadFailedError:
            self._save_failure()
            raise
        rows = int(session.row("ops/last_copy/select")["row_count"])
        self.row_count += rows
        tell("copied", uris)
        return rows

    def _begin(self, session: Session) -> None:
        """Remembers the connection and the time, by which the load errors are found."""
        if self._since is None:
            current = session.row("ops/session/select")
            self._backend_pid, self._since = current["backend_pid"], current["checked_at"]

    def _write_manifest(self, name: str, uris: Iterable[str]) -> str:
        manifest = {"entries": [{"url": uri, "mandatory": True} for uri in uris]}
        content = json.dumps(manifest, ensure_ascii=False).encode()
        self._copies += 1
        file_name = f"{name.replace('/', '.')}-{self._copies}.manifest"
        return self._lake.write(self._lease.batch_id, file_name, content)

    def _save_failure(self) -> None:
        """Keeps what a failed COPY refused; its own transaction can keep nothing.

        Raises:
            RejectedLinesError: With the files, as there were too many.
        """
        with self._lease.step() as session:
            save_rejected(self._lease, session, self._lake, self._table, self.read_errors(session))
        check_rejected(
            self._lease.warehouse, self._lease.batch_id, self._max_rejected, has_stopped=True
        )

    def read_errors(self, session: Session) -> list[RejectedLine]:
        """The lines that the COPYs refused, named by the lake's own files."""
        if self._since is None:
            return []
        errors = read_load_errors(session, self._backend_pid, self._since)
        return [self._rename(line) for line in errors]

    def _rename(self, line: RejectedLine) -> RejectedLine:
        pack = self._packs.get(line.file_uri or "")
        if pack is None or not line.file_uri or not line.line_number:
            return line
        file_uri, line_number = pack.find_origin(line.file_uri, line.line_number)
        return replace(line, file_uri=file_uri, line_number=line_number)
