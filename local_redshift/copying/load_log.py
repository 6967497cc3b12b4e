"""What loads leave behind: the load-history, load-error and load-detail views.

Redshift's system tables stand outside of transactions. Here each row is written twice: by a
cursor of its own, so that others see it at once and a rollback keeps it, and in the session's
transaction, so that the session sees it before it commits. The views show one of the two.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_HISTORY.html,
https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html,
https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_ERRORS.html,
https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_DETAIL.html,
https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_COMMITS.html
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from local_redshift.database import build_once
from local_redshift.parsed_statements import parsed

from .load_errors import LoadError
from .packing import ScannedFile
from .workspace import remove_leftovers

_SHOWN_CHARACTERS = 1024
_KEPT_DAYS = 7  # as Redshift keeps its own

# Seconds until the views show a row: Redshift does not promise that they do at once.
LAG_VARIABLE = "LOCAL_REDSHIFT_LOAD_VIEWS_LAG"
_CLOCK = "redshift_wall_clock"

_COMMON = (
    "user_id integer, query_id bigint, transaction_id bigint, session_id integer,"
    " database_name varchar, table_id integer, start_time timestamp, written_at timestamp"
)
_ONCE = """select * exclude (in_session) from redshift_catalog.{table} as log
    where {is_shown} and redshift_catalog.sees(user_id) and (in_session or not exists (
        select 1 from redshift_catalog.{table} as same where same.in_session
        and same.query_id = log.query_id and same.start_time = log.start_time))"""
_SEES = """create or replace macro redshift_catalog.sees(other_id) as
    coalesce(cast(getvariable('redshift_sees_all') as boolean), true)
    or other_id = getvariable('redshift_user_id')"""
_TABLES = ("load_error", "load")
_MAKE_TABLES = (
    *(f"drop table if exists redshift_catalog.{table}" for table in _TABLES),
    f"""create table redshift_catalog.load_error (in_session boolean, {_COMMON},
        file_name varchar, line_number bigint, column_name varchar, column_type varchar,
        column_length varchar, position integer, error_code integer, error_message varchar,
        raw_line varchar, raw_field_value varchar)""",
    # One row a load: a write for each file would cost a COPY more than its insert.
    f"""create table redshift_catalog.load (in_session boolean, {_COMMON},
        end_time timestamp, table_name varchar, data_source varchar, status varchar,
        loaded_rows bigint, error_count bigint, file_names varchar[], file_bytes bigint[],
        file_lines bigint[])""",
)
_MAKE_VIEWS = (
    """create or replace view redshift_catalog.load_file_once as
        select user_id, query_id, start_time, end_time, unnest(file_names) as file_name,
            unnest(file_bytes) as bytes_scanned, unnest(file_lines) as lines_scanned
        from redshift_catalog.load_once""",
    """create or replace view redshift_catalog.sys_load_history as
        select user_id, query_id, transaction_id, session_id, database_name, status, table_name,
            start_time, end_time, date_diff('microsecond', start_time, end_time) as duration,
            data_source, 'json' as file_format, loaded_rows,
            case status when 'completed' then scanned else 0 end as loaded_bytes,
            files as source_file_count, scanned as source_file_bytes, files as file_count_scanned,
            scanned as file_bytes_scanned, error_count, cast(0 as bigint) as copy_job_id
        from (select *, cast(array_length(file_names) as integer) as files,
                cast(coalesce(list_sum(file_bytes), 0) as bigint) as scanned
            from redshift_catalog.load_once)""",
    """create or replace view redshift_catalog.sys_load_error_detail as
        select user_id, query_id, transaction_id, session_id, database_name, table_id, start_time,
            file_name, line_number, column_name, column_type, column_length, position, error_code,
            error_message
        from redshift_catalog.load_error_once""",
    """create or replace view redshift_catalog.stl_load_errors as
        select user_id as userid, 0 as slice, table_id as tbl, start_time as starttime,
            session_id as session, cast(query_id as integer) as query, file_name as filename,
            line_number, column_name as colname, column_type as type, column_length as col_length,
            position, raw_line, raw_field_value, error_code as err_code,
            error_message as err_reason, 0 as is_partial, cast(0 as bigint) as start_offset,
            cast(0 as bigint) as copy_job_id
        from redshift_catalog.load_error_once""",
    """create or replace view redshift_catalog.sys_load_detail as
        select user_id, query_id, file_name, bytes_scanned, lines_scanned,
            end_time as record_time, 1 as splits_scanned, start_time, end_time
        from redshift_catalog.load_file_once""",
    """create or replace view redshift_catalog.stl_load_commits as
        select user_id as userid, cast(query_id as integer) as query, 0 as slice, '' as name,
            file_name as filename, 0 as byte_offset, lines_scanned, 0 as errors,
            end_time as curtime, 1 as status, 'JSON' as file_format, 0 as is_partial,
            cast(0 as bigint) as start_offset, cast(0 as bigint) as copy_job_id
        from redshift_catalog.load_file_once""",
    "drop table if exists redshift_catalog.load_file",  # of version 0.1
)


def bootstrap(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the tables and views of the load log, and forgets what is older than a week.

    Args:
        connection: Any connection to the database, outside of a transaction.
    """
    lag_seconds = float(os.environ.get(LAG_VARIABLE) or 0)
    is_shown = "true"
    if lag_seconds:  # now() is when the transaction began
        connection.create_function(_CLOCK, utc_now, [], "TIMESTAMP", side_effects=True)
        is_shown = f"{_CLOCK}() - log.written_at >= interval {lag_seconds} second"
    once = [
        f"create or replace view redshift_catalog.{table}_once as "
        + _ONCE.format(table=table, is_shown=is_shown)
        for table in _TABLES
    ]
    build_once(connection, "load log", [*_MAKE_TABLES, _SEES, *once, *_MAKE_VIEWS])
    for table in _TABLES:
        connection.execute(
            f"delete from redshift_catalog.{table}"  # noqa: S608
            f" where start_time < now()::timestamp - interval {_KEPT_DAYS} day"
        )
    remove_leftovers(connection)


