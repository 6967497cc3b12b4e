"""One connected client, from its first packet to its last: two threads.

One thread reads the socket all the time, so that a client that goes away is seen while its
statement runs; the other answers.
"""

import contextlib
import logging
import queue
import re
import secrets
import socket
import threading
from collections.abc import Callable

from .authentication import proves_password
from .errors import RedshiftError
from .protocol import Conversation
from .session import Session
from .wire import (
    CANCEL_REQUEST,
    ENCRYPTION_REQUESTS,
    MAXIMUM_STARTUP_BYTES,
    ConnectionClosedError,
    Fields,
    Message,
    MessageReader,
    MessageWriter,
    ProtocolError,
)

_log = logging.getLogger(__name__)
_PARAMETER_STATUS = {
    "server_version": "8.0.2",  # what Redshift says; the driver decides by it
    "server_protocol_version": "0",
    "padb_version": "PostgreSQL 8.0.2",  # by these two others know Redshift
    "padb_revision": "1.0.100000",
    "server_encoding": "UNICODE",
    "client_encoding": "UNICODE",
    "integer_datetimes": "on",
    "DateStyle": "ISO, MDY",
    "TimeZone": "UTC",
    "standard_conforming_strings": "on",
}
_STARTUP_SECONDS = 30
_LOOK_SECONDS = 0.5
_AHEAD_MESSAGES = 64  # what is read while a statement runs; more waits in the socket


class Startup:
    """What a client said in its startup packet."""

    def __init__(self, version: int, fields: Fields) -> None:
        self.minor_version = version & 0xFFFF
        self.options: dict[str, str] = {}
        while name := fields.text():
            self.options[name] = fields.text()
        fields.end()
        if version >> 16 != 3:
            raise RedshiftError(
                "0A000", f"unsupported frontend protocol {version >> 16}.{self.minor_version}"
            )
        if not self.options.get("user"):
            raise RedshiftError("28000", "no user name specified in startup packet")

    @property
    def settings(self) -> dict[str, str]:
        """What the client sets at once: its name, and `-c name=value` of PGOPTIONS."""
        found = {"application_name": self.options.get("application_name", "")}
        for word in re.findall(r"(?:-c\s*|--)(\w+=\S+)", self.options.get("options", "")):
            name, _, value = word.partition("=")
            found[name] = value
        return found


class Client:
    """One connection.

    Args:
        connection: The accepted socket.
        find_digest: Gives the digest of a user's password, which the client must know.
        open_session: Makes the session of a started client.
        cancel: Ends the statement of the session with this backend pid and secret.
    """

    def __init__(
        self,
        connection: socket.socket,
        find_digest: Callable[[str], str],
        open_session: Callable[[Startup], Session],
        cancel: Callable[[int, int], None],
    ) -> None:
        self.secret = secrets.randbits(31)
        self.session: Session | None = None
        self._connection = connection
        self._find_digest = find_digest
        self._open_session = open_session
        self._cancel = cancel
        self._reader = MessageReader(connection)
        self._writer = MessageWriter(connection)
        self._inbox: queue.Queue[Message | Exception] = queue.Queue(_AHEAD_MESSAGES)
        self._closed = threading.Event()

    def serve(self) -> None:
        """Talks with the client until one of the two ends it."""
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._connection.settimeout(_STARTUP_SECONDS)
            startup = self._start()
            if startup is not None:
                self._authenticate(startup)
                self._connection.settimeout(None)
                self._converse(startup)
        except RedshiftError as error:
            self._say_goodbye(error)
        except (ConnectionClosedError, OSError):
            pass  # the client left, which is its right
        finally:
            self._close()

    def end(self, error: RedshiftError) -> None:
        """Ends the running statement, then the connection; for other threads."""
        if self.session is not None:
            self.session.cancel(error)
        self.hang_up()

    def hang_up(self) -> None:
        """Ends the connection at once; for other threads too."""
        with contextlib.suppress(OSError):  # it is closed already
            self._connection.shutdown(socket.SHUT_RDWR)

    def _start(self) -> Startup | None:
        """The startup packet, after any requests for encryption; None for a cancel."""
        while True:
            code, fields = self._reader.startup()
            if code in ENCRYPTION_REQUESTS:
                self._connection.sendall(b"N")
            elif code == CANCEL_REQUEST:
                self._cancel(fields.int32(), fields.int32())
                return None
            else:
                return Startup(code, fields)

    def _authenticate(self, startup: Startup) -> None:
        """Lets in who knows the password.

        Raises:
            RedshiftError: 28P01.
        """
        unknown = [name for name in startup.options if name.startswith("_pq_.")]
        if startup.minor_version or unknown:
            self._writer.negotiate_version(unknown)
        salt, user = secrets.token_bytes(4), startup.options["user"]
        self._writer.ask_password(salt)
        message = self._reader.message(MAXIMUM_STARTUP_BYTES)
        if message.type != b"p":
            raise ProtocolError("expected password response")
        if not proves_password(Fields(message.body).text(), self._find_digest(user), salt):
            raise RedshiftError(
                "28P01",
                f'password authentication failed for user "{user}"',
                hint="`python -m local_redshift status` prints how its owner connects.",
            )

    def _converse(self, startup: Startup) -> None:
        self.session = session = self._open_session(startup)
        self._greet(session)
        threading.Thread(target=self._read_ahead, args=(session,), daemon=True).start()
        conversation = Conversation(session, self._writer)
        conversation.ready()
        while True:
            message = self._inbox.get()
            if isinstance(message, Exception):
                raise message
            conversation.answer(message)

    def _greet(self, session: Session) -> None:
        self._writer.authentication_ok()
        for name, value in _PARAMETER_STATUS.items():
            self._writer.parameter_status(name, value)
        self._writer.parameter_status("is_superuser", "on" if session.is_superuser else "off")
        self._writer.parameter_status("session_authorization", session.backend.user)
        self._writer.backend_key_data(session.backend.pid, self.secret)

    def _read_ahead(self, session: Session) -> None:
        try:
            while self._deliver(self._reader.message()):
                pass
        except (ConnectionClosedError, RedshiftError) as error:
            if isinstance(error, ConnectionClosedError):
                session.client_left()
            self._deliver(error)

    def _deliver(self, message: Message | Exception) -> bool:
        """Hands a message to the answering thread; False when that one ended."""
        while not self._closed.is_set():
            try:
                self._inbox.put(message, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return True
        return False

    def _say_goodbye(self, error: RedshiftError) -> None:
        try:
            self._writer.error(error, "FATAL")
            self._writer.flush()
        except ConnectionClosedError:
            pass

    def _close(self) -> None:
        self._closed.set()
        self.hang_up()
        self._connection.close()
