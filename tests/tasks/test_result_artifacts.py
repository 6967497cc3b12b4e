"""What a person finds in Prefect's artifacts when a run rejected lines or failed."""

import json
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import State
from run_tags import read_ending
from tiny_lake import Row, make_song, open_lake, write_files

from flows.etl_flow import sparkify_etl

pytestmark = pytest.mark.usefixtures("prefect_api")
Artifacts = dict[str, Any]


def run(tmp_path: Path, **options: Any) -> tuple[State[Any], Artifacts]:
    """A run over the lake of the test, and the artifacts of it by key."""
    state = sparkify_etl(lake=str(tmp_path / "lake"), return_state=True, **options)
    assert state.state_details.flow_run_id is not None
    chosen = ArtifactFilter(
        flow_run_id=ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id])
    )
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=chosen)
    return state, {str(one.key): one for one in found}


@pytest.fixture
def seconds_for_milliseconds(tmp_path: Path, sparkify_home: Path) -> Path:
    """A lake of one good day and five lines that cannot be loaded, for two reasons."""
    assert sparkify_home
    stale = [{"ts": 1541106106 + number, "firstName": "Zebulon"} for number in range(3)]
    bad = '{"firstName": "Zebulon", '
    write_files(
        tmp_path,
        {
            "2018-11-01-events.json": [{}, *stale, {}, {}, {}],
            "2018-11-02-events.json": [{"ts": "2018-11-02 10:00:00.796"}, bad, bad, {}],
        },
    )
    open_lake(tmp_path)
    return tmp_path


def read_table(artifacts: Artifacts, key: str) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = json.loads(artifacts[key].data)
    return table


@pytest.mark.parametrize("allowed", [100, pytest.param(3, marks=pytest.mark.long), 0])
def test_rejected_lines_are_shown_by_reason_also_when_they_stop_the_run(
    allowed: int, seconds_for_milliseconds: Path
) -> None:
    state, artifacts = run(seconds_for_milliseconds, max_rejected=allowed)
    expected = ("Completed", {"loaded"}) if allowed == 100 else ("Failed", {"wrong-data"})
    assert read_ending(state) == expected
    table = read_table(artifacts, "sparkify-etl-rejected-lines")
    shown = {(row["lines"], row["files"], row["examples"].rpartition("/")[2]) for row in table}
    assert shown == {(3, 1, "2018-11-01-events.json:2"), (2, 1, "2018-11-02-events.json:2")}
    assert "correct the file and run again" in artifacts["sparkify-etl-rejected-lines"].description
    output = str([artifact.data for artifact in artifacts.values()])
    assert "Zebulon" not in output
    summary = str(artifacts["sparkify-etl-summary"].data)
    assert ("Nothing was published" in summary) == (allowed != 100)


def test_a_check_that_fails_leaves_the_reason_the_checks_and_the_data_docs(
    tmp_path: Path, sparkify_home: Path
) -> None:
    songs = [json.dumps(make_song({}, "TRA.json", n)).replace("title", "name") for n in range(3)]
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "TRA.json": songs})
    open_lake(tmp_path)
    state, artifacts = run(tmp_path)
    assert read_ending(state) == ("Failed", {"wrong-data"})
    summary = str(artifacts["sparkify-etl-summary"].data)
    assert "columns are NULL in most of the" in summary
    checks = read_table(artifacts, "sparkify-etl-checks")
    assert len({row["table"] for row in checks}) == 8  # also those that were still to be checked
    first = checks[0]
    assert (first["check"], first["result"]) == ("columns_are_no_null_storms", "FAILED")
    assert "column_name title" in first["observed"]
    (page,) = (sparkify_home / "data_docs").glob("*/index.html")
    place = str(artifacts["sparkify-etl-data-docs"].data)
    assert f'```bash\npython -m webbrowser "{page.as_uri()}"\n```' in place
    assert {one.type for one in artifacts.values()} == {"markdown", "table"}  # and no link
    assert "columns_are_no_null_storms" in page.read_text("utf-8")


def test_a_summary_of_a_failure_says_what_was_found_where_and_how_many(
    tmp_path: Path, sparkify_home: Path
) -> None:
    assert sparkify_home
    gold = {"level": "gold"}
    write_files(
        tmp_path,
        {
            "2018-11-01-events.json": [gold, gold, gold, *[{}] * 20],
            "2018-11-02-events.json": [gold, *[{}] * 20],
            "2018-11-03-events.json": [{}] * 20,
        },
    )
    open_lake(tmp_path)
    state, artifacts = run(tmp_path)
    assert read_ending(state) == ("Failed", {"wrong-data"})
    lines = str(artifacts["sparkify-etl-summary"].data).splitlines()
    problem = "4 of 64 rows have a level that is neither free nor paid"
    begin = lines.index(f"- **audit.songplays** (critical): {problem}")
    days = (tmp_path / "lake/log_data/2018/11").as_uri()
    assert lines[begin + 1].strip() == (
        f"- level 'gold' in {days}/2018-11-01-events.json (3), in {days}/2018-11-02-events.json (1)"
    )
    assert lines[begin + 2].strip().startswith("- What to do: ")


def test_a_reason_of_rejected_lines_has_three_examples(tmp_path: Path, sparkify_home: Path) -> None:
    assert sparkify_home
    rows: list[Row] = ["bad", *[{}] * 20]
    days = {f"2018-11-0{day}-events.json": rows for day in range(1, 6)}
    write_files(tmp_path, days)
    open_lake(tmp_path)
    _, artifacts = run(tmp_path)
    (row,) = read_table(artifacts, "sparkify-etl-rejected-lines")
    assert (row["lines"], row["files"]) == (5, 5)
    places = [each.rpartition("/")[2] for each in row["examples"].split(", ")]
    assert places == [f"2018-11-0{day}-events.json:1" for day in (1, 2, 3)]
