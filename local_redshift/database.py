"""The DuckDB file that holds what the stand-in stores, opened with Redshift's meanings."""

import contextlib
import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

_BUILT = "redshift_catalog.built"
_SETTINGS: dict[str, Any] = {
    # The older format loaded the events in 0.73 of the newest one's time (measured, 2026).
    "storage_compatibility_version": "v1.4.0",
    # Redshift promises no order without ORDER BY either; this halves the memory of large inserts.
    "preserve_insertion_order": "false",
    "autoinstall_known_extensions": "false",
}
_AFTER_OPENING = (
    "set global TimeZone = 'UTC'",
    "set global integer_division = true",
    # Both give wrong rows or none to `order by ... limit` while another session's commit writes a
    # checkpoint: docs/duckdb_missing_rows.py.
    "set global disabled_optimizers = 'late_materialization,row_group_pruner'",
    "set global python_enable_replacements = false",  # no Python variable is ever a table
)
# `redshift_live` is in memory: what it holds ends with the server. A session's row in it costs no
# write to the file, and none is left behind by a server that was killed.
_LIVE_STATE = (
    "attach ':memory:' as redshift_live",
    "create schema redshift_live.redshift_catalog",
    (
        "create table redshift_live.redshift_catalog.stv_sessions (starttime timestamp,"
        " process integer, user_name varchar, db_name varchar, timeout_sec integer)"
    ),
    "create schema if not exists redshift_catalog",
    "create schema if not exists public",
    f"create table if not exists {_BUILT} (part varchar, digest varchar)",
    (
        "create view if not exists redshift_catalog.stv_sessions"
        " as from redshift_live.redshift_catalog.stv_sessions"
    ),
)


def open_database(
    path: Path | str = ":memory:", *, threads: int | None = None, memory_limit: str | None = None
) -> duckdb.DuckDBPyConnection:
    """The root connection to the database file, which is made when it is missing.

    Args:
        path: The file, or `:memory:`.
        threads: Worker threads of one query; every core when None.
        memory_limit: As DuckDB spells it, e.g. `4GB`; half of the machine's memory when None.
    """
    settings = dict(_SETTINGS, memory_limit=memory_limit or "50%")
    if threads is not None:
        settings["threads"] = threads
    if str(path) != ":memory:":
        settings["temp_directory"] = str(Path(path).with_suffix(".spill"))
    root = duckdb.connect(str(path), config=settings)
    for statement in _AFTER_OPENING + _LIVE_STATE:
        root.execute(statement)
    return root


def build_once(connection: duckdb.DuckDBPyConnection, part: str, statements: Sequence[str]) -> None:
    """Runs the statements that make a part of the catalogue, unless the file has it as it is.

    Args:
        connection: A connection outside of a transaction.
        part: The part's name.
        statements: What makes it, whatever version of it is there.
    """
    wanted = (part, hashlib.sha256("\n".join(statements).encode()).hexdigest())
    if connection.execute(f"from {_BUILT} where part = ? and digest = ?", wanted).fetchall():
        return
    connection.execute("begin")  # one write to the file instead of one for each statement
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"delete from {_BUILT} where part = ?", [part])  # noqa: S608
    connection.execute(f"insert into {_BUILT} values (?, ?)", wanted)  # noqa: S608
    connection.execute("commit")


def last_copy_id(root: duckdb.DuckDBPyConnection) -> int:
    """The greatest query id in the load log, which the next server must not give again."""
    (greatest,) = root.execute(
        "select max(query_id) from (select query_id from redshift_catalog.load"
        " union all select query_id from redshift_catalog.load_error)"
    ).fetchall()[0]
    return greatest or 0


def close_database(root: duckdb.DuckDBPyConnection) -> None:
    """Closes the file, with everything in it where no statement still runs."""
    with contextlib.suppress(duckdb.Error):  # the write-ahead log keeps what is committed anyway
        root.execute("checkpoint")
    root.close()


class LiveSessions:
    """Keeps `stv_sessions`: one row for each connected client, gone when the client is."""

    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self._cursor = root.cursor()
        self._lock = threading.Lock()

    def add(self, backend_pid: int, user: str, database: str, started_at: datetime) -> None:
        """Shows a new client."""
        with self._lock:
            self._cursor.execute(
                "insert into redshift_live.redshift_catalog.stv_sessions values (?, ?, ?, ?, 0)",
                [started_at, backend_pid, user, database],
            )

    def remove(self, backend_pid: int) -> None:
        """Removes a client that left."""
        with self._lock:
            self._cursor.execute(
                "delete from redshift_live.redshift_catalog.stv_sessions where process = ?",
                [backend_pid],
            )
