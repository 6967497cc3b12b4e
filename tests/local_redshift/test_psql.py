"""psql, where it is installed, reaches the stand-in."""

import os
import shutil
import subprocess

import pytest

from local_redshift import Endpoint

pytestmark = pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")


def psql(endpoint: Endpoint, text: str) -> subprocess.CompletedProcess[str]:
    where = f"host={endpoint.host} port={endpoint.port} dbname={endpoint.database}"
    return subprocess.run(
        ["psql", "-X", "-A", "-t", "-c", text, f"{where} user={endpoint.user}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PGPASSFILE": str(endpoint.directory / "pgpass")},
    )


def test_psql_shows_values_as_redshift_spells_them(endpoint: Endpoint) -> None:
    shown = psql(
        endpoint,
        "select true, 1.50::numeric(10,2), 0.1::float4, 1e20::float8, timestamp"
        " '2018-11-01 21:01:46.796', date '2018-11-01', null, 'Björk'",
    )
    assert shown.stdout.strip() == "t|1.50|0.1|1e+20|2018-11-01 21:01:46.796|2018-11-01||Björk"


def test_psql_runs_several_statements_and_shows_errors(endpoint: Endpoint) -> None:
    shown = psql(endpoint, "begin; select 1; rollback; select * from nope")
    assert shown.returncode == 1
    assert 'relation "nope" does not exist' in shown.stderr


def test_psql_warns_of_a_commit_outside_a_transaction(endpoint: Endpoint) -> None:
    assert "WARNING:  there is no transaction in progress" in psql(endpoint, "commit").stderr


def test_settings_come_with_the_connection(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=1234 -c query_group=nightly")
    assert psql(endpoint, "show statement_timeout").stdout.strip() == "1234"
    monkeypatch.setenv("PGOPTIONS", "-c nope=1")
    assert 'unrecognized configuration parameter "nope"' in psql(endpoint, "select 1").stderr
