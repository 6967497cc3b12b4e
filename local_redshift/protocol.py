"""One client's conversation: simple and extended queries, from messages to answers."""

from collections.abc import Callable
from typing import ClassVar

from . import dialect, oids
from .dialect import Statement
from .errors import RedshiftError, not_supported
from .parameters import decode_arguments
from .portals import Portal, Prepared, formats_of
from .result import Result
from .session import Session
from .values import BINARY_FORMAT, TEXT_FORMAT, encode_rows
from .wire import Column, ConnectionClosedError, Fields, Message, MessageWriter, ProtocolError


class Conversation:
    """Answers a client's messages until it leaves."""

    def __init__(self, session: Session, writer: MessageWriter) -> None:
        self._session = session
        self._writer = writer
        self._prepared: dict[str, Prepared] = {}
        self._portals: dict[str, Portal] = {}
        self._skipping = False  # after an error, until Sync

    def ready(self) -> None:
        """Lets the client send."""
        self._writer.ready_for_query(self._session.status)

    def answer(self, message: Message) -> None:
        """Answers one message.

        Raises:
            ProtocolError: The client broke the protocol; the connection cannot go on.
            ConnectionClosedError: The client left or said goodbye.
        """
        if message.type == b"X":
            raise ConnectionClosedError
        if self._skipping and message.type != b"S":
            return
        try:
            self._ANSWERS[message.type](self, Fields(message.body))
        except RedshiftError as error:
            if isinstance(error, ProtocolError):
                raise
            self._report(error, simple=message.type == b"Q")

    def _report(self, error: RedshiftError, *, simple: bool) -> None:
        self._writer.error(error)
        self._portals.clear()
        if simple:
            self.ready()
        else:
            self._skipping = True

    # Simple query

    def _query(self, fields: Fields) -> None:
        text = fields.text()
        fields.end()
        parts = dialect.split(text)
        if not parts:
            self._writer.send(b"I")
        for number, part in enumerate(parts, start=1):
            self._run_simple(self._session.parse(part), last=number == len(parts))
        self._session.end_cycle()
        self.ready()

    def _run_simple(self, statement: Statement, *, last: bool) -> None:
        with self._session.running(statement) as interruption:
            result = self._session.execute(statement, [], [], interruption)
            formats = [TEXT_FORMAT] * len(result.columns)
            if result.columns:
                self._writer.row_description(result.columns, formats)
            while rows := result.fetch():
                self._writer.send_raw(encode_rows(rows, result.columns, formats))
        if last:
            self._session.end_cycle()
        self._forget(statement)
        self._complete(result)

    def _forget(self, statement: Statement) -> None:
        """What DEALLOCATE does: prepared statements are this side's."""
        if statement.kind is dialect.Kind.DEALLOCATE:
            for name in [*self._prepared] if statement.setting == "all" else [statement.setting]:
                self._prepared.pop(name, None)

    def _complete(self, result: Result) -> None:
        for notice in result.notices:
            self._writer.notice(notice.sqlstate, notice.message, notice.severity)
        self._writer.command_complete(result.tag)

    # Extended query

    def _parse(self, fields: Fields) -> None:
        name, text, type_oids = fields.text(), fields.text(), fields.int32s()
        fields.end()
        if name and name in self._prepared:
            raise RedshiftError("42P05", f'prepared statement "{name}" already exists')
        if len(dialect.split(text)) > 1:
            raise RedshiftError(
                "42601", "cannot insert multiple commands into a prepared statement"
            )
        statement = self._session.parse(text)
        count = max(statement.parameter_count, len(type_oids))
        oids = [*type_oids, *[0] * count][:count]
        # Described at once: a statement that cannot be is not prepared, as the driver expects.
        columns = self._session.describe(statement, oids)
        self._prepared[name] = Prepared(statement, oids, columns)
        self._writer.send(b"1")

    def _bind(self, fields: Fields) -> None:
        portal_name, name = fields.text(), fields.text()
        codes, values, formats = fields.int16s(), fields.values(), fields.int16s()
        fields.end()
        prepared = self._find_prepared(name)
        if len(values) != len(prepared.type_oids):
            raise RedshiftError(
                "08P02",
                f"bind message supplies {len(values)} parameters, but prepared statement"
                f' "{name}" requires {len(prepared.type_oids)}',
            )
        if any(code not in (TEXT_FORMAT, BINARY_FORMAT) for code in codes + formats):
            raise RedshiftError("22023", "unsupported format code")
        arguments = decode_arguments(values, codes, prepared.type_oids)
        self._portals[portal_name] = Portal(prepared, arguments, formats)
        self._writer.send(b"2")

    def _describe(self, fields: Fields) -> None:
        kind, name = fields.byte(), fields.text()
        fields.end()
        if kind == b"S":
            prepared = self._find_prepared(name)
            columns = prepared.columns
            prepared.type_oids = self._session.infer_types(prepared.statement, prepared.type_oids)
            self._writer.parameter_description([oid or oids.UNKNOWN for oid in prepared.type_oids])
            formats = [TEXT_FORMAT] * len(columns or ())
        elif kind == b"P" and (declared := self._session.find_cursor(name)) is not None:
            columns, formats = declared, [TEXT_FORMAT] * len(declared)
        elif kind == b"P":
            portal = self._find_portal(name)
            columns = portal.prepared.columns
            formats = formats_of(portal, len(columns or ()))
        else:
            raise ProtocolError(f"invalid DESCRIBE message subtype {kind[0]}")
        if columns is None:
            self._writer.send(b"n")
        else:
            self._writer.row_description(columns, formats)

    def _execute(self, fields: Fields) -> None:
        portal, limit = self._find_portal(fields.text()), fields.int32()
        fields.end()
        statement = portal.prepared.statement
        if statement.kind is dialect.Kind.EMPTY:
            self._writer.send(b"I")
            return
        with self._session.running(statement) as interruption:
            if portal.result is None:
                portal.result = self._session.execute(
                    statement, portal.arguments, portal.prepared.type_oids, interruption
                )
            suspended = self._send_rows(portal, portal.result, limit)
        if suspended:
            self._writer.send(b"s")
        else:
            self._forget(statement)
            self._complete(portal.result)

    def _send_rows(self, portal: Portal, result: Result, limit: int) -> bool:
        """Sends the rows that the client asked for; True when it may ask for more."""
        columns = self._columns_to_send(portal, result)
        formats = formats_of(portal, len(columns))
        left = limit if limit > 0 else None
        while left is None or left > 0:
            rows = result.fetch() if left is None else result.fetch(left)
            if not rows:
                return False
            self._writer.send_raw(encode_rows(rows, columns, formats))
            left = None if left is None else left - len(rows)
        return bool(result.columns)

    def _columns_to_send(self, portal: Portal, result: Result) -> list[Column]:
        """The columns as they were described: the client decodes by that description."""
        described = portal.prepared.columns
        if described is None or not result.columns:
            return result.columns
        if len(described) != len(result.columns):
            raise not_supported("a changed result type: prepare the statement again")
        return described

    def _close(self, fields: Fields) -> None:
        kind, name = fields.byte(), fields.text()
        fields.end()
        if kind == b"S":
            self._prepared.pop(name, None)
        elif kind == b"P":
            self._portals.pop(name, None)
        else:
            raise ProtocolError(f"invalid CLOSE message subtype {kind[0]}")
        self._writer.send(b"3")

    def _sync(self, _fields: Fields) -> None:
        self._skipping = False
        try:
            self._session.end_cycle()
        except RedshiftError as error:
            self._writer.error(error)
        if self._session.status != "T":
            self._portals.clear()
        self.ready()

    def _flush(self, _fields: Fields) -> None:
        self._writer.flush()

    def _refuse_function_call(self, _fields: Fields) -> None:
        self._writer.error(not_supported("the function call message"))
        self.ready()

    def _ignore(self, _fields: Fields) -> None:
        """COPY's messages arrive late when a client streams; outside of it they mean nothing."""

    def _refuse_password(self, _fields: Fields) -> None:
        raise ProtocolError("a password was sent that nobody asked for")

    def _find_prepared(self, name: str) -> Prepared:
        if name not in self._prepared:
            raise RedshiftError("26000", f'prepared statement "{name}" does not exist')
        return self._prepared[name]

    def _find_portal(self, name: str) -> Portal:
        if name not in self._portals:
            raise RedshiftError("34000", f'portal "{name}" does not exist')
        return self._portals[name]

    _ANSWERS: ClassVar[dict[bytes, Callable[["Conversation", Fields], None]]] = {
        b"Q": _query,
        b"P": _parse,
        b"B": _bind,
        b"D": _describe,
        b"E": _execute,
        b"C": _close,
        b"S": _sync,
        b"H": _flush,
        b"F": _refuse_function_call,
        b"d": _ignore,
        b"c": _ignore,
        b"f": _ignore,
        b"p": _refuse_password,
    }
