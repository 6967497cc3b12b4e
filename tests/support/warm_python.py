"""A Python that has imported what the project's commands need, and forks for each of them.

What is run so is a process of its own, as with `python <arguments>`, but costs none of the seconds
of CPU that its imports take.
"""

import json
import os
import random
import runpy
import signal
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from select import select

_IMPORTS = {
    "prefect": ("prefect.cli", "prefect.cli.deploy"),
    "blocks": ("blocks.__main__",),
    "-c": ("prefect.cli",),
    "flows/etl_flow.py": ("flows.etl_flow", "warehouse.checking.documents"),
}
_warm: dict[frozenset[tuple[str, str]], "WarmPython"] = {}


@dataclass(frozen=True)
class Command:
    """A process that is wanted.

    Attributes:
        arguments: What follows `python`: a script, `-c` and a program, or `-m` and a module.
        directory: Where it runs.
        environment: Its variables.
        files: Paths of its input, output and errors; a terminal becomes its controlling one.
        umask: Of its files.
    """

    arguments: Sequence[str]
    directory: str
    environment: Mapping[str, str]
    files: Sequence[str]
    umask: int = 0o022


class WarmProcess:
    """A process that a warm Python has begun."""

    def __init__(self, pid: int, server: "subprocess.Popen[bytes]") -> None:
        self._pid = pid
        self._server = server
        self._code: int | None = None

    def wait(self, timeout: float) -> int:
        """Its exit code."""
        if self._code is None:
            assert self._server.stdout is not None
            if not select([self._server.stdout], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"process {self._pid}", timeout)
            self._code = int(self._server.stdout.readline())
        return self._code

    @property
    def has_ended(self) -> bool:
        """Whether there is an exit code."""
        try:
            self.wait(0)
        except subprocess.TimeoutExpired:
            return False
        return True

    def send_signal(self, number: int) -> None:
        """Sends it a signal, unless it has ended."""
        if not self.has_ended:
            os.kill(self._pid, number)


class WarmPython:
    """A process that forks for one command after another."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def begin(self, command: Command) -> WarmProcess:
        """Begins a command; the one before it must have ended."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asdict(command)).encode() + b"\n")
        self._server.stdin.flush()
        return WarmProcess(int(self._server.stdout.readline()), self._server)

    def close(self) -> None:
        """Ends it."""
        self._server.communicate()


def find_warm_python(environment: Mapping[str, str]) -> WarmPython:
    """The warm Python with these settings of Prefect, which are read as it is imported."""
    settings = frozenset(item for item in environment.items() if item[0].startswith("PREFECT_"))
    if settings not in _warm:
        _warm[settings] = WarmPython(environment)
    return _warm[settings]


def close_warm_pythons() -> None:
    """Ends those that were found."""
    while _warm:
        _warm.popitem()[1].close()


def _serve() -> None:
    """Forks for each command that is read; in the process of a command it returns at its end."""
    while line := sys.stdin.buffer.readline():
        command = Command(**json.loads(line))
        _import_for(command.arguments)
        pid = os.fork()
        if not pid:
            _become(command)
            return
        print(pid, flush=True)  # noqa: T201 - this is how the tests know
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201


def _import_for(arguments: Sequence[str]) -> None:
    name = arguments[1] if arguments[0] == "-m" else arguments[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in _IMPORTS.get(name, ()):
            import_module(module)
    sys.modules.pop(f"{name}.__main__", None)  # it is run anew


def _become(command: Command) -> None:
    os.setsid()
    for descriptor, path in enumerate(command.files):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), descriptor)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # it is a stream
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(command.umask)
    os.chdir(command.directory)
    os.environ.clear()
    os.environ.update(command.environment)
    random.seed()
    kind, *rest = command.arguments
    if kind == "-m":
        sys.argv, sys.path[0] = rest, command.directory
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        sys.argv, sys.path[0] = ["-c", *rest[1:]], command.directory
        exec(rest[0], {"__name__": "__main__"})  # noqa: S102 - as Python itself does
    else:
        sys.argv, sys.path[0] = [kind, *rest], str(Path(command.directory, kind).parent)
        runpy.run_path(kind, run_name="__main__")


if __name__ == "__main__":
    _serve()
