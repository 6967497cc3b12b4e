"""What ends a statement early: its timeout, a cancel, a client that is gone."""

import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure

from local_redshift import Endpoint

Connect = Callable[..., Any]
# Joins that DuckDB needs minutes for.
ENDLESS = "select count(*) from " + ", ".join(f"public.endless t{n}" for n in range(6))


@pytest.fixture
def endless(cursor: Any) -> str:
    """A query that does not end by itself."""
    cursor.execute("create table if not exists public.endless (a integer)")
    cursor.execute("select count(*) from public.endless")
    if not cursor.fetchone()[0]:
        cursor.execute("insert into public.endless values (1), (2), (3), (4), (5), (6), (7), (8)")
        for _ in range(5):
            cursor.execute("insert into public.endless select a + 8 from public.endless")
    return f"{ENDLESS} where (t0.a + t1.a + t2.a + t3.a + t4.a + t5.a) % 7 = 3"


def count(cursor: Any, table: str) -> int:
    cursor.execute(f"select count(*) from {table}")
    return int(cursor.fetchone()[0])


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_statement_timeout_ends_a_query(cursor: Any, endless: str) -> None:
    cursor.execute("set statement_timeout to 300")
    begun = time.monotonic()
    with pytest.raises(Failure) as caught:
        cursor.execute(endless)
    error = caught.value.args[0]
    assert error["C"] == "57014"
    assert "cancelled on user's request" in error["M"]
    assert "statement_timeout" in error["D"]
    assert time.monotonic() - begun < 60  # the query takes minutes
    cursor.execute("select 1")
    assert cursor.fetchone() == [1]


def test_a_cancel_request_ends_the_running_query(
    endpoint: Endpoint, connect: Connect, endless: str
) -> None:
    connection = connect(autocommit=True)
    threading.Timer(0.5, send_cancel, (endpoint, connection._backend_key_data)).start()
    with pytest.raises(Failure) as caught:
        connection.cursor().execute(endless)
    assert caught.value.args[0]["C"] == "57014"
    cursor = connection.cursor()
    cursor.execute("select 1")
    assert cursor.fetchone() == [1]


def send_cancel(endpoint: Endpoint, key: bytes) -> None:
    with socket.create_connection((endpoint.host, endpoint.port), timeout=60) as connection:
        connection.sendall(struct.pack("!ii", 16, 80877102) + key)


def test_a_cancel_with_a_wrong_secret_changes_nothing(
    endpoint: Endpoint, connect: Connect, cursor: Any
) -> None:
    connection = connect(autocommit=True)
    send_cancel(endpoint, connection._backend_key_data[:4] + b"\0\0\0\0")
    connection.cursor().execute("select 1")
    cursor.execute("select 1")


CLIENT = """
import sys, redshift_connector
connection = redshift_connector.connect(
    host="127.0.0.1", port=int(sys.argv[1]), database="dev", user="killed", ssl=False,
    password=sys.stdin.readline().strip())
cursor = connection.cursor()
cursor.execute(sys.argv[2])
print("ready", flush=True)
for line in sys.stdin:
    cursor.execute(line)
connection.close()
"""


def start_client(endpoint: Endpoint, first: str) -> subprocess.Popen[str]:
    """A client that runs one statement in a transaction and then the lines that it is sent."""
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(endpoint.port), first],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    send_line(client, endpoint.password)
    assert client.stdout is not None
    assert client.stdout.readline() == "ready\n"
    return client


def send_line(client: subprocess.Popen[str], sql: str) -> None:
    assert client.stdin is not None
    client.stdin.write(sql + "\n")
    client.stdin.flush()


@pytest.mark.parametrize("running", [True, False], ids=["running", "idle in transaction"])
def test_a_killed_client_frees_its_tables_at_once(
    endpoint: Endpoint, cursor: Any, table: str, endless: str, *, running: bool
) -> None:
    with start_client(endpoint, f"insert into {table} values (1, 'x')") as client:
        assert count(cursor, "stv_sessions where user_name = 'killed'") == 1
        if running:
            send_line(client, endless)
            time.sleep(0.3)
        client.kill()
        client.wait()
        begun = time.monotonic()
        cursor.execute("set statement_timeout to 60000")
        cursor.execute(f"insert into {table} values (2, 'y')")
        assert time.monotonic() - begun < 30  # before the time-out
    assert count(cursor, table) == 1

    def is_gone() -> bool:
        return count(cursor, "stv_sessions where user_name = 'killed'") == 0

    assert wait_for(is_gone)


def test_a_suspended_client_keeps_its_table_and_goes_on_later(
    endpoint: Endpoint, cursor: Any, table: str
) -> None:
    with start_client(endpoint, f"insert into {table} values (1, 'x')") as client:
        client.send_signal(signal.SIGSTOP)
        cursor.execute("set statement_timeout to 300")
        with pytest.raises(Failure) as caught:
            cursor.execute(f"insert into {table} values (2, 'y')")
        assert caught.value.args[0]["C"] == "57014"
        client.send_signal(signal.SIGCONT)
        client.communicate("commit\n", timeout=60)
        assert client.returncode == 0
    assert count(cursor, table) == 1


def test_stv_sessions_shows_who_is_connected(connect: Connect, cursor: Any) -> None:
    # docs.aws.amazon.com/redshift/latest/dg/r_STV_SESSIONS.html
    other = connect(autocommit=True).cursor()
    other.execute("select pg_backend_pid()")
    (backend_pid,) = other.fetchone()
    cursor.execute("select process, user_name, db_name, starttime from stv_sessions")
    found = {row[0]: row[1:] for row in cursor.fetchall()}
    assert found[backend_pid][:2] == ["awsuser", "dev"]
