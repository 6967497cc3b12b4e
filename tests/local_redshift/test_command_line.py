"""`python -m local_redshift` as a person or a script uses it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_redshift.process import stop_running

pytestmark = pytest.mark.stand_in_alone("it is the stand-in's command")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What SPARKIFY_HOME says; its server is stopped at the end."""
    path = tmp_path_factory.mktemp("home")
    yield path
    stop_running(path / "redshift")


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    """Runs a command line from an empty directory."""

    def run_it(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "local_redshift", *arguments],
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            env={**os.environ, "SPARKIFY_HOME": str(home)},
            check=False,
        )

    return run_it


def test_start_status_and_stop_tell_what_is_so(run: Run, home: Path) -> None:
    assert run("status").returncode == 3
    started = run("start")
    assert started.returncode == 0, started.stderr
    assert " psql -h 127.0.0.1 -p " in started.stdout
    facts = json.loads(run("status", "--json").stdout)
    assert facts["running"] is True
    assert {"host", "port", "database", "user", "pid", "uptime_seconds"} <= set(facts)
    assert facts["directory"] == str(home / "redshift")
    assert f"{facts['port']}" in run("status").stdout
    assert f"{facts['pid']}" in run("stop").stdout
    stopped = run("status", "--json")
    assert (stopped.returncode, json.loads(stopped.stdout)) == (3, {"running": False})
    assert run("stop").returncode == 3


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::", "example.org"])  # noqa: S104
@pytest.mark.parametrize("foreground", [True, False])
def test_a_host_that_is_not_loopback_is_refused(run: Run, host: str, *, foreground: bool) -> None:
    shown = run("start", "--host", host, *["--foreground"] * foreground)
    assert shown.returncode == 2
    assert len(shown.stderr.splitlines()) == 1
    assert host in shown.stderr
    assert "127.0.0.1" in shown.stderr


def test_sql_starts_the_server_and_prints_aligned_columns(run: Run) -> None:
    shown = run("sql", "select 1 as id, 'Björk' as name, null as nothing union all"
                       " select 10, 'Mo', null order by 1")  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines() == [
        "id | name  | nothing",
        "---+-------+--------",
        " 1 | Björk |",
        "10 | Mo    |",
        "(2 rows)",
    ]


def test_sql_prints_csv(run: Run) -> None:
    shown = run("sql", "--csv", "select 1 as id, 'a, \"b\"' as name")
    assert shown.stdout == 'id,name\n1,"a, ""b"""\n'


def test_sql_reads_statements_from_standard_input(run: Run) -> None:
    given = "create table public.piped (a integer);\ninsert into public.piped values (1), (2);\n"
    shown = run("sql", "-", given=given + "select count(*) as n from public.piped; -- done\n")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[-3:] == ["-", "2", "(1 row)"]


def test_sql_prints_an_error_with_its_sqlstate_and_stops(run: Run) -> None:
    shown = run("sql", "select 1 as a; select * from nope; select 2 as b")
    assert shown.returncode == 1
    assert 'ERROR 42P01: relation "nope" does not exist' in shown.stderr
    assert "b" not in shown.stdout


def test_sql_takes_percent_signs_as_they_are(run: Run) -> None:
    assert run("sql", "--csv", "select 'a%s' like 'a%' as found").stdout == "found\ntrue\n"


@pytest.mark.parametrize("arguments", [(), ("nope",), ("sql",), ("start", "--port", "x")])
def test_misuse_exits_with_two_and_a_usage_line(run: Run, arguments: tuple[str, ...]) -> None:
    shown = run(*arguments)
    assert shown.returncode == 2
    assert shown.stderr.startswith("usage: python -m local_redshift")


@pytest.mark.parametrize("command", ["start", "stop", "status", "sql"])
def test_every_command_has_help(run: Run, command: str) -> None:
    shown = run(command, "--help")
    assert shown.returncode == 0
    assert "--directory" in shown.stdout


def test_sql_ends_quietly_when_its_reader_has_seen_enough(run: Run, home: Path) -> None:
    run("sql", "create table public.long as select 1 as a")
    run("sql", "insert into public.long select a from public.long;" * 15)
    command = f"{sys.executable} -m local_redshift sql 'select a from public.long' | head -1"
    shown = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "SPARKIFY_HOME": str(home)},
        check=False,
    )
    assert (shown.stdout, shown.stderr) == ("a\n", "")
