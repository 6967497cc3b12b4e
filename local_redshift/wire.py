"""PostgreSQL's wire protocol, version 3: messages to and from bytes.

Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

import socket
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .errors import RedshiftError

PROTOCOL_3_0 = 196608
CANCEL_REQUEST = 80877102
ENCRYPTION_REQUESTS = (80877103, 80877104)  # TLS and GSSAPI

# What a client may send: a longer message is refused before it is read.
MAXIMUM_STARTUP_BYTES = 10_000
MAXIMUM_MESSAGE_BYTES = 64 * 1024 * 1024
_FRONTEND_TYPES = frozenset(b"BCDEFHPQSXcdfp")

_HEADER = struct.Struct("!cI")
_INT16 = struct.Struct("!h")
_INT32 = struct.Struct("!i")
_COLUMN = struct.Struct("!ihihih")


class ProtocolError(RedshiftError):
    """The client broke the protocol: the connection is closed after an error message."""

    def __init__(self, message: str) -> None:
        super().__init__("08P01", message)


class ConnectionClosedError(Exception):
    """The client is gone."""


@dataclass(frozen=True)
class Message:
    """One message of the client, without its length."""

    type: bytes
    body: bytes


@dataclass(frozen=True)
class Column:
    """One column of a result as RowDescription has it."""

    name: str
    type_oid: int
    type_size: int
    type_modifier: int


class Fields:
    """Reads the fields of one message's body in order."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def int16(self) -> int:
        """A signed 16-bit number."""
        return int(_INT16.unpack(self._take(2))[0])

    def int32(self) -> int:
        """A signed 32-bit number."""
        return int(_INT32.unpack(self._take(4))[0])

    def int16s(self) -> list[int]:
        """A counted list of 16-bit numbers."""
        return [self.int16() for _ in range(self._count())]

    def int32s(self) -> list[int]:
        """A counted list of 32-bit numbers."""
        return [self.int32() for _ in range(self._count())]

    def text(self) -> str:
        """A string that ends with a zero byte."""
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise ProtocolError("invalid string in message")
        raw = self._body[self._at : end]
        self._at = end + 1
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise RedshiftError("22021", "invalid byte sequence for encoding UTF8") from error

    def values(self) -> list[bytes | None]:
        """A counted list of values, each with its length; None for NULL."""
        return [self._value() for _ in range(self._count())]

    def byte(self) -> bytes:
        """One byte."""
        return self._take(1)

    def end(self) -> None:
        """Checks that nothing is left over."""
        if self._at != len(self._body):
            raise ProtocolError("invalid message format")

    def _count(self) -> int:
        count = self.int16()
        if count < 0:
            raise ProtocolError("negative count in message")
        return count

    def _value(self) -> bytes | None:
        size = self.int32()
        if size < -1:
            raise ProtocolError("negative length in message")
        return None if size == -1 else self._take(size)

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._body):
            raise ProtocolError("insufficient data left in message")
        taken = self._body[self._at : end]
        self._at = end
        return taken


class MessageReader:
    """Takes whole messages from a client's socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rb")

    def startup(self) -> tuple[int, Fields]:
        """The first packet's code and fields: a protocol version or a special request."""
        size = _INT32.unpack(self._exactly(4))[0]
        if not 8 <= size <= MAXIMUM_STARTUP_BYTES:
            raise ProtocolError("invalid length of startup packet")
        fields = Fields(self._exactly(size - 4))
        return fields.int32(), fields

    def message(self, longest: int = MAXIMUM_MESSAGE_BYTES) -> Message:
        """The next message; one that is longer is refused."""
        kind, size = _HEADER.unpack(self._exactly(5))
        if kind[0] not in _FRONTEND_TYPES:
            raise ProtocolError(f"invalid frontend message type {kind[0]}")
        if not 4 <= size <= longest:
            raise ProtocolError(f"invalid message length {size}")
        return Message(kind, self._exactly(size - 4))

    def _exactly(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except (OSError, ValueError) as error:
            raise ConnectionClosedError from error
        if len(data) < size:
            raise ConnectionClosedError
        return data


class MessageWriter:
    """Gathers messages to a client and sends them in few large writes."""

    _FLUSH_AT_BYTES = 128 * 1024

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._pending = bytearray()

    def send(self, kind: bytes, body: bytes = b"") -> None:
        """Queues one message."""
        self._pending += kind + _INT32.pack(len(body) + 4) + body
        if len(self._pending) >= self._FLUSH_AT_BYTES:
            self.flush()

    def send_raw(self, messages: bytes) -> None:
        """Queues messages that are complete already."""
        self._pending += messages
        if len(self._pending) >= self._FLUSH_AT_BYTES:
            self.flush()

    def flush(self) -> None:
        """Sends what is queued."""
        data, self._pending = self._pending, bytearray()
        try:
            self._connection.sendall(data)
        except OSError as error:
            raise ConnectionClosedError from error

    def ask_password(self, salt: bytes) -> None:
        """Asks for the password's MD5 with this salt."""
        self.send(b"R", _INT32.pack(5) + salt)
        self.flush()

    def authentication_ok(self) -> None:
        """Lets the client in."""
        self.send(b"R", _INT32.pack(0))

    def parameter_status(self, name: str, value: str) -> None:
        """Sends a setting that clients rely on."""
        self.send(b"S", _string(name) + _string(value))

    def negotiate_version(self, unknown_options: Sequence[str]) -> None:
        """Answers a newer protocol minor version: 3.0 is what is spoken."""
        body = _INT32.pack(PROTOCOL_3_0) + _INT32.pack(len(unknown_options))
        self.send(b"v", body + b"".join(map(_string, unknown_options)))

    def backend_key_data(self, backend_pid: int, secret: int) -> None:
        """Sends what a CancelRequest must name."""
        self.send(b"K", _INT32.pack(backend_pid) + _INT32.pack(secret))

    def ready_for_query(self, status: str) -> None:
        """Ends a cycle: I idle, T in a transaction, E in a failed one."""
        self.send(b"Z", status.encode())
        self.flush()

    def row_description(self, columns: Iterable[Column], formats: Sequence[int]) -> None:
        """Sends names and types of a result."""
        body = bytearray(_INT16.pack(len(formats)))
        for column, code in zip(columns, formats, strict=True):
            body += _string(column.name)
            body += _COLUMN.pack(
                0, 0, column.type_oid, column.type_size, column.type_modifier, code
            )
        self.send(b"T", bytes(body))

    def parameter_description(self, type_oids: Sequence[int]) -> None:
        """Sends the types of a statement's parameters."""
        self.send(b"t", struct.pack(f"!h{len(type_oids)}i", len(type_oids), *type_oids))

    def command_complete(self, tag: str) -> None:
        """Ends one statement."""
        self.send(b"C", _string(tag))

    def error(self, error: RedshiftError, severity: str = "ERROR") -> None:
        """Reports an error."""
        self.send(b"E", _report(error, severity))

    def notice(self, sqlstate: str, message: str, severity: str = "NOTICE") -> None:
        """Reports something that is not an error."""
        self.send(b"N", _report(RedshiftError(sqlstate, message), severity))


def _string(text: str) -> bytes:
    return text.replace("\0", "").encode() + b"\0"


def _report(error: RedshiftError, severity: str) -> bytes:
    fields = {
        "S": severity,
        "C": error.sqlstate,
        "M": error.message,
        "D": error.detail,
        "H": error.hint,
    }
    return b"".join(code.encode() + _string(text) for code, text in fields.items() if text) + b"\0"
