"""One table's COPYs on one connection: what they loaded, and the lines they refused."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from warehouse.database.connection import Session
from warehouse.database.lease import Lease
from warehouse.errors import RUN_AGAIN, LoadFailedError, TransientError
from warehouse.lake.files import Lake
from warehouse.loading.packing import Pack
from warehouse.loading.progress import report_files
from warehouse.loading.rejected_lines import RejectedLine, read_load_errors, read_stopped_errors

VIEW_SECONDS = 60.0  # that the load views may lag behind a COPY
_LOOK_SECONDS = 1.0
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

    Attributes:
        refused: The lines that the COPYs refused, named by the lake's own files.
    """

    def __init__(self, lease: Lease, lake: Lake, units: Mapping[str, str]) -> None:
        self._lease = lease
        self._lake = lake
        self._units = units
        self._packs: dict[str, Pack] = {}
        self._copies = 0
        self.refused: list[RejectedLine] = []

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
            TransientError: The load views do not show what it did.
        """
        if not uris:
            return 0
        manifest = self._write_manifest(name, uris)
        values = {**values, "manifest": manifest}
        try:
            session.copy(name, region=self._lake.region, max_error=MOST_ERRORS, **values)
        except LoadFailedError as error:
            raise self._blame_worst(manifest) from error
        rows = self._read_outcome(session, name)
        report_files("copied", uris)
        return rows

    def _read_outcome(self, session: Session, name: str) -> int:
        """How many rows the last COPY loaded; keeps what it refused.

        A refused line that a view does not show yet would be lost without a word, as no promise
        says that the views are complete when COPY returns. So they must show what its history
        counts.
        """
        began = time.monotonic()
        while True:
            shown = "it is not in sys_load_history"
            for row in session.rows("ops/last_copy/select"):
                count = int(row["error_count"])
                errors = read_load_errors(session, row["query_id"]) if count else []
                if len(errors) >= count:
                    self.refused += map(self._rename, errors)
                    return int(row["row_count"])
                shown = f"sys_load_error_detail shows {len(errors):,} of {count:,} refused lines"
            if time.monotonic() - began >= VIEW_SECONDS:
                raise TransientError(
                    f"{name}: {VIEW_SECONDS:.0f} s after the COPY {shown}. Nothing was published. "
                    f"{RUN_AGAIN}"
                )
            time.sleep(_LOOK_SECONDS)

    def _write_manifest(self, name: str, uris: Iterable[str]) -> str:
        manifest = {"entries": [{"url": uri, "mandatory": True} for uri in uris]}
        content = json.dumps(manifest, ensure_ascii=False).encode()
        self._copies += 1
        file_name = f"{name.replace('/', '.')}-{self._copies}.manifest"
        return self._lake.write(self._lease.batch_id, file_name, content)

    def _blame_worst(self, manifest: str) -> CopyStoppedError:
        """Names the units that most of the refused lines are of; the views keep them."""
        with self._lease.step() as session:
            refused = [self._rename(line) for line in read_stopped_errors(session, manifest)]
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

    def _rename(self, line: RejectedLine) -> RejectedLine:
        pack = self._packs.get(line.file_uri or "")
        if pack is None or not line.file_uri or not line.line_number:
            return line
        file_uri, line_number = pack.find_origin(line.file_uri, line.line_number)
        return replace(line, file_uri=file_uri, line_number=line_number)
