"""Who may reach the stand-in, and what it may read: tried as its owner and as another user."""

import gc
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from md5_password import answer_password
from redshift_connector.error import Error as DriverError
from stand_in import connect_to

from local_redshift import (
    Endpoint,
    ServerNotReadyError,
    ServerStartError,
    allow_reading,
    ensure_running,
)
from local_redshift.directory import lock_owner
from local_redshift.process import stop_running

Connect = Callable[..., Any]
NOBODY = 65534
# The driver leaves the socket of a refused connection to the garbage collector.
pytestmark = [
    pytest.mark.stand_in_alone("it is the stand-in's password and files"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def sign_in(endpoint: Endpoint, password: str, user: str = "awsuser") -> Any:
    return connect_to(endpoint, user=user, password=password)


def refusal(call: Callable[[], object]) -> dict[str, str]:
    """The fields of the error that a call ends with."""
    with pytest.raises(DriverError) as caught:
        call()
    fields: dict[str, str] = caught.value.args[0]
    return fields


@pytest.fixture(autouse=True)
def _collect_sockets() -> Iterator[None]:
    gc.freeze()  # what was there before is not looked through
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
        gc.unfreeze()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    stop_running(folder / "home" / "redshift")
    shutil.rmtree(folder)


@pytest.fixture
def loose_umask() -> Iterator[None]:
    """Files are for everybody, unless their maker says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("password", ["", "guess"])
def test_a_wrong_password_is_refused(endpoint: Endpoint, password: str) -> None:
    fields = refusal(lambda: sign_in(endpoint, password))
    assert (fields["S"], fields["C"]) == ("FATAL", "28P01")
    assert fields["M"] == 'password authentication failed for user "awsuser"'


def test_an_answer_is_worth_nothing_in_another_connection(endpoint: Endpoint) -> None:
    answers = []
    for _ in range(2):
        with socket.create_connection((endpoint.host, endpoint.port), timeout=20) as connection:
            body = struct.pack("!i", 196608) + b"user\0awsuser\0database\0dev\0\0"
            connection.sendall(struct.pack("!i", len(body) + 4) + body)
            answers.append(answer_password(endpoint.password, "awsuser", connection.recv(13)[9:]))
            connection.sendall(b"p" + struct.pack("!i", len(answers[0]) + 4) + answers[0])
            connection_says = connection.recv(1)
    assert answers[0] != answers[1]
    assert connection_says == b"E"


@pytest.mark.parametrize("message", [b"Q\0\0\0\x0dselect 1\0", b"p\x7f\0\0\0"])
def test_nothing_but_a_short_answer_is_read_before_the_password(
    endpoint: Endpoint, message: bytes
) -> None:
    with socket.create_connection((endpoint.host, endpoint.port), timeout=20) as connection:
        body = struct.pack("!i", 196608) + b"user\0awsuser\0\0"
        connection.sendall(struct.pack("!i", len(body) + 4) + body)
        assert connection.recv(13)[:1] == b"R"
        connection.sendall(message)
        assert connection.recv(65536)[:1] == b"E"


def test_a_user_with_a_password_of_its_own_signs_in_with_that_alone(
    endpoint: Endpoint, cursor: Any
) -> None:
    cursor.execute("create user secretive password 'Secretive1'")
    sign_in(endpoint, "Secretive1", "secretive").close()
    for password in ("Secretive2", endpoint.password):
        assert refusal(lambda given=password: sign_in(endpoint, given, "secretive"))["C"] == "28P01"  # type: ignore[misc]
    cursor.execute("drop user secretive")


def test_each_directory_has_a_password_of_its_own_that_outlives_its_server(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    other = ensure_running(tmp_path / "redshift")
    assert len(other.password) >= 32
    assert other.password != endpoint.password
    assert refusal(lambda: sign_in(other, endpoint.password))["C"] == "28P01"
    stop_running(other.directory)
    again = ensure_running(other.directory)
    assert again.password == other.password
    sign_in(again, other.password).close()
    stop_running(other.directory)


def test_the_password_is_in_no_log_no_address_and_no_command_line(
    endpoint: Endpoint, cursor: Any
) -> None:
    refusal(lambda: sign_in(endpoint, "guess"))
    cursor.execute("select 1")
    files = [path for path in endpoint.directory.iterdir() if path.is_file()]
    holders = [path.name for path in files if endpoint.password.encode() in path.read_bytes()]
    assert holders == ["pgpass"]
    for process in Path("/proc").glob("[0-9]*"):
        for part in ("cmdline", "environ"):
            try:
                content = (process / part).read_bytes()
            except OSError:
                continue
            assert endpoint.password.encode() not in content
    assert endpoint.password not in repr(endpoint)


@pytest.mark.usefixtures("loose_umask")
def test_whatever_the_umask_only_the_owner_can_read_what_a_server_writes(tmp_path: Path) -> None:
    directory = tmp_path / "home" / "redshift"
    endpoint = ensure_running(directory)
    connection = sign_in(endpoint, endpoint.password)
    connection.cursor().execute("create table public.t as select 1 as a")
    connection.commit()
    allow_reading(directory, [tmp_path])
    found = {path.name: path.stat().st_mode & 0o777 for path in directory.rglob("*")}
    assert found.keys() >= {
        "warehouse.duckdb", "warehouse.duckdb.wal", "pgpass", "server.log", "server.lock",
        "start.lock", "endpoint.json", "lakes",
    }  # fmt: skip
    assert {name: mode for name, mode in found.items() if mode & 0o077} == {}
    assert directory.stat().st_mode & 0o777 == directory.parent.stat().st_mode & 0o777 == 0o700
    stop_running(directory)


def test_what_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    directory = tmp_path / "redshift"
    directory.mkdir()
    directory.chmod(0o755)
    (directory / "server.log").write_text("")
    (directory / "server.log").chmod(0o644)
    ensure_running(directory)
    assert directory.stat().st_mode & 0o777 == 0o700
    assert (directory / "server.log").stat().st_mode & 0o777 == 0o600
    stop_running(directory)


def test_a_folder_that_everybody_writes_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    with pytest.raises(ServerStartError, match="shared: Everybody may write there"):
        ensure_running(tmp_path / "shared")


def test_a_server_without_a_password_file_is_named_and_what_to_do(tmp_path: Path) -> None:
    endpoint = ensure_running(tmp_path / "redshift")
    (tmp_path / "redshift" / "pgpass").unlink()
    with pytest.raises(ServerStartError, match=r"no password file.*local_redshift stop"):
        _ = endpoint.password
    stop_running(tmp_path / "redshift")


def test_an_older_server_without_a_password_that_is_in_use_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = ensure_running(tmp_path / "redshift")
    connection = sign_in(endpoint, endpoint.password)
    (tmp_path / "redshift" / "pgpass").unlink()
    monkeypatch.setattr("local_redshift.process.code_version", lambda: "newer")
    with pytest.raises(ServerStartError, match="older version"):
        ensure_running(endpoint.directory)
    connection.close()
    replaced = ensure_running(endpoint.directory)
    assert replaced.pid != endpoint.pid
    sign_in(replaced, replaced.password).close()
    stop_running(endpoint.directory)


# What COPY may read


@pytest.fixture
def copy_from(endpoint: Endpoint, connect: Connect, tmp_path: Path) -> Callable[..., None]:
    """Runs COPY into a table of one column, from a URI, in a transaction that is not kept."""
    (tmp_path / "lake").mkdir()
    (tmp_path / "outside").mkdir()
    for place in ("lake", "outside"):
        (tmp_path / place / "rows.json").write_text('{"a": 1}')
    allow_reading(endpoint.directory, [tmp_path / "lake"])

    def run(uri: str, options: str = "json 'auto'") -> None:
        connection = connect()
        cursor = connection.cursor()
        cursor.execute("create table public.readable (a integer)")
        role = "iam_role 'arn:aws:iam::000000000000:role/local'"
        cursor.execute(f"copy public.readable from '{uri}' {role} {options}")
        connection.rollback()

    return run


def test_copy_reads_below_an_opened_lake(copy_from: Callable[..., None], tmp_path: Path) -> None:
    copy_from(f"file://{tmp_path}/lake/rows.json")
    copy_from(f"file://{tmp_path}/lake/")


def outside(tmp_path: Path) -> dict[str, str]:
    """Ways to the file outside of the lake."""
    lake, secret = tmp_path / "lake", tmp_path / "outside" / "rows.json"
    (lake / "link.json").symlink_to(secret)
    (lake / "folder").symlink_to(secret.parent)
    (lake / "sibling").mkdir()
    for name, named in (("manifest", secret), ("bad.manifest", lake / "link.json")):
        entries = [{"url": f"file://{named}", "mandatory": True}]
        (lake / name).write_text(json.dumps({"entries": entries}))
    return {
        "straight": f"file://{secret}",
        "prefix": f"file://{tmp_path}/o",
        "dots": f"file://{lake}/../outside/rows.json",
        "link": f"file://{lake}/link.json",
        "link of a folder": f"file://{lake}/folder/rows.json",
        "manifest": f"file://{lake}/manifest",
        "link in a manifest": f"file://{lake}/bad.manifest",
        "same beginning": f"file://{tmp_path}/lake2/rows.json",
    }


@pytest.mark.parametrize(
    "way",
    ["straight", "prefix", "dots", "link", "link of a folder", "manifest", "link in a manifest",
     "same beginning"],
)  # fmt: skip
def test_copy_reads_nothing_outside_of_the_opened_lakes(
    copy_from: Callable[..., None], tmp_path: Path, way: str
) -> None:
    shutil.copytree(tmp_path / "outside", tmp_path / "lake2")
    options = "manifest json 'auto'" if "manifest" in way else "json 'auto'"
    fields = refusal(lambda: copy_from(outside(tmp_path)[way], options))
    assert fields["C"] == "XX000"
    assert "lies outside of the lakes that were opened" in fields["M"]
    assert "local_redshift allow" in fields["H"]


def test_json_paths_outside_of_the_opened_lakes_are_not_read(
    copy_from: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "outside" / "paths.json").write_text('{"jsonpaths": ["$.a"]}')
    uri = f"file://{tmp_path}/lake/rows.json"
    fields = refusal(lambda: copy_from(uri, f"json 'file://{tmp_path}/outside/paths.json'"))
    assert "lies outside of the lakes" in fields["M"]


def test_the_command_that_the_refusal_names_opens_the_folder(
    endpoint: Endpoint, copy_from: Callable[..., None], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "local_redshift", "allow", str(tmp_path / "outside")]
    command.append(f"--directory={endpoint.directory}")
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert str(tmp_path / "outside") in shown.stdout
    copy_from(f"file://{tmp_path}/outside/rows.json")
    command[4] = str(tmp_path / "nowhere")
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    assert shown.returncode == 1
    assert "nowhere: there is no such folder" in shown.stderr


# As another user

# The interpreter may lie where another user cannot run it: it is left when all is imported.
BECOME = """
import os, pathlib, sys
import redshift_connector
from local_redshift import cli, cli_sql, serving
user = int(sys.argv.pop(1))
os.setgroups([])
os.setgid(user)
os.setuid(user)
"""
INTRUDER = """
directory, port, lake = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
try:
    print((directory / "pgpass").read_text())
except OSError as error:
    print(type(error).__name__)
for password in ("", "guess"):
    try:
        connection = redshift_connector.connect(host="127.0.0.1", port=port, database="dev",
            user="awsuser", password=password, ssl=False)
        cursor = connection.cursor()
        cursor.execute("create table public.stolen (a integer)")
        cursor.execute(f"copy public.stolen from 'file://{lake}' iam_role 'arn:aws:iam::"
            "000000000000:role/x' json 'auto'")
        print("loaded")
    except redshift_connector.Error as error:
        print(error.args[0]["C"])
"""
COMMAND_LINE = "sys.exit(cli.main())"


def run_as(
    user: int, code: str, *arguments: str, folder: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BECOME + code, str(user), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={**os.environ, **variables},
        check=False,
    )


@as_root
@pytest.mark.usefixtures("loose_umask")
def test_another_user_can_neither_read_the_password_nor_connect_nor_copy(
    open_folder: Path,
) -> None:
    directory = open_folder / "home" / "redshift"
    endpoint = ensure_running(directory)
    lake = open_folder / "rows.json"
    lake.write_text('{"a": 1}')
    allow_reading(directory, [open_folder])
    arguments = (INTRUDER, str(directory), str(endpoint.port), str(lake))
    shown = run_as(NOBODY, *arguments, folder=open_folder)
    assert shown.stdout.split() == ["PermissionError", "28P01", "28P01"], shown.stderr
    assert run_as(0, *arguments, folder=open_folder).stdout.startswith("*:*:*:*:")


@as_root
@pytest.mark.parametrize("command", ["start", "stop", "status", "sql"])
def test_another_user_is_told_that_the_directory_is_not_theirs(
    open_folder: Path, command: str
) -> None:
    directory = open_folder / "home" / "redshift"
    ensure_running(directory)
    arguments = [command, *(["select 1"] if command == "sql" else []), f"--directory={directory}"]
    shown = run_as(NOBODY, COMMAND_LINE, *arguments, folder=open_folder)
    assert shown.returncode == 1
    assert len(shown.stderr.splitlines()) == 1
    assert "Permission denied. Name a directory of your own" in shown.stderr


# Where there is no place for the state


@pytest.mark.parametrize("command", ["start", "stop", "status", "sql", "allow"])
def test_a_file_in_place_of_the_state_directory_is_one_clear_line(
    tmp_path: Path, command: str
) -> None:
    (tmp_path / "home").write_text("")
    given = {"sql": ["select 1"], "allow": [str(tmp_path)]}.get(command, [])
    shown = subprocess.run(
        [sys.executable, "-m", "local_redshift", command, *given],
        capture_output=True,
        text=True,
        env={**os.environ, "SPARKIFY_HOME": str(tmp_path / "home")},
        check=False,
    )
    assert shown.returncode == 1
    assert len(shown.stderr.splitlines()) == 1
    assert f"{tmp_path}/home/redshift: Not a directory. Name a directory" in shown.stderr


@as_root
def test_a_state_directory_that_cannot_be_written_is_one_clear_line(open_folder: Path) -> None:
    shown = run_as(
        NOBODY, COMMAND_LINE, "sql", "select 1",
        folder=open_folder, SPARKIFY_HOME=str(open_folder / "home"),
    )  # fmt: skip
    assert shown.returncode == 1
    assert len(shown.stderr.splitlines()) == 1
    assert "Permission denied. Name a directory" in shown.stderr


# A start that somebody ends


@contextmanager
def ended_starts(directory: Path, count: int) -> Iterator[list[int]]:
    """Ends the first servers of a directory as soon as they hold it."""
    ended: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while len(ended) < count and not over.is_set():
            pid = lock_owner(directory)
            if pid and pid not in ended:
                os.kill(pid, signal.SIGTERM)
                ended.append(pid)
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield ended
    over.set()
    watcher.join()


def test_a_server_that_is_ended_while_it_starts_is_started_again(tmp_path: Path) -> None:
    directory = tmp_path / "redshift"
    with ended_starts(directory, 2) as ended:
        endpoint = ensure_running(directory)
    assert len(ended) == 2
    assert endpoint.pid not in ended
    stop_running(directory)


def test_a_server_that_is_always_ended_while_it_starts_can_be_tried_again(tmp_path: Path) -> None:
    directory = tmp_path / "redshift"
    with ended_starts(directory, 100), pytest.raises(ServerNotReadyError, match="was ended while"):
        ensure_running(directory)
    assert ensure_running(directory).password
    stop_running(directory)
