"""What Prefect's API or a kill does to a run must not show in the star."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import star_rows
from free_port import find_free_port
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_server import BUSY_SECONDS, ROOT, PrefectServer, make_environment, wait_until
from quick_load import load
from server_door import ServerDoor, server_door
from stand_in import StandIn, find_current, give_scripts, stop_all
from star_rows import Star
from tiny_lake import write_lake
from warm_python import Command, WarmProcess, find_warm_python

from cli.command_line import run_etl
from flows.etl_flow import sparkify_etl
from warehouse.lake.directory_lake import DirectoryLake
from warehouse.planning.load_order import STAR_TABLES

MOST_SECONDS = 600  # of a run that waits for each answer until it gives up
MIDDLE = "holds lease"  # the log line after which a run writes


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("lake")
    write_lake(directory, {f"2018-11-0{day}": [{}] * day for day in range(1, 6)}, [{}, {}])
    return directory / "lake"


@pytest.fixture
def state(tmp_path: Path, chart_scripts: Path) -> Iterator[Path]:
    """A state directory whose stand-ins end with the test."""
    give_scripts(tmp_path / "state", chart_scripts)
    yield tmp_path / "state"
    stop_all(tmp_path / "state")


@contextmanager
def begin_run(server: PrefectServer, state: Path, lake: Path, log: Path) -> Iterator[WarmProcess]:
    """A run that has begun to write; it does not outlive the block."""
    environment = {**server.environment, "SPARKIFY_HOME": str(state)}
    arguments = ["flows/etl_flow.py", "--lake", str(lake)]
    files = [os.devnull, str(log), str(log)]
    log.touch()
    python = find_warm_python(environment)
    process = python.begin(Command(arguments, str(ROOT), environment, files))
    try:
        wait_until(lambda: MIDDLE in log.read_text() or process.has_ended, BUSY_SECONDS, MIDDLE)
        assert not process.has_ended, log.read_text()
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(BUSY_SECONDS)


def finish_run(server: PrefectServer, state: Path, lake: Path) -> str:
    """What the command prints that loads what is not loaded yet, as a process of its own."""
    done = server.run("flows/etl_flow.py", "--lake", str(lake), extra={"SPARKIFY_HOME": str(state)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def read_star(state: Path) -> Star:
    """The rows of the star, sorted."""
    return star_rows.read_star(find_current(state).connect)


@pytest.fixture(scope="module")
def expected(lake: Path, stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Star:
    """The star after one undisturbed load."""
    stand_in.clean()
    load(stand_in.warehouse, DirectoryLake(lake, tmp_path_factory.mktemp("undisturbed")))
    return star_rows.read_star(stand_in.connect)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])  # a worker cancels with that
def test_a_run_that_is_ended_in_the_middle_leaves_the_star_and_the_next_one_loads_it(
    prefect_server: PrefectServer, state: Path, lake: Path, expected: Star, how: signal.Signals
) -> None:
    with begin_run(prefect_server, state, lake, state.with_name("log")) as process:
        process.send_signal(how)
        process.wait(timeout=BUSY_SECONDS)
    left = read_star(state)
    if how == signal.SIGTERM:
        assert find_current(state).value("select batch_id from ops.lease") is None
    assert left in ({table: [] for table in STAR_TABLES}, expected)
    said = finish_run(prefect_server, state, lake)
    assert ("Nothing to do" if left == expected else "Loaded 15 plays") in said
    assert read_star(state) == expected


@pytest.fixture
def door(prefect_server: PrefectServer) -> Iterator[ServerDoor]:
    """A way to the server that can be shut."""
    with server_door(prefect_server.port) as door:
        yield door


@pytest.fixture
def server(door: ServerDoor, tmp_path: Path) -> PrefectServer:
    """The server behind the door."""
    server = PrefectServer(door.port, tmp_path)
    server.environment = dict(make_environment(tmp_path, server.url))
    return server


def test_a_server_that_stays_away_changes_neither_the_star_nor_the_report(
    server: PrefectServer,
    door: ServerDoor,
    state: Path,
    lake: Path,
    *,
    expected: Star,
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    with begin_run(server, state, lake, log) as process:
        door.shut()
        wait_until(lambda: "Loaded " in log.read_text(), BUSY_SECONDS, "the report")
        wait_until(lambda: "\nNext:" in log.read_text(), 60, "the report on the terminal")
        process.wait(timeout=60)  # Prefect's own way is minutes
    output = log.read_text()
    assert process.wait(0) == 0, output
    assert output.count("did not answer at the end") == 1
    assert "Traceback" not in output
    assert read_star(state) == expected


@pytest.mark.long  # it takes minutes
@pytest.mark.timeout(900)
def test_a_network_that_swallows_what_is_sent_to_the_server_changes_neither_star_nor_report(
    server: PrefectServer,
    door: ServerDoor,
    state: Path,
    lake: Path,
    *,
    expected: Star,
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    with begin_run(server, state, lake, log) as process:
        door.shut()
        with socket.create_server(
            ("127.0.0.1", door.port), backlog=1000
        ):  # takes all, says nothing
            began = time.monotonic()
            process.wait(timeout=MOST_SECONDS)
            seconds = time.monotonic() - began
    output = log.read_text()
    assert process.wait(0) == 0, output
    assert "Traceback" not in output
    assert read_star(state) == expected
    assert seconds < MOST_SECONDS


@pytest.mark.long  # one that stays away is in every run
def test_a_server_that_is_back_at_the_end_hears_of_every_task(
    server: PrefectServer,
    door: ServerDoor,
    state: Path,
    lake: Path,
    *,
    expected: Star,
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    with begin_run(server, state, lake, log) as process:
        door.shut()
        door.open()
        process.wait(timeout=BUSY_SECONDS)
    assert process.wait(0) == 0, log.read_text()
    assert read_star(state) == expected
    ran = set(re.findall(r"Task run '([^']+)' - ", log.read_text()))
    assert len(ran) > 15

    def hears_all() -> bool:
        tasks = server.ask("/task_runs/filter", limit=200)
        return ran <= {task["name"] for task in tasks if task["state_type"] == "COMPLETED"}

    wait_until(hears_all, BUSY_SECONDS, "the task runs")
    (flow_run,) = server.ask("/flow_runs/filter", limit=1, sort="START_TIME_DESC")
    assert flow_run["state_type"] == "COMPLETED"
    assert "Nothing to do" in finish_run(server, state, lake)


def test_a_server_that_is_not_there_is_told_in_one_line(
    state: Path, lake: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARKIFY_HOME", str(state))
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{find_free_port()}/api"}):
        assert run_etl(sparkify_etl, ["--lake", str(lake)]) == 2
    message = r"etl_flow: .* does not answer.* PREFECT_API_URL .*\n"
    assert re.fullmatch(message, capsys.readouterr().err)
