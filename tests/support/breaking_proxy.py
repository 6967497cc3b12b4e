"""A TCP proxy between the driver and the stand-in that loses a connection at a chosen moment."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import BinaryIO, Literal

from redshift_connector.core import Connection
from stand_in import connect_to

from local_redshift import Endpoint

Loss = Literal["request", "middle", "half reply", "reply", "silence"]


class BreakingProxy:
    """Passes messages on until a chosen statement is executed; then it cuts the client off.

    Attributes:
        port: Where it listens on 127.0.0.1.
        losses: How often it has cut a client off.
        delay_seconds: How long it holds each message of the server back.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._trigger: bytes | None = None
        self._loss: Loss = "reply"
        self._passes = 0
        self.delay_seconds = 0.0
        self.port: int = self._listener.getsockname()[1]
        self.losses = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, trigger: bytes, loss: Loss, *, passes: int = 0) -> None:
        """Loses once the request to execute a statement, or its reply, or the client meanwhile.

        Args:
            trigger: What the statement's text holds.
            loss: What is lost; `middle` is the connection while the statement is executed, `half
                reply` is it in the middle of the reply's first message. With `silence` nothing
                comes through any more, and neither side hears that, until the client hangs up.
            passes: How many such statements are let pass before.
        """
        self._trigger, self._loss, self._passes = trigger, loss, passes

    def connect(self) -> Connection:
        """A connection through the proxy; the caller closes it."""
        return connect_to(self._endpoint, port=self.port)

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
            for connection in (client, server):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lost = threading.Event()
            threading.Thread(target=self._forward, args=(client, server, lost), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client, lost), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        """From the driver to the server, message by message; the first one has no type."""
        is_prepared = False
        texts: dict[bytes, bytes] = {}
        with contextlib.suppress(OSError), client.makefile("rb") as stream:
            message = _read_message(stream, type_bytes=0)
            while message:
                if self._trigger and self._trigger in _find_text(message, texts):
                    is_prepared = self._passes == 0
                    self._trigger = None if is_prepared else self._trigger
                    self._passes -= 1
                if is_prepared and message.startswith(b"E"):  # Execute
                    is_prepared = False
                    self.losses += 1
                    lost.set()
                    if self._loss == "request":
                        break
                    if self._loss == "silence":
                        _read_to_end(stream)
                        break
                server.sendall(message)
                if lost.is_set() and self._loss == "middle":
                    break
                message = _read_message(stream)
        _end(server, client)

    def _answer(self, server: socket.socket, client: socket.socket, lost: threading.Event) -> None:
        """From the server to the driver; of a reply that is lost the server gives the whole."""
        with contextlib.suppress(OSError), server.makefile("rb") as stream:
            while message := _read_message(stream):
                if not lost.is_set():
                    time.sleep(self.delay_seconds)
                    client.sendall(message)
                elif self._loss == "half reply":
                    client.sendall(message[: len(message) // 2])
                    break
                elif message.startswith(b"Z") and self._loss != "silence":  # ReadyForQuery
                    break
        _end(client, server)


def _read_message(stream: BinaryIO, type_bytes: int = 1) -> bytes:
    """One message with its type and length; empty when the connection ended."""
    head = stream.read(type_bytes + 4)
    if len(head) < type_bytes + 4:
        return b""
    return head + stream.read(int.from_bytes(head[type_bytes:], "big") - 4)


def _find_text(message: bytes, texts: dict[bytes, bytes]) -> bytes:
    """The text of the statement that a message binds; the driver parses each only once."""
    if message.startswith(b"P"):  # Parse: its name, then its text
        name, _, text = message[5:].partition(b"\0")
        texts[name] = b"\0" + text
    elif message.startswith(b"B"):  # Bind: the portal, then the statement's name
        return texts.get(message[5:].split(b"\0", 2)[1], b"")
    return b""


def _read_to_end(stream: BinaryIO) -> None:
    """Takes what comes, as a network does whose other end is gone."""
    while stream.read(1):
        pass


def _end(*connections: socket.socket) -> None:
    for connection in connections:
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
