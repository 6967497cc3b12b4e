"""One client's session: its statements, settings and transaction."""

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

import duckdb

from . import copying, dialect
from .dialect import Argument, Kind, SessionValues, Statement
from .duckdb_errors import from_duckdb
from .errors import RedshiftError
from .interruption import Interruption, cancelled
from .locks import LockTable
from .result import Notice, Result, one_row
from .settings import Settings
from .transaction import Transaction
from .values import column_of
from .wire import Column, ConnectionClosedError

_log = logging.getLogger(__name__)
_query_ids = itertools.count(1)
_COUNTED = {Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.MERGE}
_ALLOWED_AFTER_ERROR = {Kind.COMMIT, Kind.ROLLBACK, Kind.EMPTY}


class Session:
    """Runs one client's statements, one at a time.

    Only `cancel` and `client_left` may be called from other threads.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        locks: LockTable,
        *,
        backend_pid: int,
        user: str,
        database: str,
    ) -> None:
        self.settings = Settings()
        self.backend_pid = backend_pid
        self.user = user
        self.database = database
        self._connection = connection
        self._locks = locks
        self._transaction = Transaction(connection, locks, backend_pid)
        self._streaming: Result | None = None
        self._running: Interruption | None = None
        self._left = False
        self._query_id = 0
        self._last_copy_id = -1
        self._last_copy_count = 0

    def cancel(self, error: RedshiftError | None = None) -> None:
        """Ends the running statement, if there is one."""
        running = self._running
        if running is not None:
            running.interrupt(error or cancelled())

    def client_left(self) -> None:
        """Ends the running statement: nobody waits for it any more."""
        self._left = True
        self.cancel()

    @property
    def status(self) -> str:
        """I idle, T in a transaction block, E in a failed one."""
        return self._transaction.status

    def parse(self, text: str) -> Statement:
        """Understands a statement."""
        with self._guarded():
            return dialect.parse(text, self._search_path())

    def describe(self, statement: Statement, type_oids: Sequence[int]) -> list[Column] | None:
        """The columns that a statement will return, without running it; None for no rows."""
        if statement.kind is Kind.SHOW:
            return self._show(statement).columns
        if not statement.returns_rows:
            return None
        with self._guarded(statement):
            sql = dialect.to_duckdb(statement, self._values(), None, type_oids)
            self._detach_streaming()
            described = self._connection.execute(f"describe {sql}").fetchall()
            return [column_of(name, kind) for name, kind, *_ in described]

    @contextmanager
    def running(self, statement: Statement) -> Iterator[None]:
        """While a statement runs and its rows are sent: timeout, cancel, and undo on error."""
        timeout = self.settings.statement_timeout_seconds
        with self._guarded(statement), Interruption(self._stop, timeout) as interruption:
            self._running = interruption
            try:
                if self._left:
                    raise cancelled()
                yield
            except duckdb.InterruptException:
                interruption.check()
                raise
            finally:
                self._running = None

    def execute(
        self, statement: Statement, arguments: Sequence[Argument], type_oids: Sequence[int]
    ) -> Result:
        """Runs a statement. To be called inside `running`."""
        if statement.parameter_count > len(arguments):
            raise RedshiftError("42P02", f"there is no parameter ${len(arguments) + 1}")
        self._query_id = next(_query_ids)
        self._detach_streaming()
        handler = self._HANDLERS.get(statement.kind)
        if handler is not None:
            return handler(self, statement)
        return self._run(statement, arguments, type_oids)

    def end_cycle(self) -> None:
        """Commits what ran outside a transaction block: the client synchronised."""
        if not self._transaction.in_block:
            with self._guarded():
                self._commit()

    def close(self) -> None:
        """Undoes what is open and frees everything."""
        self._roll_back()
        self._connection.close()

    @contextmanager
    def _guarded(self, statement: Statement | None = None) -> Iterator[None]:
        """Any error undoes the transaction and leaves as what a client may see."""
        try:
            if statement is not None:
                self._refuse_after_error(statement)
            yield
        except (RedshiftError, ConnectionClosedError):
            self._fail()
            raise
        except duckdb.Error as error:
            self._fail()
            raise from_duckdb(error, statement.tables_written if statement else ()) from error
        except Exception as error:
            _log.exception("a statement failed in a way that was not foreseen")
            self._fail()
            raise RedshiftError("XX000", f"internal error: {type(error).__name__}") from error

    def _refuse_after_error(self, statement: Statement) -> None:
        if self._transaction.failed and statement.kind not in _ALLOWED_AFTER_ERROR:
            raise RedshiftError(
                "25P02",
                "current transaction is aborted, commands ignored until end of transaction block",
            )

    def _stop(self) -> None:
        self._connection.interrupt()
        self._locks.wake()

    def _search_path(self) -> list[str]:
        return self.settings.search_path(self.user)

    def _values(self) -> SessionValues:
        return SessionValues(
            backend_pid=self.backend_pid,
            user=self.user,
            database=self.database,
            search_path=tuple(self._search_path()),
            last_copy_count=self._last_copy_count,
            last_copy_id=self._last_copy_id,
            last_query_id=self._query_id - 1,
            transaction_started_at=self._transaction.started_at,
        )

    def _detach_streaming(self) -> None:
        if self._streaming is not None:
            self._streaming.take_over()
            self._streaming = None

    # Statements

    def _run(
        self, statement: Statement, arguments: Sequence[Argument], type_oids: Sequence[int]
    ) -> Result:
        sql = dialect.to_duckdb(statement, self._values(), arguments, type_oids)
        self._lock(statement)
        self._transaction.open()
        self._connection.execute(sql)
        if statement.returns_rows:
            self._streaming = Result.streaming(statement.tag, self._connection)
            return self._streaming
        rows = self._connection.fetchall()
        if statement.kind is Kind.TRUNCATE:  # it commits on Redshift, whatever it is part of
            self._commit()
        count = f" {rows[0][0]}" if statement.kind in _COUNTED else ""
        return Result(statement.tag + count)

    def _lock(self, statement: Statement) -> None:
        if self._running is not None:
            self._transaction.lock(statement.tables_written, self._running)

    def _copy(self, statement: Statement) -> Result:
        command = copying.parse_copy(statement.text, self._search_path())
        self._lock(statement)
        self._transaction.open()
        log = copying.LoadLog(
            self._connection.cursor(),
            backend_pid=self.backend_pid,
            query_id=self._query_id,
            transaction_id=self._query_id,
            user=self.user,
            database=self.database,
        )
        loaded = copying.run_copy(self._connection, command, log)
        self._last_copy_count, self._last_copy_id = loaded.rows, self._query_id
        name = command.table.rpartition(".")[2]
        text = f"Load into table '{name}' completed, {loaded.rows} record(s) loaded successfully."
        return Result(statement.tag, notices=[Notice("INFO", "00000", text)])

    def _lock_tables(self, statement: Statement) -> Result:
        for table in statement.tables_written:
            schema, _, name = table.rpartition(".")
            quoted = ".".join(f'"{part}"' for part in (schema, name) if part)
            self._connection.execute(f"describe {quoted}")
        self._lock(statement)
        return Result(statement.tag)

    def _set(self, statement: Statement) -> Result:
        self.settings.set(statement.setting, statement.value)
        return Result(statement.tag)

    def _reset(self, statement: Statement) -> Result:
        self.settings.reset(statement.setting)
        return Result(statement.tag)

    def _show(self, statement: Statement) -> Result:
        if statement.setting.lower() == "all":
            return one_row(statement.tag, dict(self.settings.show_all()))
        return one_row(statement.tag, {statement.setting: self.settings.show(statement.setting)})

    def _nothing(self, statement: Statement) -> Result:
        return Result(statement.tag)

    def _vacuum(self, statement: Statement) -> Result:
        if self._transaction.in_block:
            raise RedshiftError("25001", "VACUUM cannot run inside a transaction block")
        return Result(statement.tag)

    # Transactions

    def _begin(self, statement: Statement) -> Result:
        notices = []
        if self._transaction.in_block:
            text = "there is already a transaction in progress"
            notices.append(Notice("WARNING", "25001", text))
        self._transaction.begin_block()
        return Result(statement.tag, notices=notices)

    def _end_with_commit(self, statement: Statement) -> Result:
        if self._transaction.failed:
            return self._end_with_rollback(statement)
        notices = self._outside_block()
        self._commit()
        return Result("COMMIT", notices=notices)

    def _end_with_rollback(self, _statement: Statement) -> Result:
        notices = self._outside_block()
        self._roll_back()
        return Result("ROLLBACK", notices=notices)

    def _outside_block(self) -> list[Notice]:
        if self._transaction.in_block:
            return []
        return [Notice("WARNING", "25P01", "there is no transaction in progress")]

    def _commit(self) -> None:
        self._detach_streaming()
        self._transaction.commit()
        self.settings.keep()

    def _fail(self) -> None:
        self._streaming = None
        self._transaction.fail()
        self.settings.undo()

    def _roll_back(self) -> None:
        self._streaming = None
        self._transaction.roll_back()
        self.settings.undo()

    _HANDLERS: ClassVar[dict[Kind, Callable[["Session", Statement], Result]]] = {
        Kind.BEGIN: _begin,
        Kind.COMMIT: _end_with_commit,
        Kind.ROLLBACK: _end_with_rollback,
        Kind.SET: _set,
        Kind.RESET: _reset,
        Kind.SHOW: _show,
        Kind.LOCK: _lock_tables,
        Kind.COPY: _copy,
        Kind.ANALYZE: _nothing,
        Kind.GRANT: _nothing,
        Kind.VACUUM: _vacuum,
        Kind.EMPTY: _nothing,
    }
