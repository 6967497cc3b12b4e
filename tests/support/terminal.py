"""A terminal that a test types at, with a program that runs on it."""

import errno
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select

from warm_python import Command, WarmProcess, WarmPython

# the program asks for passwords at its controlling terminal, so the pseudo-terminal becomes that;
# and it hears Ctrl-C also when the tests run where it is ignored, in the background of a shell
_RUN_MODULE = """
import fcntl, runpy, signal, sys, termios
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


class Terminal:
    """What is seen on a terminal, and its keyboard.

    Attributes:
        shown: All that was shown so far.
    """

    def __init__(self, descriptor: int, process: WarmProcess | subprocess.Popen[bytes]) -> None:
        self._descriptor = descriptor
        self._process = process
        self._answered = 0
        self.shown = ""

    def answer(self, question: str, keys: str, seconds: float = 300) -> None:
        """Waits for a question that was not answered yet, then types."""
        self._read_until(lambda: question in self.shown[self._answered :], seconds, question)
        self._answered = len(self.shown)
        time.sleep(0.1)  # the echo is off a moment after the question is shown
        os.write(self._descriptor, keys.encode())

    def finish(self, seconds: float = 300) -> int:
        """Waits for the program's end and returns its exit code."""
        self._read_until(lambda: False, seconds, "the end")
        return self._process.wait(timeout=seconds)

    def _read_until(self, is_true: Callable[[], bool], seconds: float, subject: str) -> None:
        deadline = time.monotonic() + seconds
        while not is_true():
            left = deadline - time.monotonic()
            assert left > 0, f"{subject} did not come; shown:\n{self.shown}"
            if not select([self._descriptor], [], [], left)[0]:
                continue
            content = self._read()
            if not content:
                return
            self.shown += content

    def _read(self) -> str:
        """What is shown next; empty when the program has left the terminal."""
        try:
            return os.read(self._descriptor, 65536).decode()
        except OSError as error:
            if error.errno == errno.EIO:
                return ""
            raise


@contextmanager
def open_terminal(
    module: str,
    *arguments: str,
    environment: Mapping[str, str],
    directory: Path,
    python: WarmPython | None = None,
) -> Iterator[Terminal]:
    """A terminal on which `python -m module` runs; ends the program when it is left."""
    keyboard, screen = pty.openpty()
    process: WarmProcess | subprocess.Popen[bytes]
    if python:
        files = [os.ttyname(screen)] * 3
        command = ["-m", module, *arguments]
        process = python.begin(Command(command, str(directory), environment, files))
    else:
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN_MODULE, module, *arguments],
            cwd=directory,
            env=environment,
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
    os.close(screen)
    try:
        yield Terminal(keyboard, process)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=300)
        os.close(keyboard)
