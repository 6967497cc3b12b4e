"""COPY and UNLOAD in a session: their locks, the load log and what they say at their end."""

from . import copying, dialect
from .dialect import Statement
from .interruption import Interruption
from .result import Notice, Result
from .session_state import SessionState


def copy(state: SessionState, statement: Statement, interruption: Interruption) -> Result:
    """Runs COPY."""
    command = copying.parse_copy(statement.text, state.search_path)
    state.lock(statement, interruption)
    state.transaction.open()
    with state.connection.cursor() as log_connection:
        log = copying.LoadLog(
            log_connection,
            backend_pid=state.backend.pid,
            query_id=state.query_id,
            transaction_id=state.query_id,
            user_id=state.access.user_id,
            database=state.backend.database,
        )
        loaded = copying.run_copy(state.connection, command, log, interruption.check)
    state.last_copy_count, state.last_copy_id = loaded.rows, state.query_id
    name = command.table.rpartition(".")[2]
    text = f"Load into table '{name}' completed, {loaded.rows} record(s) loaded successfully."
    return Result(statement.tag, notices=[Notice("INFO", "00000", text)])


def unload(state: SessionState, statement: Statement, interruption: Interruption) -> Result:
    """Runs UNLOAD."""
    sql = dialect.to_duckdb(statement, state.values(), [])
    state.lock(statement, interruption)
    state.transaction.open()
    state.apply_search_path()
    rows = copying.run_unload(state.connection, copying.parse_unload(statement.text), sql)
    text = f"UNLOAD completed, {rows} record(s) unloaded successfully."
    return Result(statement.tag, notices=[Notice("INFO", "00000", text)])
