"""One client's session: it runs statements, and undoes and reports what goes wrong."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

import duckdb

from . import dialect
from .columns import column_of
from .dialect import Argument, Kind, Statement
from .duckdb_errors import from_duckdb
from .error_rules import ABORTED
from .errors import RedshiftError
from .interruption import Interruption
from .locked_tables import KnownViews
from .locks import LockTable
from .result import Result
from .session_state import Backend, SessionState
from .settings import Settings
from .statements import PLAN, run_statement, show, signal_columns
from .transaction import Transaction
from .wire import Column, ConnectionClosedError

_log = logging.getLogger(__name__)
_ALLOWED_AFTER_ERROR = {Kind.COMMIT, Kind.ROLLBACK, Kind.EMPTY}


class Session:
    """Runs one client's statements, one at a time.

    Only `cancel` and `client_left` may be called from other threads.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        locks: LockTable,
        views: KnownViews,
        backend: Backend,
    ) -> None:
        for statement in dialect.SESSION_SETTINGS:
            connection.execute(statement)
        self.backend = backend
        self._connection = connection
        self._locks = locks
        self._transaction = Transaction(connection, locks, backend.pid)
        self._state = SessionState(connection, self._transaction, backend, locks, views)
        self._streaming: Result | None = None
        self._running: Interruption | None = None
        self._left = False

    def cancel(self, error: RedshiftError | None = None) -> None:
        """Ends the running statement, if there is one."""
        running = self._running
        if running is None:
            return
        if error is None:
            running.cancel()
        else:
            running.interrupt(error)

    def client_left(self) -> None:
        """Ends the running statement: nobody waits for it any more."""
        self._left = True
        self.cancel()

    @property
    def settings(self) -> Settings:
        """What SET and SHOW see."""
        return self._state.settings

    @property
    def is_superuser(self) -> bool:
        """Whether rights do not bind the user."""
        return self._state.access.is_super

    @property
    def status(self) -> str:
        """I idle, T in a transaction block, E in one that failed."""
        return self._transaction.status

    def parse(self, text: str) -> Statement:
        """Understands a statement."""
        with self._guarded():
            if self._state.path_is_stale:
                self._detach_streaming()
                self._state.read_search_path()
            path = self._state.search_path
            statement = dialect.parse(text, path)
            if statement.tag == "CREATE VIEW" and len(path) > 1:
                statement = dialect.parse(text, path, self._state.find_schemas(statement))
            return self._state.expand(statement) if statement.kind is Kind.EXECUTE else statement

    def describe(self, statement: Statement, type_oids: Sequence[int]) -> list[Column] | None:
        """The columns that a statement will return, without running it; None for no rows."""
        with self._guarded(statement):
            if statement.kind is Kind.SHOW:
                return show(self.settings, statement).columns
            if not statement.returns_rows:
                return None
            known = self._describe_own(statement)
            if known is not None:
                return known
            return self._describe_query(statement, type_oids)

    def infer_types(self, statement: Statement, type_oids: Sequence[int]) -> list[int]:
        """The types of a statement's parameters, as declared or as their context shows."""
        found = list(type_oids)
        for at, oid in enumerate(type_oids):
            question = dialect.type_question(statement.trees[0], at + 1) if not oid else None
            if question is not None:
                query, column = question
                asked = replace(statement, kind=Kind.SELECT, returns_rows=True, trees=(query,))
                with suppress(RedshiftError, duckdb.Error):
                    found[at] = self._describe_query(asked, type_oids)[column].type_oid
        return found

    def _describe_query(self, statement: Statement, type_oids: Sequence[int]) -> list[Column]:
        sql = dialect.to_duckdb(statement, self._state.values(), None, type_oids)
        self._detach_streaming()
        self._state.apply_search_path()
        described = self._connection.execute(f"describe {sql}").fetchall()
        return [column_of(name, kind) for name, kind, *_ in described]

    def _describe_own(self, statement: Statement) -> list[Column] | None:
        """The columns of what DuckDB does not answer."""
        if statement.kind is Kind.EXPLAIN:
            return PLAN
        if statement.kind is Kind.FETCH:
            return self._state.find_cursor(statement.setting).columns
        return signal_columns(statement) if statement.kind is Kind.CANCEL else None

    def find_cursor(self, name: str) -> list[Column] | None:
        """The columns of a cursor that DECLARE made; None when there is none."""
        found = self._state.cursors.get(name)
        return found.columns if found else None

    @contextmanager
    def running(self, statement: Statement) -> Iterator[Interruption]:
        """While a statement runs and its rows are sent: timeout, cancel, and undo on error."""
        timeout = self.settings.statement_timeout_seconds
        interruption = Interruption(self._stop, timeout, self._state.next_query())
        with self._guarded(statement), interruption:
            self._running = interruption
            try:
                if self._left:
                    raise ConnectionClosedError
                yield interruption
            except duckdb.InterruptException:
                interruption.check()
                raise
            finally:
                self._running = None

    def execute(
        self,
        statement: Statement,
        arguments: Sequence[Argument],
        type_oids: Sequence[int],
        interruption: Interruption,
    ) -> Result:
        """Runs a statement. To be called inside `running`, which gives the interruption."""
        self._detach_streaming()
        if statement.executed_by:  # a client keeps it; what PREPARE made may be another by now
            statement = self.parse(statement.executed_by)
        result = run_statement(self._state, statement, arguments, type_oids, interruption)
        self._streaming = result
        return result

    def end_cycle(self) -> None:
        """Commits what ran outside a transaction block: the client synchronised."""
        if not self._transaction.in_block:
            with self._guarded():
                self._streaming = None
                self._transaction.commit()
                self.settings.keep()

    def close(self) -> None:
        """Undoes what is open and frees everything."""
        self._transaction.roll_back()
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
            if isinstance(error, duckdb.FatalException):  # the file is whole: a new server reads it
                _log.critical("DuckDB cannot go on, the server ends: %s", error)
                self.backend.give_up()
            raise from_duckdb(error, statement.tables_written if statement else ()) from error
        except Exception as error:
            _log.exception("a statement failed in a way that was not foreseen")
            self._fail()
            raise RedshiftError("XX000", f"internal error: {type(error).__name__}") from error

    def _refuse_after_error(self, statement: Statement) -> None:
        if self._transaction.failed and statement.kind not in _ALLOWED_AFTER_ERROR:
            raise RedshiftError("25P02", ABORTED)

    def _fail(self) -> None:
        self._streaming = None
        self._transaction.fail()
        self.settings.undo()

    def _detach_streaming(self) -> None:
        if self._streaming is not None:
            self._streaming.take_over()
            self._streaming = None

    def _stop(self) -> None:
        self._connection.interrupt()
        self._locks.wake()
