"""Prefect's settings for runs of the command line, and its temporary server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.settings import Settings, temporary_settings

from cli.prefect_settings import read_settings
from warehouse.errors import ConfigurationError


def test_a_run_begun_in_another_directory_has_the_project_s_settings_of_prefect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_SERVER_ANALYTICS_ENABLED", raising=False)
    with temporary_settings(set_defaults=read_settings()) as settings:
        assert settings.server.analytics_enabled is False
        assert settings.server.ephemeral.startup_timeout_seconds == 120
        assert settings.server.services.task_run_recorder.flush_interval == 1
    assert Settings().server.ephemeral.startup_timeout_seconds != 120


def test_a_temporary_server_that_does_not_start_is_said_with_its_database(tmp_path: Path) -> None:
    (tmp_path / "prefect.db").write_text("this is no database " * 100)
    script = (
        "from prefect import flow; from cli.flow_process import run_flow;"
        "run_flow(flow(lambda: None, name='nothing'), {})"
    )
    settings = {
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "2",
    }
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env=environment | settings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    name = f"{ConfigurationError.__module__}.ConfigurationError"
    (said,) = [line for line in done.stderr.splitlines() if line.startswith(name)]
    assert "temporary server did not start, so the run did not begin" in said
    assert f"move {tmp_path / 'prefect.db'} away" in said
