"""Long loads show in Prefect how far they are; short ones and Prefect's absence cost nothing."""

import time
from collections.abc import Callable
from uuid import UUID

import pytest
from prefect import flow, task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import Artifact
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from tasks import progress_artifacts
from warehouse.lake.files import LakeFile
from warehouse.loading.progress import report_files

FILES = [LakeFile(f"file:///{name}", "events", None, "", 50) for name in "ab"]


def run_load(work: Callable[[], None]) -> dict[str, float]:
    """Runs work with its progress shown, in a task of a flow; the figures by artifact key."""

    @task
    def load() -> None:
        with progress_artifacts.show_progress("events", FILES):
            work()

    @flow
    def load_all() -> UUID:
        load()
        return UUID(flow_run.id)

    run_id = load_all()
    assert isinstance(run_id, UUID)
    return {str(one.key): float(str(one.data)) for one in read_artifacts(run_id)}


def read_artifacts(run_id: UUID) -> list[Artifact]:
    with get_client(sync_client=True) as client:
        chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
        return client.read_artifacts(artifact_filter=chosen)


@pytest.fixture
def shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_artifacts, "SHOWN_AFTER_SECONDS", 0.01)


@pytest.mark.usefixtures("prefect_api")
def test_a_short_load_shows_no_progress() -> None:
    assert run_load(lambda: report_files("copied", ["file:///a"])) == {}


@pytest.mark.usefixtures("prefect_api", "shown_at_once")
def test_a_long_load_shows_packing_and_copy_in_percent_of_the_bytes_to_the_last_figure() -> None:
    def load() -> None:
        report_files("packed", ["file:///a"])
        time.sleep(0.5)
        report_files("packed", ["file:///b"])
        report_files("copied", ["file:///a", "a part of a pack, which is no file of the lake"])

    shown = run_load(load)
    assert shown == {"sparkify-etl-events-packed": 100, "sparkify-etl-events-copied": 50}


@pytest.mark.usefixtures("prefect_api", "shown_at_once")
def test_a_load_goes_on_when_prefect_does_not_answer() -> None:
    done: list[str] = []

    def load() -> None:
        time.sleep(0.5)
        done.append("loaded")

    away = {PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}

    @task
    def load_alone() -> None:
        with temporary_settings(away), progress_artifacts.show_progress("events", FILES):
            load()

    @flow
    def load_all() -> None:
        load_alone()

    load_all()
    assert done == ["loaded"]
