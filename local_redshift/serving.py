"""Runs the server in this process: opens the files, listens, and ends in good order."""

import gc
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from .authentication import make_password
from .directory import Endpoint, ServerStartError, code_version, hold_directory, publish_endpoint
from .process import FAILED, LISTENING, MAKE_ROOM_SECONDS, ServerOptions

_log = logging.getLogger(__name__)


class HostRefusedError(Exception):
    """The host is not loopback."""


def check_host(host: str) -> str:
    """The loopback address to listen on.

    Raises:
        HostRefusedError: The host is none: nothing is encrypted, so that only this machine may
            reach the server.
    """
    address = "127.0.0.1" if host == "localhost" else host
    try:
        loopback = ipaddress.IPv4Address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise HostRefusedError(
            f"{host}: local_redshift encrypts nothing and listens on loopback only. Use 127.0.0.1."
        )
    return address


def detach(report_to: int) -> None:
    """Goes on in a process of its own and ends this one."""
    os.set_inheritable(report_to, False)  # noqa: FBT003 - the standard library's signature
    if os.fork():
        os._exit(0)


def serve(directory: Path, options: ServerOptions, report_to: int | None = None) -> int:
    """Serves until stopped, idle or interrupted.

    Args:
        directory: Where the files are.
        options: Where to listen and how long to stay.
        report_to: A pipe that gets a line when the server listens.

    Returns:
        0 after an orderly end, 1 when it could not start.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    _log.setLevel(logging.INFO)
    os.umask(0o077)  # also what DuckDB writes is for the owner alone
    try:
        with hold_directory(directory), _listen(options) as listener:
            _serve(directory, options, listener, report_to)
    except (ServerStartError, OSError) as error:
        _log.error("%s", error)
        _report(report_to, FAILED)
        return 1
    _log.info("stopped")
    if threading.active_count() > 1:  # a client's query that would not end
        logging.shutdown()
        os._exit(0)
    return 0


def _listen(options: ServerOptions) -> socket.socket:
    try:
        return socket.create_server((options.host, options.port))
    except OSError as error:
        raise ServerStartError(
            f"{options.host}:{options.port}: {error.strerror}. Choose another port with --port."
        ) from error


def _serve(
    directory: Path, options: ServerOptions, listener: socket.socket, report_to: int | None
) -> None:
    code = code_version()
    # Rows are tuples by the million and none is part of a cycle: a fifth of the time to send them.
    gc.set_threshold(50_000)
    # Imported after the directory is ours, because they cost time.
    import duckdb  # noqa: PLC0415

    from . import copying, dialect  # noqa: PLC0415
    from .database import close_database, open_database  # noqa: PLC0415
    from .server import DATABASE, USER, Server  # noqa: PLC0415

    if not dialect.can_parse():
        raise ServerStartError(
            "sqlglotc is installed, the compiled form of sqlglot, which cannot be extended as "
            "local_redshift does. Remove it: pip uninstall sqlglotc"
        )
    try:
        root = open_database(
            directory / "warehouse.duckdb",
            threads=options.threads,
            memory_limit=options.memory_limit,
        )
        dialect.bootstrap(root)
        copying.bootstrap(root)
    except duckdb.Error as error:
        raise ServerStartError(
            f"{directory / 'warehouse.duckdb'}: {error} Put a copy of it in its place, or move it"
            " away to begin with an empty warehouse and load the lake again."
        ) from error
    gc.freeze()
    password = make_password(directory)
    server = Server(root, listener, password, idle_seconds=options.idle_seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    signal.signal(signal.SIGUSR1, lambda *_: server.make_room(MAKE_ROOM_SECONDS))
    host, port = listener.getsockname()
    publish_endpoint(
        Endpoint(host, port, DATABASE, USER, os.getpid(), directory, time.time(), code)
    )
    _log.info("listening on %s:%s for %s", host, port, directory)
    _report(report_to, LISTENING)
    server.serve()
    close_database(root)
    gc.unfreeze()  # else DuckDB's module writes a report of what was not freed


def _report(pipe: int | None, word: bytes) -> None:
    if pipe is not None:
        os.write(pipe, word)
        os.close(pipe)
