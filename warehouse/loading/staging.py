"""Brings a batch's files into the staging tables, with COPY."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from warehouse.database.connection import Session
from warehouse.database.driver_errors import is_refused
from warehouse.database.lease import Lease
from warehouse.database.statements import SQL_DIRECTORY
from warehouse.errors import PermanentError, StatementError
from warehouse.lake.files import Lake, is_gzip_file
from warehouse.lake.jsonpaths import list_keys, parse_paths
from warehouse.loading.packing import name_stamp, pack_files, read_first_keys
from warehouse.loading.rejected_lines import RejectedLine, reject_impossible_events
from warehouse.loading.row_files import load_rows
from warehouse.loading.table_copies import CopyStoppedError, TableCopies
from warehouse.loading.text_repair import find_repairs
from warehouse.planning.batch import UNKNOWN_UNIT, Batch, LoadUnit, name_units
from warehouse.planning.load_order import list_transient
from warehouse.sources import EVENTS, SOURCES, Source, select_sources


@dataclass(frozen=True)
class CopyFigures:
    """What one table's COPY did.

    Attributes:
        source: What was copied.
        units: The load units that were to be copied.
        line_counts: Lines that were read, objects and broken ones, by load unit.
        rejected: The lines that are not in staging.
        unreadable: Why units were not copied at all, by their names.
        new_fields: Keys of the files that no column is loaded from, each with a file that has it.
        repaired_texts: Distinct texts that were misread and are repaired.
    """

    source: Source
    units: tuple[LoadUnit, ...]
    line_counts: Mapping[str, int] = field(default_factory=dict)
    rejected: tuple[RejectedLine, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    new_fields: Mapping[str, str] = field(default_factory=dict)
    repaired_texts: int = 0

    @property
    def files(self) -> int:
        """Files of the lake that were to be read."""
        return sum(len(unit.files) for unit in self.units)

    @property
    def lines(self) -> int:
        """Lines that were read."""
        return sum(self.line_counts.values())


def read_own_paths(source: Source) -> list[str]:
    """Our own JSONPaths of a source, in the order of the columns."""
    path = SQL_DIRECTORY / f"{source.name_statement('jsonpaths')}.json"
    return list(json.loads(path.read_bytes())["jsonpaths"])


def write_paths(lake: Lake, batch_id: str, source: Source, paths: Sequence[str]) -> str:
    """Writes the batch's JSONPaths file, with the path of the stamp at its end; returns its URI."""
    content = json.dumps({"jsonpaths": [*paths, f"$.{name_stamp(batch_id)}"]})
    return lake.write(batch_id, f"{source.kind}.jsonpaths.json", content.encode())


MOST_FIELDS = 50  # that one batch names; more are no fields but damage


def show_key(key: str) -> str:
    """A key of an object as text that a table takes, whatever bytes it has."""
    shown = key.encode(errors="backslashreplace").decode().replace("\0", "\\x00")
    return shown[:256]


def open_batch(lease: Lease, lake: Lake, batch: Batch) -> None:
    """Writes down the files of a batch in `staging.batch_files`.

    What killed runs left in the lake's work folder is removed, and in the tables that no step of
    this batch empties.
    """
    for batch_id in lake.list_batches():
        lake.remove_batch(batch_id)
    others = select_sources(SOURCES.keys() - batch.kinds)
    unused = [table for source in others for table in list_transient(source)]
    with lease.step("staging.batch_files", *unused) as session:
        write_files(session, lake, batch)


def write_files(session: Session, lake: Lake, batch: Batch) -> None:
    """Appends the files of a batch to `staging.batch_files`."""
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
    load_rows(session, lake, batch.batch_id, "staging/batch_files", rows)


def _describe_unknown() -> dict[str, object]:
    """The row that takes plays and users of an unknown file out of the star."""
    return {
        "uri": UNKNOWN_UNIT,
        "kind": EVENTS.kind,
        "etag": "",
        "size_bytes": 0,
        "purpose": "remove",
        "known_unit": UNKNOWN_UNIT,
    }


def copy_files(lease: Lease, lake: Lake, batch: Batch, source: Source) -> CopyFigures:
    """Loads the batch's files of a source into its staging table, each row with its load unit.

    A unit that COPY cannot read, or of which it refuses too many lines, is not copied; where it may
    read none at all, the fault is in a role or a policy, and not in the files. For events
    `staging.repaired_texts` is written as well.

    Raises:
        LeaseLostError: Another run has taken over.
        ConfigurationError: The lake's JSONPaths file is none.
        StatementError: COPY may not read any of the files.
    """
    unreadable: dict[str, str] = {}
    while True:
        copies = _Copies(lease, lake, batch, source)
        try:
            return copies.copy(unreadable)
        except CopyStoppedError as error:
            unreadable |= error.reasons  # its transaction is over: once more, without these
            cause = error.__cause__
            if is_refused(cause) and unreadable.keys() >= {unit.name for unit in copies.units}:
                raise StatementError(f"{cause} No file of the batch could be read.") from error


