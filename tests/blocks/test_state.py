"""The state directory: for its owner alone, and one clear error where there is no place for it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fixture_types import MakeLake
from prefect_server import BUSY_SECONDS, ROOT, PrefectServer
from stand_in import find_current
from warm_python import Command, find_warm_python

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from local_redshift.directory import lock_owner
from local_redshift.process import stop_running
from warehouse.database.retry import can_retry
from warehouse.errors import ConfigurationError, TransientError

EVENT = {"page": "NextSong", "song": "One", "artist": "Two", "length": 200.0}


def run(*command: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        timeout=280,
        env={**os.environ, "SPARKIFY_HOME": str(home)},
        check=False,
    )


@contextmanager
def ended_servers(directory: Path) -> Iterator[None]:
    """Ends every server of a directory as soon as it holds it."""
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            if pid := lock_owner(directory):
                os.kill(pid, signal.SIGTERM)
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield
    over.set()
    watcher.join()


def test_after_a_run_with_no_umask_only_the_owner_can_read_the_state(
    empty_home: Path, make_lake: MakeLake, prefect_server: PrefectServer, tmp_path: Path
) -> None:
    lake = make_lake(events={"2018-11-01": [EVENT]}).uri.removeprefix("file://")
    environment = {**prefect_server.environment, "SPARKIFY_HOME": str(empty_home)}
    arguments = ["flows/etl_flow.py", f"--lake={lake}"]
    files = [os.devnull, *[str(tmp_path / "log")] * 2]
    python = find_warm_python(environment)
    process = python.begin(Command(arguments, str(ROOT), environment, files, umask=0))
    assert process.wait(BUSY_SECONDS) == 0, (tmp_path / "log").read_text()
    paths = [empty_home, *empty_home.rglob("*")]
    parts = {path.relative_to(empty_home).parts[0] for path in paths[1:]}
    assert parts >= {"work", "data_docs", "reports", "redshift"}
    readable = [path for path in paths if not path.is_symlink() and path.stat().st_mode & 0o077]
    assert readable == []


COMMANDS = [
    ["flows/etl_flow.py"],
    ["flows/reconcile_flow.py"],
    ["-m", "dashboard.export"],
    ["-m", "local_redshift", "sql", "select 1"],
]
PLACES = ["a file", "below a file", "read-only"]


@pytest.mark.parametrize(
    ("command", "place"),
    [
        pytest.param(command, place, marks=() if number % 3 == nth else pytest.mark.long)
        for number, command in enumerate(COMMANDS)
        for nth, place in enumerate(PLACES)
    ],
)
def test_no_place_for_the_state_is_one_clear_line(
    tmp_path: Path, command: list[str], place: str
) -> None:
    (tmp_path / "file").write_text("")
    home = {
        "a file": tmp_path / "file",
        "below a file": tmp_path / "file" / "home",
        "read-only": Path("/proc/sparkify"),
    }[place]
    shown = run(*command, home=home)
    assert shown.returncode in {1, 2}
    [line] = shown.stderr.strip().splitlines()
    assert str(home) in line
    assert "SPARKIFY_HOME" in line


def test_a_stand_in_that_is_ended_while_it_starts_is_a_transient_error(
    empty_home: Path, make_lake: MakeLake
) -> None:
    uri = make_lake(events={"2018-11-01": [EVENT]}).uri
    warehouse = open_warehouse("local", uri)
    directory = (empty_home / "redshift").resolve()
    stop_running(directory)
    attempts: list[Callable[[], object]] = [
        lambda: open_warehouse("local", uri),
        lambda: warehouse.transaction().__enter__(),
    ]
    for attempt in attempts:
        with ended_servers(directory), pytest.raises(TransientError) as caught:
            attempt()
        assert can_retry(caught.value)
    with warehouse.transaction() as session:
        assert session.rows("ops/relations/select") == []


def test_a_stand_in_that_cannot_start_is_no_transient_error(empty_home: Path) -> None:
    directory = empty_home / "redshift"
    directory.mkdir(parents=True)
    (directory / "warehouse.duckdb").write_text("this is no database " * 100)
    with pytest.raises(ConfigurationError, match="move it away"):
        open_warehouse("local")


def test_a_lake_that_is_opened_is_what_copy_may_read(empty_home: Path, make_lake: MakeLake) -> None:
    lake = make_lake(events={"2018-11-01": [EVENT]})
    open_warehouse("local", open_lake(lake.uri.removeprefix("file://")).uri)
    allowed = (find_current(empty_home).directory / "lakes").read_text()
    assert lake.uri.removeprefix("file://") in allowed
    assert str(empty_home) in allowed
