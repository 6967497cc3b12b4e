"""The warehouse as the steps see it: transactions that run named statements."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from redshift_connector.core import Connection

from warehouse.database.copy_statement import write_copy
from warehouse.database.driver_errors import DRIVER_ERRORS, sort_error
from warehouse.database.statements import load_statement
from warehouse.database.usage import Usage
from warehouse.errors import CommitUnknownError, TransientError

STATEMENT_SECONDS = 3600.0  # a statement that takes longer is taken for hanging
GRACE_SECONDS = 30.0  # how much later than its limit the answer to a statement may come
_IDLE_SECONDS = 30.0  # that a connection is kept for; one that rests longer may be cut on the way

Row = dict[str, Any]


class Session:
    """Runs named statements on one connection, inside one transaction.

    Attributes:
        limit_seconds: How long each statement may take.
    """

    def __init__(self, connection: Connection, iam_role: str, limit_seconds: float) -> None:
        self._connection = connection
        self.limit_seconds = limit_seconds
        self._cursor = connection.cursor()
        self._cursor.paramstyle = "named"
        self._iam_role = iam_role

    def run(self, name: str, **values: object) -> int:
        """Runs a statement and returns how many rows it wrote (-1 where Redshift does not say)."""
        self._execute(name, values)
        return int(self._cursor.rowcount)

    def rows(self, name: str, **values: object) -> list[Row]:
        """The rows of a select statement; keys are its column names."""
        self._execute(name, values)
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self._cursor.fetchall()]

    def row(self, name: str, **values: object) -> Row:
        """The only row of a select statement."""
        (row,) = self.rows(name, **values)
        return row

    def copy(self, name: str, **values: str | int) -> None:
        """Runs a COPY with the warehouse's role; the load views say what it did."""
        text = write_copy(load_statement(name), iam_role=self._iam_role, **values)
        self._send(name, text, None)

    def empty(self, relation: str) -> None:
        """Deletes all rows of a table of ours; unlike TRUNCATE, inside the transaction."""
        self._send(f"empty {relation}", f"delete from {relation}", None)  # noqa: S608 - ours

    def drop_table(self, relation: str) -> None:
        """Drops a table of ours, and all views that read it."""
        self._send(f"drop {relation}", f"drop table if exists {relation} cascade", None)

    def drop_view(self, relation: str) -> None:
        """Drops a view of ours, and all views that read it."""
        self._send(f"drop {relation}", f"drop view if exists {relation} cascade", None)

    def grant(self, text: str) -> None:
        """Makes or grants a role or a user; the caller has checked every name in the text."""
        self._send(text, text, None)

    def limit_statements(self, seconds: float) -> None:
        """Ends each statement from now on that takes longer, also while it waits for a table.

        A statement that is ended so raises StatementTimeoutError. A warehouse that says nothing at
        all for some time more is taken for lost: TransientError.
        """
        limit_answers(self._connection, seconds)
        self.limit_seconds = seconds
        self._send("set statement_timeout", f"set statement_timeout to {seconds * 1000:.0f}", None)

    def wait_for_answers(self, seconds: float | None) -> None:
        """Gives the connection up when an answer takes longer from now on; None: as usual."""
        if seconds is None:
            limit_answers(self._connection, self.limit_seconds)
        else:
            self._connection._usock.settimeout(seconds)  # noqa: SLF001

    def _execute(self, name: str, values: dict[str, object]) -> None:
        statement = load_statement(name)
        statement.check_values(values)
        self._send(name, statement.text, values or None)

    def _send(self, name: str, text: str, values: dict[str, object] | None) -> None:
        began = time.monotonic()
        try:
            self._cursor.execute(text, values)
        except DRIVER_ERRORS as error:
            seconds = time.monotonic() - began
            raise sort_error(error, name, is_in_time=seconds < self.limit_seconds) from error


class Warehouse:
    """A Redshift database, reached through one `connect` function.

    Attributes:
        name: What people call it, e.g. the block's name.
        title: The name, and which lake is in it where that may differ.
        iam_role: ARN of the role that COPY reads the lake with.
        statement_seconds: No statement may run longer.
        usage: What was asked of it since it was opened.
        write_psql: Writes the command that opens it in psql; empty where none is known.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Connection],
        iam_role: str,
        statement_seconds: float = STATEMENT_SECONDS,
    ) -> None:
        self.name = self.title = name
        self.iam_role = iam_role
        self.statement_seconds = statement_seconds
        self.usage = Usage()
        self.write_psql: Callable[[], str] = lambda: ""
        self._connect = connect
        self._idle: list[tuple[float, Connection]] | None = None

    @contextmanager
    def keep_connections(self) -> Iterator[None]:
        """Inside the block a transaction takes a connection that an earlier one has left.

        To sign in to Redshift takes a call to AWS and a TLS handshake, longer than most statements.
        """
        idle: list[tuple[float, Connection]] = []
        before, self._idle = self._idle, idle
        try:
            yield
        finally:
            self._idle = before
            for _, connection in idle:
                _close(connection)

    def connect(self) -> Connection:
        """A new connection that does not wait for ever; raises what redshift_connector raises."""
        connection = self._connect()
        limit_answers(connection, self.statement_seconds)
        self.usage.count(connection)
        return connection

    @contextmanager
    def transaction(self, limit_seconds: float | None = None) -> Iterator[Session]:
        """One transaction on a connection that no other uses, committed when the block ends well.

        Args:
            limit_seconds: How long each of its statements may take; as the warehouse by default.

        Raises:
            StatementTimeoutError: A statement took longer than its limit.
            TransientError: The warehouse cannot be reached now.
            CommitUnknownError: The connection was lost while it was asked to commit.
        """
        connection = self._take_idle() or self._open()
        is_good = False
        try:
            session = Session(connection, self.iam_role, self.statement_seconds)
            if limit_seconds is not None:
                session.limit_statements(limit_seconds)
            yield session
            self._commit(connection)
            is_good = session.limit_seconds == self.statement_seconds
        finally:
            idle = self._idle  # another thread may end the block
            if is_good and idle is not None:
                idle.append((time.monotonic(), connection))
            else:
                _close(connection)

    def _take_idle(self) -> Connection | None:
        """A connection that was used just now, if one is kept."""
        while idle := self._idle:
            with suppress(IndexError):  # another thread has taken it
                used_at, connection = idle.pop()
                if time.monotonic() - used_at < _IDLE_SECONDS:
                    return connection
                _close(connection)
        return None

    def _open(self) -> Connection:
        try:
            return self.connect()
        except DRIVER_ERRORS as error:
            raise sort_error(error, f"connect to {self.name}") from error

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except DRIVER_ERRORS as error:
            sorted_error = sort_error(error, f"commit on {self.name}")
            has_answer = bool(error.args) and isinstance(error.args[0], dict)
            if isinstance(sorted_error, TransientError) and not has_answer:
                raise CommitUnknownError(str(sorted_error)) from error
            raise sorted_error from error


def limit_answers(connection: Connection, statement_seconds: float) -> None:
    """Gives a connection up whose server says nothing for longer than a statement may take.

    The driver can set this for its whole life only, and then a long COPY is cut off; TCP sees a
    peer that is gone, but not one that is suspended or whose packets are swallowed on the way.
    """
    connection._usock.settimeout(statement_seconds + GRACE_SECONDS)  # noqa: SLF001


def _close(connection: Connection) -> None:
    """Closes a connection; the server rolls back what was not committed."""
    try:
        connection.close()
    except DRIVER_ERRORS:
        return
