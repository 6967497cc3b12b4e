"""What a run says of files that it does not load."""

import logging
from pathlib import Path

import pytest
from littered_lake import SUMMARY
from tiny_lake import open_lake, write_files

from flows.etl_flow import sparkify_etl
from warehouse.database.connection import Warehouse
from warehouse.lake.files import EVERY_DAY
from warehouse.planning.plan import Request, plan_batch
from warehouse.planning.plan_text import describe_plan
from warehouse.reconciling.comparison import compare_lake

pytestmark = pytest.mark.usefixtures("prefect_api", "sparkify_home")
MARKERS = ("_SUCCESS", "_committed_17", ".2018-11-01-events.json.crc", "log_data_$folder$")


def test_a_run_warns_of_what_is_ignored(littered: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        sparkify_etl(lake=str(littered / "lake"), plan_only=True)
    assert f"ignored in the lake: {SUMMARY}" in caplog.messages


def test_what_jobs_leave_beside_data_is_listed_and_not_warned_of(
    warehouse: Warehouse, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "log_data/_temporary/0/x.json": [{}]})
    write_files(tmp_path, {f"log_data/{name}": ["x"] for name in MARKERS})
    lake = open_lake(tmp_path)
    with caplog.at_level(logging.INFO):
        state = sparkify_etl(lake=str(tmp_path / "lake"), plan_only=True, return_state=True)
        assert state.is_completed()
    levels = {one.levelname for one in caplog.records if "ignored in the lake: 5: " in one.message}
    assert levels == {"INFO"}
    assert describe_plan(plan_batch(warehouse, lake, Request())).count("ignored: ") == 5
    assert len(compare_lake(warehouse, lake, EVERY_DAY).ignored) == 5


def test_a_run_with_nothing_to_do_counts_what_it_has_not_loaded(tmp_path: Path) -> None:
    def run() -> str:
        state = sparkify_etl(lake=str(tmp_path / "lake"), return_state=True)
        return str(state.message)

    write_files(tmp_path, {"2018-11-01-events.json": [{}]})
    assert run().startswith("Loaded 1 plays")
    loaded = "Nothing to do: every file of the lake is loaded"
    write_files(tmp_path, {"log_data/_SUCCESS": []})
    assert run() == f"{loaded}."
    write_files(tmp_path, {"log_data/2018-11-02-events.csv": []})
    assert run() == f"{loaded}, but 1 ignored."
    write_files(tmp_path, {"2018-11-03-events.json": ["garbage"]})
    assert "1 file was left out" in run()
    assert run() == f"{loaded}, but 1 left out before and 1 ignored."
