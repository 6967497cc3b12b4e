"""The dashboard of a published batch, as one file and as an artifact of the run."""

import logging
import shutil
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from tiny_lake import open_lake, write_files

from flows.etl_flow import sparkify_etl
from warehouse.publishing.report import Report


def run(lake: Path) -> Report:
    report = sparkify_etl(lake=str(lake))
    assert isinstance(report, Report)
    return report


@pytest.mark.usefixtures("prefect_api")
def test_a_run_keeps_the_dashboard_of_its_batch_and_says_how_to_open_it(
    sparkify_home: Path, tmp_path: Path
) -> None:
    write_files(tmp_path, {"2018-11-05-events.json": [{}, {}]})
    open_lake(tmp_path)
    report = run(tmp_path / "lake")
    assert report.batch is not None
    path = sparkify_home / "reports" / f"batch-{report.batch.batch_id}.html"
    assert "Sparkify activity, 5 Nov 2018" in path.read_text("utf-8")
    with get_client(sync_client=True) as client:
        key = ArtifactFilter(key=ArtifactFilterKey(any_=["sparkify-etl-dashboard"]))
        artifacts = client.read_artifacts(artifact_filter=key)
    (artifact,) = [one for one in artifacts if path.as_uri() in str(one.data)]
    assert artifact.description
    shown = str(artifact.data)
    assert "**Overview**: 2 plays" in shown
    assert f'```bash\npython -m webbrowser "{path.as_uri()}"\n```' in shown


@pytest.mark.usefixtures("prefect_api")
def test_a_dashboard_that_cannot_be_written_fails_no_run_and_says_why(
    sparkify_home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_files(tmp_path, {"2018-11-05-events.json": [{}]})
    open_lake(tmp_path)
    shutil.rmtree(sparkify_home / "reports")
    (sparkify_home / "reports").write_text("no directory")
    with caplog.at_level(logging.WARNING):
        report = run(tmp_path / "lake")
    assert report.star_rows["songplays"] == 1
    (warning,) = [text for text in caplog.messages if "dashboard" in text]
    assert "reports: Not a directory" in warning
    assert "The batch is published. Remove the cause, then: python -m dashboard.export" in warning
