"""What a session keeps under a name: cursors, and statements that are to be run later."""

import sys
from typing import Any

from . import dialect
from .dialect import Statement
from .errors import RedshiftError
from .interruption import Interruption
from .result import Result
from .session_state import SessionState


def keep_cursor(state: SessionState, statement: Statement) -> Result:
    """Runs DECLARE: keeps the rows that its query makes."""
    if not state.transaction.in_block:
        raise RedshiftError("25P01", "DECLARE CURSOR may only be used in transaction blocks")
    if statement.setting in state.cursors:
        raise RedshiftError("42P03", f'cursor "{statement.setting}" already exists')
    kept = Result.streaming(statement.tag, state.connection)
    kept.take_over()
    state.cursors[statement.setting] = kept
    return Result(statement.tag)


def fetch(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    """Runs FETCH."""
    cursor = state.find_cursor(statement.setting)
    rows: list[tuple[Any, ...]] = []
    wanted = sys.maxsize if statement.value == "all" else int(statement.value)
    while more := cursor.fetch(wanted - len(rows)):
        rows += more
    return Result(f"FETCH {len(rows)}", cursor.columns, rows)


def close(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    """Runs CLOSE."""
    if statement.setting == "all":
        state.cursors.clear()
    else:
        state.find_cursor(statement.setting)
        del state.cursors[statement.setting]
    return Result(statement.tag)


def prepare(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    """Runs PREPARE."""
    if statement.setting in state.prepared:
        message = f'prepared statement "{statement.setting}" already exists'
        raise RedshiftError("42P05", message)
    dialect.parse(statement.value, state.search_path)
    state.prepared[statement.setting] = statement.value
    return Result(statement.tag)


def deallocate(state: SessionState, statement: Statement, _interruption: Interruption) -> Result:
    """Forgets what PREPARE made; the conversation forgets what came by message."""
    if statement.setting == "all":
        state.prepared.clear()
    state.prepared.pop(statement.setting, None)
    return Result(statement.tag)
