"""Ports for servers that need one that is chosen before they start."""

import random
import socket

# below those that systems give to connections, so that none of them takes it meanwhile
_PORTS = range(20_000, 32_000)


def find_free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, drawn so that workers get different ones."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311 - no secret
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
