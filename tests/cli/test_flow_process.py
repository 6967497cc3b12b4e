"""Prefect's settings for runs of the command line."""

from pathlib import Path

import pytest
from prefect.settings import Settings, temporary_settings

from cli.prefect_settings import read_settings


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
