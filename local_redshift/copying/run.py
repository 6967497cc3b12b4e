"""Runs a COPY."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import duckdb

from local_redshift.errors import RedshiftError

from .command import CopyCommand
from .doubts import Doubts, run_count
from .json_paths import JsonPath, read_json_paths
from .load_errors import Rejections, TooManyErrors
from .load_log import Load, LoadLog, utc_now
from .packing import Packer, Part, ScannedFile
from .reach import Reach, find_reach
from .scan import Scan, keys_sql
from .sources import find_sources, load_failed
from .target import TargetTable, find_target
from .workspace import workspace


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
        log: Where rejected lines and the files' figures go.
        check: Called now and then outside of DuckDB; raises when the statement was cancelled.

    Raises:
        RedshiftError: XX000 when there are too many errors, or a file is missing.
    """
    table = find_target(connection, command)
    load = Load(table.table_id, utc_now())
    reach = find_reach(connection)
    paths = _explicit_paths(command, table, reach)
    sources = find_sources(command, reach)
    rejections = Rejections(command.options.error_limit)
    rows = 0
    files: list[ScannedFile] = []
    with workspace(connection) as folder, suppress(TooManyErrors):
        packer = Packer(folder, command.options, rejections, check)
        packer.pack(sources)
        files = packer.scanned
        parts = [part for part in packer.parts if part.row_count]
        scan = Scan(
            table, paths or _named_paths(connection, command, table, parts), command.options
        )
        rows = _load(connection, scan, parts, Doubts(connection, scan, folder, rejections, check))
    if rejections.are_too_many:
        log.record_errors(load, list(rejections), None)
        raise _too_many(table, rejections)
    log.record_errors(load, list(rejections), connection)
    log.record_files(load, files, connection)
    return CopyResult(0 if command.options.no_load else rows, len(sources), len(rejections))


def _load(
    connection: duckdb.DuckDBPyConnection, scan: Scan, parts: list[Part], doubts: Doubts
) -> int:
    if not parts:
        return 0
    rows = run_count(connection, scan.insert_sql([part.path for part in parts]))
    if rows < sum(part.row_count for part in parts):
        rows += doubts.load(parts)
    return rows


def _explicit_paths(
    command: CopyCommand, table: TargetTable, reach: Reach
) -> tuple[tuple[JsonPath, ...], ...] | None:
    """The paths of the JSONPaths file, one a column; None where names decide."""
    if "://" not in command.options.json:
        return None
    paths = read_json_paths(command.options.json, reach)
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


def _named_paths(
    connection: duckdb.DuckDBPyConnection,
    command: CopyCommand,
    table: TargetTable,
    parts: list[Part],
) -> tuple[tuple[JsonPath, ...], ...]:
    if command.options.json != "auto ignorecase":
        return tuple((JsonPath(column.name),) for column in table.columns)
    keys: list[str] = []
    if parts:
        rows = connection.execute(keys_sql([part.path for part in parts])).fetchall()
        keys = sorted(key for (key,) in rows)
    return tuple(
        tuple(JsonPath(key) for key in keys if key.lower() == column.name)
        for column in table.columns
    )


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
