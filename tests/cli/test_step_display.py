"""What a person sees of a run: steps on a terminal, plain lines elsewhere, and no torn screen."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.options import _is_interrupted

ROOT = Path(__file__).parents[2]
RUN = """
import logging
import prefect.main
from cli.step_display import show_steps
from tasks import step_listeners

class Stop(Exception):
    pass

def report(name, is_good):
    for watcher in step_listeners._watchers:
        watcher.begin(name, name)
    logging.getLogger("prefect").info("log line of [bold]%s", name)
    print("printed by " + name)
    for watcher in step_listeners._watchers:
        watcher.end(name, is_good=is_good)

try:
    with show_steps():
        report("plan", True)
        for number in range(40):
            report(f"step {number}", True)
        report("check", False)
        report("check", True)
        report("publish", False)
        raise Stop
except Stop:
    print("the report")
"""
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def run_on_terminal(**environment: str) -> str:
    """What the run writes to a terminal of 24 lines and 80 columns."""
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env={**os.environ, "LINES": "24", "COLUMNS": "80", **environment},
        stdin=inner,
        stdout=inner,
        stderr=inner,
    )
    os.close(inner)
    written = b""
    try:
        while chunk := os.read(terminal, 65536):
            written += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(terminal)
    assert process.wait(timeout=60) == 0
    return written.decode()


@pytest.fixture(scope="module")
def written() -> str:
    """What the run writes to a terminal that can do all it needs."""
    return run_on_terminal(TERM="xterm-256color")


def test_a_terminal_shows_each_step_with_state_and_seconds_and_is_left_as_it_was(
    written: str,
) -> None:
    text = ESCAPE.sub("", written).replace("\r", "\n")
    last = text[text.rindex("printed by publish") :]
    assert re.search(r"^ok +plan +0\.\d s *$", last, re.MULTILINE)
    assert re.search(r"^ok +check \(try 2\) +0\.\d s *$", last, re.MULTILINE)
    assert re.search(r"^FAILED +publish +0\.\d s *$", last, re.MULTILINE)
    assert last.rstrip().endswith("the report")
    for name in ("plan", "step 39", "publish"):
        assert re.search(rf"^.*log line of \[bold\]{name} *$", text, re.MULTILINE)
        assert re.search(rf"^printed by {name} *$", text, re.MULTILINE)
    assert written.rindex("\x1b[?25h") > written.rfind("\x1b[?25l")  # the cursor is seen
    assert "\x1b[?1049h" not in written  # and what stood there stays


def test_no_more_lines_are_redrawn_than_the_screen_has(written: str) -> None:
    moves = re.findall(r"(?:\x1b\[1A\x1b\[2K)+", written)
    assert 10 < max(move.count("\x1b[1A") for move in moves) < 24


def test_no_color_is_respected() -> None:
    written = run_on_terminal(TERM="xterm-256color", NO_COLOR="1")
    assert "FAILED" in written
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", written)


def test_a_dumb_terminal_gets_plain_lines() -> None:
    written = run_on_terminal(TERM="dumb")
    assert "log line of [bold]publish" in written
    assert "0.0 s" not in written
    assert "\x1b[" not in written.replace("\x1b[0m", "")


def test_a_pipe_gets_plain_lines() -> None:
    command = [sys.executable, "-c", RUN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("the report")
    assert "log line of [bold]publish" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert " s\n" not in done.stdout + done.stderr


def test_ctrl_c_is_seen_behind_the_errors_that_follow_it() -> None:
    interrupted = RuntimeError("the temporary server has ended")
    interrupted.__context__ = KeyboardInterrupt()
    assert _is_interrupted(interrupted)
    assert not _is_interrupted(RuntimeError("another"))
