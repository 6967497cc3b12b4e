"""A TCP proxy between the driver and the stand-in that loses a connection at a chosen moment."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Literal

import redshift_connector
from redshift_connector.core import Connection

from local_redshift import Endpoint

Loss = Literal["request", "reply"]


class BreakingProxy:
    """Passes bytes on until the client sends what it was armed for; then the client is cut off.

    Attributes:
        port: Where it listens on 127.0.0.1.
        losses: How often it has cut a client off.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._trigger: bytes | None = None
        self._loss: Loss = "reply"
        self.port: int = self._listener.getsockname()[1]
        self.losses = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, trigger: bytes, loss: Loss) -> None:
        """Loses once the request that holds the trigger, or the server's reply to it."""
        self._trigger, self._loss = trigger, loss

    def connect(self) -> Connection:
        """A connection through the proxy; the caller closes it."""
        return redshift_connector.connect(
            host="127.0.0.1",
            port=self.port,
            database=self._endpoint.database,
            user=self._endpoint.user,
            password="",
            ssl=False,
        )

    def close(self) -> None:
        """Takes no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((self._endpoint.host, self._endpoint.port))
            lost = threading.Event()
            threading.Thread(target=self._forward, args=(client, server, lost), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client, lost), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        """From the driver to the server; the lost reply is one that the server gives in full."""
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if self._trigger and self._trigger in data:
                    self._trigger = None
                    self.losses += 1
                    lost.set()
                    if self._loss == "request":
                        break
                server.sendall(data)
        _end(server)
        _end(client)

    def _answer(self, server: socket.socket, client: socket.socket, lost: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if lost.is_set():
                    break
                client.sendall(data)
        _end(client)
        _end(server)


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


@contextlib.contextmanager
def breaking_proxy(endpoint: Endpoint) -> Iterator[BreakingProxy]:
    """A proxy that listens while the block runs."""
    proxy = BreakingProxy(endpoint)
    try:
        yield proxy
    finally:
        proxy.close()
