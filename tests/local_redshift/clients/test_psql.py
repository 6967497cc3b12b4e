"""psql as a person uses it: its own commands, pages of rows, and a statement that is cancelled."""

import os
import shutil
import subprocess

import pytest

from local_redshift import Endpoint

pytestmark = pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")


def psql(endpoint: Endpoint, *arguments: str) -> str:
    where = f"host={endpoint.host} port={endpoint.port} dbname={endpoint.database}"
    shown = subprocess.run(
        ["psql", "-X", "-A", "-v", "ON_ERROR_STOP=1", *arguments, f"{where} user={endpoint.user}"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PGPASSFILE": str(endpoint.directory / "pgpass")},
        check=False,
    )
    assert "ERROR" not in shown.stderr
    assert shown.returncode == 0
    return shown.stdout


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (r"\dt demo.*", "demo|t|table|awsuser"),
        (r"\dt+ demo.*", "demo|t|table|awsuser|permanent|0 bytes|things"),
        (r"\dv demo.*", "demo|v|view|awsuser"),
        (r"\d demo.t", "id|bigint||not null|"),
        (r"\d demo.t", "name|character varying(20)|||'x'"),
        (r"\d demo.t", "amount|numeric(10,2)|||"),
        (r"\d+ demo.t", "at|timestamp without time zone|"),
        (r"\d demo.v", "id|bigint|||"),
        (r"\dn", "demo|awsuser"),
        (r"\dn+", "demo|awsuser||"),
        (r"\du", "awsuser|Superuser, Create role, Create DB|{}"),
        (r"\l", "dev|awsuser|UNICODE"),
        (r"\dp demo.*", "demo|t|table||"),
        (r"\sv demo.v", "CREATE OR REPLACE VIEW demo.v AS"),
        (r"\conninfo", 'You are connected to database "dev" as user "awsuser"'),
    ],
)
def test_what_psql_lists(demo: Endpoint, command: str, line: str) -> None:
    assert any(each.startswith(line) for each in psql(demo, "-c", command).splitlines())


@pytest.mark.parametrize(
    "letters", [*["d", "df", "dT", "di", "ds", "dm", "dx", "db", "dC", "ddp", "da"]]
)
def test_what_psql_lists_may_be_empty(demo: Endpoint, letters: str) -> None:
    psql(demo, "-t", "-c", f"\\{letters}")


def test_rows_come_in_pages(demo: Endpoint) -> None:
    shown = psql(demo, "-t", "-v", "FETCH_COUNT=1", "-c", "select id, name from demo.t order by 1")
    assert shown.split() == ["1|a", "2|b"]
