"""A run that has nothing to do takes the text of old rejected lines away as well."""

from pathlib import Path

import pytest
from stand_in import find_current
from tiny_lake import open_lake, write_files

from cli.command_line import run_etl
from flows.etl_flow import sparkify_etl


@pytest.mark.usefixtures("prefect_api")
def test_a_run_with_nothing_to_do_takes_old_texts_away(sparkify_home: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}, "bad"]})
    open_lake(tmp_path)
    arguments = ["--lake", str(tmp_path / "lake")]
    assert run_etl(sparkify_etl, arguments) == 0
    stand_in = find_current(sparkify_home)
    assert stand_in.value("select raw_line from ops.rejected_lines") == "bad"
    stand_in.run("update ops.rejected_lines set rejected_at = dateadd(day, -5, rejected_at)")
    assert run_etl(sparkify_etl, arguments) == 0
    assert stand_in.value("select raw_line from ops.rejected_lines") == "bad"
    assert run_etl(sparkify_etl, [*arguments, "--raw-line-days", "4"]) == 0
    assert stand_in.value("select count(raw_line) from ops.rejected_lines") == 0
    assert stand_in.value("select count(*) from ops.rejected_lines") == 1
