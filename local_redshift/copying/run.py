"""Runs a COPY."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from local_redshift.errors import RedshiftError

from .command import CopyCommand
from .json_paths import JsonPath, read_json_paths
from .load_errors import Rejections, TooManyErrors
from .load_log import Load, LoadLog, utc_now
from .packing import Packer, Part, ScannedFile
from .parquet import insert_file
from .scan import KEYS, Scan
from .slow_path import SlowPath, read_parts, run_count
from .sources import find_sources, open_store
from .stores import SourceFile, load_failed
from .target import TargetTable, find_target
from .workspace import database_path, workspace


@dataclass(frozen=True)
class CopyResult:
    """What a COPY did: rows loaded, files read, lines rejected."""

    rows: int
    files: int
    errors: int


def _never() -> None:
    return None


def run_copy(
    connection: duckdb.DuckDBPyConnection,
    command: CopyCommand,
    log: LoadLog,
    check: Callable[[], None] = _never,
) -> CopyResult:
    """Loads the files of a COPY.

    Args:
        connection: The session's connection, in its open transaction, which the caller rolls
            back when this raises.
        command: What to load.
        log: Where the load, its rejected lines and the files' figures go.
        check: Called now and then outside of DuckDB; raises when the statement was cancelled.

    Raises:
        RedshiftError: XX000 when there are too many errors, or a file is missing.
    """
    table = find_target(connection, command)
    load = Load(table.table_id, command.table_name, command.source, utc_now())
    run = _Run(connection, command, table, check)
    try:
        rows = run.load()
    except Exception:
        log.record(load, run.files, list(run.rejections), None)
        raise
    log.record(load, run.files, list(run.rejections), connection, rows)
    return CopyResult(rows, len(run.files), len(run.rejections))


@dataclass
class _Run:
    """One COPY: what it reads, and what it rejects on the way."""

    connection: duckdb.DuckDBPyConnection
    command: CopyCommand
    table: TargetTable
    check: Callable[[], None]
    files: list[ScannedFile] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rejections = Rejections(self.command.options.error_limit)

    def load(self) -> int:
        """Loads the rows and gives their number.

        Raises:
            RedshiftError: As `run_copy`.
        """
        database = database_path(self.connection)
        paths = _explicit_paths(self.command, self.table, database)
        store = open_store(self.command.source, database, self.command.options.region)
        sources = find_sources(self.command, store)
        if self.command.options.parquet:
            return self._load_parquet(sources, database)
        rows = 0
        with workspace(database) as folder, suppress(TooManyErrors):
            names = [column.name for column in self.table.columns]
            packer = Packer(folder, self.command.options, names, self.rejections, self.check)
            self.files = packer.scanned
            packer.pack(sources)
            parts = [part for part in packer.parts if part.row_count]
            scan = Scan(self.table, paths or self._named_paths(parts), self.command.options)
            rows = self._insert(scan, parts, folder)
        if self.rejections.are_too_many:
            raise _too_many(self.table, self.rejections)
        return 0 if self.command.options.no_load else rows

    def _load_parquet(self, sources: list[SourceFile], database: Path | None) -> int:
        rows = 0
        with workspace(database) as folder:
            for source in sources:
                path = source.bring(folder, self.check)
                count = insert_file(self.connection, self.table, source, path)
                self.files.append(ScannedFile(source, count))
                rows += count
        return rows

    def _insert(self, scan: Scan, parts: list[Part], folder: Path) -> int:
        if not parts:
            return 0
        rows = run_count(self.connection, scan.insert_sql(), [part.path for part in parts])
        if rows < sum(part.row_count for part in parts):
            slow_path = SlowPath(self.connection, scan, folder, self.rejections, self.check)
            rows += slow_path.load(parts)
        return rows

    def _named_paths(self, parts: list[Part]) -> tuple[tuple[JsonPath, ...], ...]:
        if self.command.options.json != "auto ignorecase":
            return tuple((JsonPath(column.name),) for column in self.table.columns)
        found = read_parts(self.connection, KEYS, [part.path for part in parts]) if parts else []
        keys = sorted(key for (key,) in found)
        return tuple(
            tuple(JsonPath(key) for key in keys if key.lower() == column.name)
            for column in self.table.columns
        )


def _explicit_paths(
    command: CopyCommand, table: TargetTable, database: Path | None
) -> tuple[tuple[JsonPath, ...], ...] | None:
    """The paths of the JSONPaths file, one a column; None where names decide."""
    if "://" not in command.options.json:
        return None
    store = open_store(command.options.json, database, command.options.region)
    paths = read_json_paths(command.options.json, store)
    if paths is None:
        return None
    if len(paths) != len(table.columns):
        raise load_failed(
            "Number of jsonpaths and the number of columns should match."
            f" JSONPath size: {len(paths)},"
            f" Number of columns in table or column list: {len(table.columns)}",
            8001,
            f"url={command.options.json}",
        )
    return tuple((path,) for path in paths)


def _too_many(table: TargetTable, rejections: Rejections) -> RedshiftError:
    first = next(iter(rejections))
    column = f", column {first.column_name}" if first.column_name else ""
    return RedshiftError(
        "XX000",
        f"Load into table '{table.table_name}' failed. "
        "Check 'sys_load_error_detail' system table for details.",
        detail=f"{len(rejections)} line(s) were rejected before the load ended; the first: "
        f"{first.file_uri}, line {first.line_number}{column}: {first.fault.message}",
    )