@dataclass(frozen=True)
class Load:
    """One load of one table.

    Attributes:
        table_id: The table's number in the catalogue.
        table_name: Its name, without its schema.
        source: The URI that the COPY names.
        started_at: When it began (UTC).
    """

    table_id: int
    table_name: str
    source: str
    started_at: datetime


@dataclass(frozen=True)
class LoadLog:
    """Where one COPY records what it did; the record stays when its transaction does not.

    Attributes:
        cursor: A DuckDB cursor of its own, outside of any transaction.
        backend_pid: The session.
        query_id: The number of the COPY, which `pg_last_copy_id()` gives.
        transaction_id: The number of its transaction.
        user_id: Who loads; others do not see the load, but for those who see all.
        database: The database's name as the client knows it.
    """

    cursor: duckdb.DuckDBPyConnection
    backend_pid: int
    query_id: int
    transaction_id: int
    user_id: int
    database: str

    def record(
        self,
        load: Load,
        files: Sequence[ScannedFile],
        errors: Sequence[LoadError],
        session: duckdb.DuckDBPyConnection | None,
        rows: int = 0,
    ) -> None:
        """Adds one row for the load and one for each rejected line.

        Args:
            load: The load.
            files: What was read.
            errors: What was rejected.
            session: The session's connection; None when its transaction will be rolled back.
            rows: How many rows were loaded.
        """
        status = "aborted" if session is None else "completed"
        fixed = [utc_now(), load.table_name, load.source, status, rows, len(errors)]
        names = [file.source.uri for file in files]
        sizes = [file.source.size_bytes for file in files]
        lines = [file.line_count for file in files]
        self._insert("load", load, [*fixed, names, sizes, lines], session)
        if errors:
            self._insert("load_error", load, _error_columns(errors), session)

    def _insert(
        self,
        log_table: str,
        load: Load,
        columns: Sequence[object],
        session: duckdb.DuckDBPyConnection | None,
    ) -> None:
        fixed: list[object] = [self.user_id, self.query_id, self.transaction_id, self.backend_pid]
        fixed += [self.database, load.table_id, load.started_at, utc_now()]
        own = "?" if log_table == "load" else "unnest(?)"
        marks = ", ".join(["?"] * (len(fixed) + 1) + [own] * len(columns))
        sql = f"insert into redshift_catalog.{log_table} select {marks}"
        self.cursor.execute(parsed(self.cursor, sql), [False, *fixed, *columns])
        if session is not None:
            session.execute(parsed(session, sql), [True, *fixed, *columns])


def _error_columns(errors: Sequence[LoadError]) -> list[list[object]]:
    return [
        [error.file_uri for error in errors],
        [error.line_number for error in errors],
        [error.column_name for error in errors],
        [error.column_type for error in errors],
        [error.column_length for error in errors],
        [error.fault.position for error in errors],
        [error.fault.code for error in errors],
        [error.fault.message for error in errors],
        [error.raw_line[:_SHOWN_CHARACTERS] for error in errors],
        [error.raw_value[:_SHOWN_CHARACTERS] for error in errors],
    ]


def utc_now() -> datetime:
    """The time, as TIMESTAMP columns hold it."""
    return datetime.now(UTC).replace(tzinfo=None)
