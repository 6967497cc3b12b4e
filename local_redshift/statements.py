"""What each kind of statement does in a session."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from . import dialect
from .columns import column_of
from .completed_tables import completed_table
from .copy_and_unload import copy, unload
from .cursors_and_prepared import close, deallocate, fetch, keep_cursor, prepare
from .dialect import Argument, Kind, Statement
from .errors import RedshiftError
from .insert_values import fit_values
from .interruption import Interruption
from .locks import Mode
from .result import Notice, Result, one_row
from .session_state import SessionState
from .settings import Settings
from .views import drop_views, find_readers, same_columns
from .wire import Column

_CHANGES_CATALOGUE = {Kind.CREATE, Kind.DROP, Kind.ALTER}
_COUNTED = {Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.MERGE}
_WRITES = {*_COUNTED, *_CHANGES_CATALOGUE, Kind.TRUNCATE, Kind.COPY, Kind.COMMENT, Kind.GRANT}
PLAN = [column_of("QUERY PLAN", "VARCHAR")]


def run_statement(
    state: SessionState,
    statement: Statement,
    arguments: Sequence[Argument],
    type_oids: Sequence[int],
    interruption: Interruption,
) -> Result:
    """Runs one statement.

    Args:
        state: The session.
        statement: What to run.
        arguments: Values of its parameters.
        type_oids: Their types.
        interruption: What may end it early.

    Raises:
        RedshiftError: As Redshift reports it.
        duckdb.Error: As DuckDB reports it.
    """
    _check_access(state, statement)
    statement = _bound(statement, arguments)
    handler = _HANDLERS.get(statement.kind)
    if handler is not None:
        return handler(state, statement, interruption)
    fitted = fit_values(state.connection, statement, arguments)
    sql = dialect.to_duckdb(fitted, state.values(), arguments, type_oids)
    if not sql:
        return _look_for_tables(state, statement)
    state.lock(statement, interruption)
    state.transaction.open()
    state.apply_search_path()
    if statement.kind in _CHANGES_CATALOGUE:
        state.transaction.at_end(state.views.forget)
    made = state.access.names_made(statement)
    readers = find_readers(state.connection, statement)
    state.transaction.lock(((view, Mode.EXCLUSIVE) for view in readers), interruption)
    with completed_table(state.connection, statement), same_columns(state.connection, statement):
        state.connection.execute(f"explain {sql}" if statement.kind is Kind.EXPLAIN else sql)
    drop_views(state.connection, readers)
    if statement.kind is Kind.DROP:
        state.access.forget_dropped()
    state.access.keep_owners(made)
    if statement.kind in _KEPT:
        return _KEPT[statement.kind](state, statement)
    if statement.returns_rows:
        return Result.streaming(statement.tag, state.connection)
    rows = state.connection.fetchall()
    if statement.kind is Kind.TRUNCATE:  # it commits on Redshift, whatever it is part of
        state.transaction.commit()
    count = f" {rows[0][0]}" if statement.kind in _COUNTED else ""
    return Result(statement.tag + count)


def _bound(statement: Statement, arguments: Sequence[Argument]) -> Statement:
    if statement.parameter_count > len(arguments):
        raise RedshiftError("42P02", f"there is no parameter ${len(arguments) + 1}")
    if statement.kind is Kind.CANCEL and statement.parameter_count:
        return replace(statement, value=str(arguments[-1].value))
    return statement


def _check_access(state: SessionState, statement: Statement) -> None:
    if state.is_read_only and statement.kind in _WRITES:
        raise RedshiftError("25006", f"transaction is read-only: {statement.kind}")
    if state.transaction.in_block and statement.column and statement.lengths:
        message = "ALTER TABLE ALTER COLUMN cannot run inside a transaction block"
        raise RedshiftError("25001", message)
    if statement.columns_given and state.views.numbers_itself(
        statement.tables_written[0], statement.columns_given
    ):
        raise RedshiftError("0A000", "cannot set an identity column to a value")
    state.check_access(statement)


def _tell_plan(state: SessionState, statement: Statement) -> Result:
    plan = "\n".join(text for _, text in state.connection.fetchall())
    return Result(statement.tag, PLAN, [(line,) for line in plan.splitlines()])


def _signal(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    if not statement.value.isdigit():
        raise RedshiftError("22P02", f'invalid input syntax for integer: "{statement.value}"')
    pid, is_final = int(statement.value), statement.setting == "pg_terminate_backend"
    if state.backend.signal(pid, is_final):
        return Result(statement.tag, signal_columns(statement), [(1,)])
    text = f"PID {pid} is not a PostgreSQL server process"
    notices = [Notice("WARNING", "01000", text)]
    return Result(statement.tag, signal_columns(statement), [(0,)], notices)


def signal_columns(statement: Statement) -> list[Column]:
    """What the call of a function that ends a statement or session answers."""
    return [column_of(statement.setting, "INTEGER")] if statement.returns_rows else []


def show(settings: Settings, statement: Statement) -> Result:
    """Runs SHOW, which needs no transaction."""
    if statement.setting.lower() == "all":
        return one_row(statement.tag, dict(settings.show_all()))
    return one_row(statement.tag, {statement.setting: settings.show(statement.setting)})


def _lock(state: SessionState, statement: Statement, interruption: Interruption) -> Result:
    _look_for_tables(state, statement)
    state.lock(statement, interruption)
    return Result(statement.tag)


def _look_for_tables(state: SessionState, statement: Statement) -> Result:
    """Raises DuckDB's error when a table is not there."""
    state.apply_search_path()
    for table in statement.tables_written:
        quoted = ".".join(f'"{part}"' for part in table.split("."))
        state.connection.execute(f"describe {quoted}")
    return Result(statement.tag)


