"""What loads leave behind: the load-error and load-detail views.

The rows lie in `redshift_live`, a database in memory beside the file, because a transaction sees
another database as it is when it first looks there, not as it was when the transaction began: the
session that loads can read its rejected lines before it commits, and a rollback keeps them. They
end with the server, as Redshift drops its own after some days.

Sources: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html,
https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_ERRORS.html,
https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_DETAIL.html,
https://docs.aws.amazon.com/redshift/latest/dg/r_STL_LOAD_COMMITS.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from .load_errors import LoadError
from .packing import ScannedFile
from .target import TargetTable

_USER_ID = 100  # the first user that is not Redshift's own
_SHOWN_CHARACTERS = 1024
_LOG = "redshift_live.redshift_catalog"

_COMMON = (
    "user_id integer, query_id bigint, transaction_id bigint, session_id integer,"
    " database_name varchar, table_id integer, start_time timestamp"
)
_BOOTSTRAP = (
    "attach if not exists ':memory:' as redshift_live",
    f"create schema if not exists {_LOG}",
    "create schema if not exists redshift_catalog",
    f"""create table if not exists {_LOG}.load_error ({_COMMON},
        file_name varchar, line_number bigint, column_name varchar, column_type varchar,
        column_length varchar, position integer, error_code integer, error_message varchar,
        raw_line varchar, raw_field_value varchar)""",
    f"""create table if not exists {_LOG}.load_file ({_COMMON},
        file_name varchar, bytes_scanned bigint, lines_scanned bigint, end_time timestamp)""",
    f"""create or replace view redshift_catalog.sys_load_error_detail as
        select user_id, query_id, transaction_id, session_id, database_name, table_id, start_time,
            file_name, line_number, column_name, column_type, column_length, position, error_code,
            error_message
        from {_LOG}.load_error""",
    f"""create or replace view redshift_catalog.stl_load_errors as
        select user_id as userid, 0 as slice, table_id as tbl, start_time as starttime,
            session_id as session, cast(query_id as integer) as query, file_name as filename,
            line_number, column_name as colname, column_type as type, column_length as col_length,
            position, raw_line, raw_field_value, error_code as err_code,
            error_message as err_reason, 0 as is_partial, cast(0 as bigint) as start_offset,
            cast(0 as bigint) as copy_job_id
        from {_LOG}.load_error""",
    f"""create or replace view redshift_catalog.sys_load_detail as
        select user_id, query_id, file_name, bytes_scanned, lines_scanned,
            end_time as record_time, 1 as splits_scanned, start_time, end_time
        from {_LOG}.load_file""",
    f"""create or replace view redshift_catalog.stl_load_commits as
        select user_id as userid, cast(query_id as integer) as query, 0 as slice, '' as name,
            file_name as filename, 0 as byte_offset, lines_scanned, 0 as errors,
            end_time as curtime, 1 as status, 'JSON' as file_format, 0 as is_partial,
            cast(0 as bigint) as start_offset, cast(0 as bigint) as copy_job_id
        from {_LOG}.load_file""",
)


def bootstrap(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the load log of a server and its views; what is there stays.

    Args:
        connection: Any connection to the database, outside of a transaction.
    """
    for statement in _BOOTSTRAP:
        connection.execute(statement)


@dataclass(frozen=True)
class LoadLog:
    """Where one COPY tells what it did; what it tells stays when its transaction does not.

    Attributes:
        cursor: A DuckDB cursor of its own, outside of any transaction.
        backend_pid: The session.
        query_id: The number of the COPY, which `pg_last_copy_id()` gives.
        transaction_id: The number of its transaction.
        user: Who loads.
        database: The database's name as the client knows it.
    """

    cursor: duckdb.DuckDBPyConnection
    backend_pid: int
    query_id: int
    transaction_id: int
    user: str
    database: str

    def record_errors(
        self, table: TargetTable, started_at: datetime, errors: Sequence[LoadError]
    ) -> None:
        """Adds one row for each rejected line."""
        if not errors:
            return
        lists = [
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
        self._insert("load_error", table, started_at, lists)

    def record_files(
        self, table: TargetTable, started_at: datetime, files: Sequence[ScannedFile]
    ) -> None:
        """Adds one row for each file that was read."""
        if not files:
            return
        ended_at = datetime.now(UTC).replace(tzinfo=None)
        lists = [
            [file.source.uri for file in files],
            [file.source.size_bytes for file in files],
            [file.line_count for file in files],
            [ended_at for _ in files],
        ]
        self._insert("load_file", table, started_at, lists)

    def _insert(
        self, log_table: str, table: TargetTable, started_at: datetime, lists: Sequence[Sequence[object]]
    ) -> None:
        fixed = [_USER_ID, self.query_id, self.transaction_id, self.backend_pid, self.database]
        fixed += [table.table_id, started_at]
        marks = ", ".join(["?"] * len(fixed) + ["unnest(?)"] * len(lists))
        self.cursor.execute(f"insert into {_LOG}.{log_table} select {marks}", [*fixed, *lists])
