"""The server as a process: started once, found, stopped, and nothing lost when it is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError
from redshift_connector.error import InterfaceError

from local_redshift import Endpoint, ServerStartError, ensure_running
from local_redshift.directory import find_running, lock_owner
from local_redshift.process import ServerOptions, stop_running

pytestmark = pytest.mark.stand_in_alone("it looks at the stand-in's process")

Connect = Callable[..., Any]


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """A directory whose server, if one runs at the end, is stopped."""
    home = tmp_path / "a home with blanks" / "redshift"
    yield home
    stop_running(home)


def gone(directory: Path, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while lock_owner(directory) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def kill(endpoint: Endpoint, after_seconds: float = 0) -> None:
    time.sleep(after_seconds)
    os.kill(endpoint.pid, signal.SIGKILL)
    assert gone(endpoint.directory)


def test_a_server_is_started_once_and_found_again(directory: Path) -> None:
    endpoint = ensure_running(directory)
    assert ensure_running(directory) == endpoint
    assert find_running(directory) == endpoint
    assert (endpoint.host, endpoint.database) == ("127.0.0.1", "dev")
    assert endpoint.directory == directory


def test_two_callers_at_once_start_one(directory: Path) -> None:
    script = (
        "import sys, pathlib; from local_redshift import ensure_running;"
        "print(ensure_running(pathlib.Path(sys.argv[1])).pid)"
    )
    callers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(directory)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    found = {caller.communicate(timeout=60)[0] for caller in callers}
    assert found == {f"{lock_owner(directory)}\n"}


def test_many_threads_at_once_get_the_same_server(directory: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ensure_running, [directory] * 8))) == 1


def test_a_server_of_older_code_is_replaced_unless_somebody_uses_it(
    directory: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = ensure_running(directory)
    monkeypatch.setattr("local_redshift.process.code_version", lambda: "newer")
    connection = connect(endpoint)
    assert ensure_running(directory) == endpoint
    connection.close()
    assert ensure_running(directory).pid != endpoint.pid


def test_a_server_in_the_foreground_is_waited_for(directory: Path) -> None:
    command = [sys.executable, "-m", "local_redshift", "start", "--foreground"]
    with subprocess.Popen(
        [*command, "--directory", str(directory)], stderr=subprocess.DEVNULL
    ) as server:
        while lock_owner(directory) is None:
            time.sleep(0.005)
        assert ensure_running(directory).pid == server.pid
        assert stop_running(directory) == server.pid
        assert server.wait(timeout=60) == 0


def test_a_server_listens_on_loopback_only(directory: Path) -> None:
    endpoint = ensure_running(directory)
    addresses = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    for address in addresses - {"127.0.0.1", "127.0.1.1", "::1"}:
        with pytest.raises(OSError), socket.create_connection((address, endpoint.port), timeout=2):  # noqa: PT011
            pass


def test_what_was_committed_survives_kill_and_the_rest_is_gone(
    directory: Path, connect: Connect
) -> None:
    endpoint = ensure_running(directory)
    connection = connect(endpoint)
    cursor = connection.cursor()
    cursor.execute("create table public.kept (a integer, b varchar(10))")
    connection.commit()
    for number in range(20):
        cursor.execute("insert into public.kept values (%s, 'x')", (number,))
    connection.commit()
    cursor.execute("insert into public.kept values (99, 'not yet')")
    kill(endpoint)
    with pytest.raises(InterfaceError):
        connection.commit()
    again = ensure_running(directory)
    assert again.pid != endpoint.pid
    cursor = connect(again).cursor()
    cursor.execute("select count(*), max(a) from public.kept")
    assert cursor.fetchone() == [20, 19]


def test_a_server_killed_in_the_middle_of_writing_starts_again(
    directory: Path, connect: Connect
) -> None:
    endpoint = ensure_running(directory)
    connection = connect(endpoint, autocommit=True)
    cursor = connection.cursor()
    cursor.execute("create table public.busy (a integer)")
    done = 0
    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill, endpoint, after_seconds=0.3)
        try:
            while done < 100_000:
                cursor.execute("insert into public.busy values (1)")
                done += 1
        except (InterfaceError, OSError):
            killing.result()
    cursor = connect(ensure_running(directory)).cursor()
    cursor.execute("select count(*) from public.busy")
    # The last insert may be committed although its answer never arrived.
    assert cursor.fetchone()[0] in {done, done + 1}


def test_stale_files_of_a_killed_server_are_replaced(directory: Path) -> None:
    endpoint = ensure_running(directory)
    kill(endpoint)
    assert json.loads((directory / "endpoint.json").read_text())["pid"] == endpoint.pid
    assert find_running(directory) is None
    assert ensure_running(directory).pid != endpoint.pid


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_garbled_endpoint_is_no_endpoint(directory: Path, content: str) -> None:
    directory.mkdir(parents=True)
    (directory / "endpoint.json").write_text(content)
    (directory / "server.lock").write_text("1")
    assert find_running(directory) is None


def test_stop_ends_the_server_and_removes_its_address(directory: Path) -> None:
    endpoint = ensure_running(directory)
    assert stop_running(directory) == endpoint.pid
    assert not (directory / "endpoint.json").exists()
    assert stop_running(directory) is None


def test_stop_ends_a_server_with_a_busy_client(directory: Path, connect: Connect) -> None:
    connection = connect(ensure_running(directory))
    cursor = connection.cursor()
    cursor.execute("create table public.open_work (a integer)")
    begun = time.monotonic()
    stop_running(directory)
    assert time.monotonic() - begun < 20  # after which the wait ends
    with pytest.raises((DriverError, OSError)):
        cursor.execute("select 1")


def test_stop_never_touches_a_process_that_holds_no_lock(directory: Path) -> None:
    directory.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        (directory / "server.lock").write_text(str(bystander.pid))
        assert stop_running(directory) is None
        assert bystander.poll() is None
        bystander.communicate(b"\n")


def test_an_idle_server_stops_by_itself(directory: Path, connect: Connect) -> None:
    endpoint = ensure_running(directory, options=ServerOptions(idle_seconds=1))
    connection = connect(endpoint)
    time.sleep(2)
    assert find_running(directory) == endpoint
    connection.close()
    assert gone(directory, seconds=60)
    assert not (directory / "endpoint.json").exists()


def test_a_server_that_cannot_start_says_why(directory: Path) -> None:
    directory.mkdir(parents=True)
    (directory / "warehouse.duckdb").write_text("this is no database " * 100)
    with pytest.raises(ServerStartError, match=r"did not start.*server\.log") as caught:
        ensure_running(directory)
    assert "move it away" in str(caught.value)
    assert lock_owner(directory) is None


def test_a_library_that_cannot_be_extended_is_named(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sqlglot.parsers.redshift as redshift\n"
        "class Compiled(redshift.RedshiftParser):\n"
        "    def __new__(cls, *_, **__):\n"
        "        if cls is not Compiled:\n"
        "            raise TypeError('interpreted classes cannot inherit from compiled')\n"
        "        return super().__new__(cls)\n"
        "redshift.RedshiftParser = Compiled\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ServerStartError, match="pip uninstall sqlglotc"):
        ensure_running(directory)


def test_a_file_in_place_of_the_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "redshift").write_text("")
    with pytest.raises(ServerStartError, match=r"redshift: Not a directory\. Name a directory"):
        ensure_running(tmp_path / "redshift")


def test_a_port_that_is_taken_is_named(directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerStartError, match=f"127.0.0.1:{port}: .*--port"):
            ensure_running(directory, options=ServerOptions(port=port))


def test_finding_a_server_imports_neither_duckdb_nor_sqlglot() -> None:
    script = (
        "import sys, local_redshift, local_redshift.cli;"
        "print([name for name in ('duckdb', 'sqlglot', 'redshift_connector')"
        " if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "[]\n"