def _set(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    state.settings.set(statement.setting, statement.value)
    return Result(statement.tag)


def _reset(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    state.settings.reset(statement.setting)
    return Result(statement.tag)


def _show(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    return show(state.settings, statement)


def _nothing(_state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    return Result(statement.tag)


def _vacuum(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    if state.transaction.in_block:
        raise RedshiftError("25001", "VACUUM cannot run inside a transaction block")
    return _look_for_tables(state, statement)


def _analyze(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    return _look_for_tables(state, statement)


def _begin(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    notices = []
    if state.transaction.in_block:
        text = "there is already a transaction in progress"
        notices.append(Notice("WARNING", "25001", text))
    state.transaction.begin_block()
    state.is_read_only = statement.value == "read only"
    state.transaction.at_end(state.end_block)
    return Result(statement.tag, notices=notices)


def _commit(state: SessionState, statement: Statement, interruption: Interruption) -> Result:
    if state.transaction.failed:
        return _roll_back(state, statement, interruption)
    notices = _outside_block(state)
    state.transaction.commit()
    state.settings.keep()
    return Result("COMMIT", notices=notices)


def _roll_back(state: SessionState, _statement: Statement, _interruption: Interruption) -> Result:
    notices = _outside_block(state)
    state.transaction.roll_back()
    state.settings.undo()
    return Result("ROLLBACK", notices=notices)


def _outside_block(state: SessionState) -> list[Notice]:
    if state.transaction.in_block:
        return []
    return [Notice("WARNING", "25P01", "there is no transaction in progress")]


_HANDLERS: dict[Kind, Callable[[SessionState, Statement, Interruption], Result]] = {
    Kind.BEGIN: _begin,
    Kind.COMMIT: _commit,
    Kind.ROLLBACK: _roll_back,
    Kind.SET: _set,
    Kind.RESET: _reset,
    Kind.SHOW: _show,
    Kind.LOCK: _lock,
    Kind.COPY: copy,
    Kind.UNLOAD: unload,
    Kind.ANALYZE: _analyze,
    Kind.VACUUM: _vacuum,
    Kind.EMPTY: _nothing,
    Kind.PREPARE: prepare,
    Kind.DEALLOCATE: deallocate,
    Kind.FETCH: fetch,
    Kind.CLOSE: close,
    Kind.CANCEL: _signal,
}
_KEPT = {Kind.DECLARE: keep_cursor, Kind.EXPLAIN: _tell_plan}
