"""Listens on the loopback interface and serves each client in a thread."""

import contextlib
import itertools
import logging
import socket
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from .access import find_digest
from .authentication import digest_password
from .client_connection import Client, Startup
from .database import LiveSessions, last_copy_id
from .errors import RedshiftError
from .locked_tables import KnownViews
from .locks import LockTable
from .session import Session
from .session_state import Backend
from .stored_tables import quote_text

_log = logging.getLogger(__name__)
DATABASE, USER = "dev", "awsuser"  # as a new Redshift cluster names them
_FIRST_BACKEND_PID = 1_073_741_825  # of the size that Redshift's are
_LOOK_SECONDS = 0.5
_GOODBYE_SECONDS = 2.0


class Server:
    """Serves one database.

    Args:
        root: The open database.
        listener: A listening socket on the loopback interface.
        password: What a client must know, unless its user was given a password.
        idle_seconds: After how long without a client the server stops; 0 is never.
    """

    def __init__(
        self,
        root: duckdb.DuckDBPyConnection,
        listener: socket.socket,
        password: str,
        *,
        idle_seconds: float,
    ) -> None:
        self._root = root
        self._listener = listener
        self._password = password
        self._idle_seconds = idle_seconds
        self._locks = LockTable()
        self._views = KnownViews(root)
        self._live = LiveSessions(root)
        self._backend_pids = itertools.count(_FIRST_BACKEND_PID)
        self._query_ids = itertools.count(last_copy_id(root) + 1)
        self._guard = threading.Lock()
        self._clients: dict[Client, threading.Thread] = {}
        self._stopping = threading.Event()
        self._last_seen = time.monotonic()
        self._make_room_until = 0.0

    def stop(self) -> None:
        """Makes `serve` return; may be called from a signal handler."""
        self._stopping.set()
        with contextlib.suppress(OSError):  # where it cannot wake `serve`, the next look does
            self._listener.shutdown(socket.SHUT_RDWR)

    def make_room(self, seconds: float) -> None:
        """Makes `serve` return if there is no client within so many seconds; for signals too."""
        self._make_room_until = time.monotonic() + seconds

    def serve(self) -> None:
        """Accepts clients until `stop` is called or nobody came for long."""
        self._listener.settimeout(_LOOK_SECONDS)
        while not self._stopping.is_set() and not self._is_idle():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                if self._stopping.is_set():
                    break
                _log.exception("a client could not be accepted")
                time.sleep(_LOOK_SECONDS)
                continue
            self._last_seen = time.monotonic()
            self._welcome(connection)
        self._listener.close()
        self._send_away()

    def _is_idle(self) -> bool:
        with self._guard:
            if self._clients:
                self._last_seen = time.monotonic()
                return False
        if time.monotonic() < self._make_room_until:
            return True
        return 0 < self._idle_seconds < time.monotonic() - self._last_seen

    def _welcome(self, connection: socket.socket) -> None:
        connection.settimeout(None)
        client = Client(connection, self._find_digest, self._open_session, self._cancel)
        thread = threading.Thread(target=self._serve_client, args=(client,), daemon=True)
        with self._guard:
            self._clients[client] = thread
        thread.start()

    def _serve_client(self, client: Client) -> None:
        try:
            client.serve()
        except Exception:  # noqa: BLE001 - one client must not take the others along
            _log.exception("a client's thread ended in a way that was not foreseen")
        finally:
            if client.session is not None:
                self._live.remove(client.session.backend.pid)
                client.session.close()
            with self._guard:
                del self._clients[client]

    def _find_digest(self, user: str) -> str:
        with self._root.cursor() as cursor:
            return find_digest(cursor, user) or digest_password(self._password, user)

    def _open_session(self, startup: Startup) -> Session:
        user, database = startup.options["user"], startup.options.get("database") or DATABASE
        if database != DATABASE:
            raise RedshiftError(
                "3D000",
                f'database "{database}" does not exist',
                hint=f'The stand-in has one database, "{DATABASE}".',
            )
        backend = Backend(
            next(self._backend_pids),
            user,
            database,
            self._query_ids.__next__,
            self.stop,
            self._signal,
        )
        cursor = self._root.cursor()
        cursor.execute(f"set variable redshift_database = {quote_text(database)}")
        session = Session(cursor, self._locks, self._views, backend)
        for name, value in startup.settings.items():
            session.settings.set(name, value)
        self._live.add(backend.pid, user, database, datetime.now(UTC).replace(tzinfo=None))
        return session

    def _signal(self, backend_pid: int, is_final: bool) -> bool:  # noqa: FBT001 - a callback
        """Ends the statement of a session, or the session; False when there is none."""
        with self._guard:
            clients = list(self._clients)
        for client in clients:
            if client.session is not None and client.session.backend.pid == backend_pid:
                if is_final:
                    words = "terminating connection due to administrator command"
                    client.end(RedshiftError("57P01", words))
                else:
                    client.session.cancel()
                return True
        return False

    def _cancel(self, backend_pid: int, secret: int) -> None:
        with self._guard:
            clients = list(self._clients)
        for client in clients:
            session = client.session
            if session is not None and (session.backend.pid, client.secret) == (
                backend_pid,
                secret,
            ):
                session.cancel()

    def _send_away(self) -> None:
        """Ends every client's statement and connection, and waits a little for them."""
        with self._guard:
            clients = dict(self._clients)
        error = RedshiftError("57P01", "terminating connection: the stand-in was stopped")
        for client in clients:
            threading.Thread(target=client.end, args=(error,), daemon=True).start()
        _join(clients.values())
        for client in clients:  # one that does not read what it is sent
            client.hang_up()
        _join(clients.values())


def _join(threads: Iterable[threading.Thread]) -> None:
    deadline = time.monotonic() + _GOODBYE_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
