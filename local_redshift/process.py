"""The stand-in as a process of its own: found, started and stopped.

Nothing here imports DuckDB: who only asks for the endpoint need not pay for it.
"""

import fcntl
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .directory import (
    Endpoint,
    ServerNotReadyError,
    ServerStartError,
    code_version,
    find_running,
    lock_owner,
)
from .private_files import make_private, open_private

DEFAULT_IDLE_SECONDS = 600
LISTENING, FAILED = b"listening", b"failed"  # what a server says to who starts it
MAKE_ROOM_SECONDS = 1.0  # how long a server waits for its last client to leave
OTHER_PLACE = "Name a directory of your own that can be written: SPARKIFY_HOME, or --directory."
_STARTS = 3  # how often a server is started that is ended meanwhile
_START_SECONDS, _STOP_SECONDS = 30, 20  # how long to wait for either
_LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class ServerOptions:
    """How a server is started, as `python -m local_redshift start` takes it."""

    host: str = "127.0.0.1"
    port: int = 0
    idle_seconds: float = DEFAULT_IDLE_SECONDS
    threads: int | None = None
    memory_limit: str | None = None

    def as_arguments(self) -> list[str]:
        """The options as command-line arguments."""
        arguments = [f"--host={self.host}", f"--port={self.port}"]
        arguments.append(f"--idle-seconds={self.idle_seconds:g}")
        if self.threads is not None:
            arguments.append(f"--threads={self.threads}")
        if self.memory_limit is not None:
            arguments.append(f"--memory-limit={self.memory_limit}")
        return arguments


def default_directory() -> Path:
    """Where the stand-in keeps its files by default."""
    return Path(os.environ.get("SPARKIFY_HOME") or ".sparkify").resolve() / "redshift"


def ensure_running(directory: Path, *, options: ServerOptions | None = None) -> Endpoint:
    """The endpoint of the server on this directory, which is started when none runs.

    A server that was started by an older version of this code is replaced when nobody uses it.

    Args:
        directory: Where the server keeps its files; made when missing.
        options: How to start it; a running server is left as it is.

    Raises:
        ServerNotReadyError: It was ended again and again while it started, or is slow.
        ServerStartError: It cannot start, or an older one without a password is in use.
    """
    directory = Path(directory).resolve()
    try:
        return _ensure_running(directory, options or ServerOptions())
    except OSError as error:
        raise ServerStartError(f"{directory}: {error.strerror or error}. {OTHER_PLACE}") from error


def _ensure_running(directory: Path, options: ServerOptions) -> Endpoint:
    endpoint = find_running(directory)
    if endpoint is not None and _is_current(endpoint):
        return endpoint
    make_private(directory)
    deadline = time.monotonic() + _START_SECONDS
    with _start_lock(directory, deadline):
        endpoint = _await_running(directory, deadline)
        if endpoint is not None and not _is_current(endpoint):
            endpoint = _make_room(endpoint)
        for _ in range(_STARTS):
            if endpoint is None and _start(directory, options, deadline):
                endpoint = find_running(directory)
    if endpoint is None:
        raise _not_ready(directory, "it was ended while it started")
    _ = endpoint.password  # an older server in use has none
    return endpoint


def stop_running(directory: Path) -> int | None:
    """Ends the server on this directory and waits until it is gone.

    Returns:
        The process id that was ended; None when no server ran.

    Raises:
        TimeoutError: It did not end in time.
    """
    pid = lock_owner(directory)
    if not pid:
        return None
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while lock_owner(directory) == pid:
        if time.monotonic() > deadline:
            raise TimeoutError(f"process {pid} did not end within {_STOP_SECONDS} s")
        time.sleep(_LOOK_SECONDS)
    return pid


def _await_running(directory: Path, deadline: float) -> Endpoint | None:
    """The server that just begins to listen; None when nobody holds the directory."""
    while (endpoint := find_running(directory)) is None and lock_owner(directory) is not None:
        if time.monotonic() > deadline:
            raise _not_ready(directory, "a server holds the directory and does not answer")
        time.sleep(_LOOK_SECONDS)
    return endpoint


def _is_current(endpoint: Endpoint) -> bool:
    return endpoint.code in {code_version(), ""}


def _make_room(endpoint: Endpoint) -> Endpoint | None:
    """Asks a server that runs older code to end, which it does unless somebody uses it."""
    os.kill(endpoint.pid, signal.SIGUSR1)
    deadline = time.monotonic() + MAKE_ROOM_SECONDS + 1
    while lock_owner(endpoint.directory) == endpoint.pid:
        if time.monotonic() > deadline:
            return endpoint
        time.sleep(_LOOK_SECONDS)
    return None


@contextmanager
def _start_lock(directory: Path, deadline: float) -> Iterator[None]:
    with open(directory / "start.lock", "a", opener=open_private) as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise _not_ready(directory, "another start takes too long") from None
                time.sleep(_LOOK_SECONDS)
        yield


def _start(directory: Path, options: ServerOptions, deadline: float) -> bool:
    """Starts the server and waits for its word through a pipe; False when it was ended before."""
    readable, writable = os.pipe()
    with os.fdopen(readable, "rb") as pipe:
        try:
            _spawn(directory, options, writable)
        finally:
            os.close(writable)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise _not_ready(directory, "it does not answer in time")
        word = pipe.read()
    if word == FAILED:
        raise ServerStartError(_describe(directory, "it ended at once"))
    return word == LISTENING


def _spawn(directory: Path, options: ServerOptions, writable: int) -> None:
    """Runs a process that forks the server and ends, so that the server is nobody's child."""
    command = [sys.executable, "-m", "local_redshift", "start", "--foreground"]
    command += [f"--directory={directory}", f"--detach-and-report-to={writable}"]
    environment = dict(os.environ)
    paths = [str(Path(__file__).parents[1]), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    with open(directory / "server.log", "ab", opener=open_private) as log:
        subprocess.run(  # noqa: S603 - our own module
            command + options.as_arguments(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=directory,
            env=environment,
            pass_fds=[writable],
            start_new_session=True,
            check=False,
        )


def _not_ready(directory: Path, reason: str) -> ServerNotReadyError:
    return ServerNotReadyError(_describe(directory, reason))


def _describe(directory: Path, reason: str) -> str:
    log = directory / "server.log"
    lines = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
    said = "".join(f"\n  {line}" for line in lines)
    return f"local_redshift on {directory} did not start: {reason}. See {log}.{said}"