class _Copies:
    """The COPYs of one table: small files in one, each large load unit in its own."""

    def __init__(self, lease: Lease, lake: Lake, batch: Batch, source: Source) -> None:
        self._lease = lease
        self._lake = lake
        self._batch = batch
        self._source = source
        self.units = batch.list_units(source)
        self._names = name_units(self.units)
        self._loading = TableCopies(lease, lake, self._names)
        self._line_counts: dict[str, int] = {}

    def copy(self, unreadable: Mapping[str, str]) -> CopyFigures:
        """Fills the table with all units but some; every row has its load unit."""
        source = self._source
        tables = ["staging.repaired_texts"] if source.has_misread_texts else []
        left_out = dict(unreadable)
        with self._lease.step(source.table, *tables) as session:
            fields: Mapping[str, str] = {}
            if self.units:
                fields = self._copy_units(session, left_out)
            refused = self._loading.refused
            self._count_refused(refused)
            for statement in source.cleaning:
                session.run(statement)
            impossible: list[RejectedLine] = []
            if source == EVENTS:
                impossible = reject_impossible_events(session, self._lake, self._batch)
            repairs = self._repair_texts(session) if source.has_misread_texts else 0
        return CopyFigures(
            source,
            self.units,
            self._line_counts,
            (*refused, *impossible),
            left_out,
            fields,
            repairs,
        )

    def _copy_units(self, session: Session, left_out: dict[str, str]) -> Mapping[str, str]:
        """Copies the units; adds those that cannot be read, and returns fields that are new."""
        source = self._source
        batch_id = self._batch.batch_id
        paths = read_own_paths(source)
        if source.jsonpaths_name and self._batch.jsonpaths is not None:
            paths = parse_paths(self._lake, self._batch.jsonpaths, paths)
        jsonpaths = write_paths(self._lake, batch_id, source, paths)
        units = [unit for unit in self.units if unit.name not in left_out]
        packed = [file for unit in units if unit.is_packed for file in unit.files]
        pack = pack_files(self._lake, batch_id, source.kind, packed, self._batch.accepted)
        left_out |= pack.unreadable
        name = source.name_statement("copy")
        self._loading.copy_pack(session, name, pack, jsonpaths)
        self._line_counts |= pack.line_counts
        for unit in units:
            if not unit.is_packed:
                self._copy_unit(session, name, unit, jsonpaths)
                first = unit.files[0]
                pack.fields.update(dict.fromkeys(read_first_keys(self._lake, first), first.uri))
        fresh = sorted(pack.fields.keys() - list_keys(paths))[:MOST_FIELDS]
        return {show_key(key): pack.fields[key] for key in fresh}

    def _copy_unit(self, session: Session, name: str, unit: LoadUnit, jsonpaths: str) -> None:
        zipped = self._find_zipped(unit)
        rows = 0
        for compression in ("", "gzip"):
            uris = [file.uri for file in unit.files if (file.uri in zipped) == bool(compression)]
            values = {"jsonpaths": jsonpaths, "compression": compression}
            try:
                rows += self._loading.copy(session, name, uris, **values)
            except StatementError as error:
                raise CopyStoppedError({unit.name: f"COPY cannot read it: {error}"}) from error
        session.run(self._source.name_statement("update"), unit=unit.name)
        self._line_counts[unit.name] = rows

    def _find_zipped(self, unit: LoadUnit) -> set[str]:
        """URIs of the files of a unit that are gzip."""
        try:
            return {file.uri for file in unit.files if is_gzip_file(self._lake, file.uri)}
        except PermanentError as error:
            raise CopyStoppedError({unit.name: f"it cannot be read: {error}"}) from error

    def _count_refused(self, refused: Iterable[RejectedLine]) -> None:
        """Adds the lines that COPY refused of large units to those that were read."""
        counts = Counter(self._names.get(line.file_uri or "") for line in refused)
        for unit in self.units:
            if not unit.is_packed and unit.name in self._line_counts:
                self._line_counts[unit.name] += counts[unit.name]

    def _repair_texts(self, session: Session) -> int:
        """Writes down the batch's misread texts and what they were; returns how many."""
        texts = [
            row["text_value"] for row in session.rows(self._source.name_statement("select_texts"))
        ]
        rows = [{"broken": old, "repaired": new} for old, new in find_repairs(texts).items()]
        load_rows(session, self._lake, self._batch.batch_id, "staging/repaired_texts", rows)
        return len(rows)


def group_rejected(
    figures: CopyFigures, rejected: Iterable[RejectedLine]
) -> dict[str, list[RejectedLine]]:
    """Rejected lines by load unit."""
    names = name_units(figures.units)
    units: defaultdict[str, list[RejectedLine]] = defaultdict(list)
    for line in rejected:
        uri = line.file_uri or ""
        units[names.get(uri, uri)].append(line)
    return units
