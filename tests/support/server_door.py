"""A door before a server: while it is shut, the server seems to have ended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class ServerDoor:
    """A TCP port that leads to another one while it is open.

    Attributes:
        port: Where it listens on 127.0.0.1; the same whenever it is open.
    """

    def __init__(self, leads_to: int) -> None:
        self._leads_to = leads_to
        self._passing: list[socket.socket] = []
        self.port = 0
        self.open()

    def open(self) -> None:
        """Lets clients in."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Cuts every client off, and refuses new ones."""
        _end(self._listener)
        while self._passing:
            _end(self._passing.pop())

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self._leads_to))
                self._passing += [client, server]
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=_pass_on, args=ends, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65536):
            target.sendall(content)
    _end(target)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def server_door(leads_to: int) -> Iterator[ServerDoor]:
    """A door that is open when the block begins, and shut after it."""
    door = ServerDoor(leads_to)
    try:
        yield door
    finally:
        door.shut()
