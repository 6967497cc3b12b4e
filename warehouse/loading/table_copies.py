"""One table's COPYs on one connection: what they loaded, and the lines they refused."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from warehouse.database.connection import Session
from warehouse.database.lease import Lease
from warehouse.errors import LoadFailedError
from warehouse.lake.files import Lake
from warehouse.loading.packing import Pack
from warehouse.loading.progress import report_files
from warehouse.loading.rejected_lines import RejectedLine, read_load_errors

MOST_ERRORS = 100_000  # of MAXERROR, by
# https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-load.html


class CopyStoppedError(Exception):
    """COPY cannot go on; its transaction is over.

    Attributes:
        reasons: Why load units must be left out before it is tried again, by their names.
    """

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("; ".join(reasons.values()))
        self.reasons = reasons


class TableCopies:
    """COPYs into one staging table, all on the session of one transaction.

    Args:
        lease: The batch's lease.
        lake: Where manifests are written and files are.
        units: The load unit of each file, by its URI.
    """

    def __init__(self, lease: Lease, lake: Lake, units: Mapping[str, str]) -> None:
        self._lease = lease
        self._lake = lake
        self._units = units
        self._packs: dict[str, Pack] = {}
        self._copies = 0
        self._backend_pid = 0
        self._since: datetime | None = None

    def copy_pack(self, session: Session, name: str, pack: Pack, jsonpaths: str) -> None:
        """Loads the parts of a pack; refused lines are named by the files that were packed."""
        self._packs |= dict.fromkeys(pack.uris, pack)
        self.copy(session, name, pack.uris, jsonpaths=jsonpaths, compression="gzip")
        report_files("copied", pack.line_counts)

    def copy(self, session: Session, name: str, uris: list[str], **values: str) -> int:
        """Loads files through a manifest that requires each of them, and returns the loaded rows.

        Raises:
            CopyStoppedError: COPY met more bad lines than it can pass over.
            StatementError: COPY failed for another reason.
        """
        if not uris:
            return 0
        self._begin(session)
        values = {**values, "manifest": self._write_manifest(name, uris)}
        try:
            session.copy(name, region=self._lake.region, max_error=MOST_ERRORS, **values)
        except LoadFailedError as error:
            raise self._blame_worst() from error
        rows = int(session.row("ops/last_copy/select")["row_count"])
        report_files("copied", uris)
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

    def _blame_worst(self) -> CopyStoppedError:
        """Names the units that most of the refused lines are of; the views keep them."""
        with self._lease.step() as session:
            refused = self.read_errors(session)
        counts = Counter(self._units.get(line.file_uri or "") for line in refused)
        counts.pop(None, 0)
        most = max(counts.values(), default=0)
        return CopyStoppedError(
            {
                name: f"COPY refused {count:,} of its lines or more, and stopped"
                for name, count in counts.items()
                if name is not None and count * 2 > most
            }
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
