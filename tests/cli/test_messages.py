"""Each known failure of a command, with its exit code and its exact last line."""

from pathlib import Path
from typing import Any

import pytest
from prefect import flow
from run_tags import read_ending
from tiny_lake import open_lake, write_files

from cli.command_line import run_etl, run_reconcile
from cli.options import explain
from flows.etl_flow import sparkify_etl
from flows.reconcile_flow import sparkify_reconcile
from tasks.run_states import describe_load, report_ending
from warehouse import errors
from warehouse.errors import WarehouseError
from warehouse.publishing.report import Report

DAY = "2018-11-04-events.json"
Files = dict[str, list[Any]]
WRONG_OPTIONS = [  # arguments, and the last line
    (["--max-rejected", "few"], "--max-rejected: 'few' is no whole number of 0 or more"),
    (["--max-rejected", "-1"], "--max-rejected: '-1' is no whole number of 0 or more"),
    (["--max-rejected", "1.5"], "--max-rejected: '1.5' is no whole number of 0 or more"),
    (["--raw-line-days", "0"], "--raw-line-days: '0' is no whole number of 1 or more"),
    (
        ["--from", "yesterday"],
        "--from: 'yesterday' is no day; write it as YYYY-MM-DD, e.g. 2018-11-30",
    ),
    (
        ["--to", "2018-11-31"],
        "--to: '2018-11-31' is no day; write it as YYYY-MM-DD, e.g. 2018-11-30",
    ),
    (
        ["--from", "2018-11-02", "--to", "2018-11-01"],
        "--from: 2018-11-02 is later than --to 2018-11-01",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG_OPTIONS)
def test_a_wrong_option_is_named_with_what_is_allowed(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_etl(sparkify_etl, arguments)
    assert ended.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == f"python flows/etl_flow.py: error: argument {message}"


def test_reconcile_names_a_wrong_option_alike(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_reconcile(sparkify_reconcile, ["--from", "yesterday"])
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.endswith("'yesterday' is no day; write it as YYYY-MM-DD, e.g. 2018-11-30")


FAILURES: list[tuple[Files, list[str], str]] = [
    (
        {DAY: [{"level": "gold"}, {"level": "gold"}, {"itemInSession": 8}]},
        [],
        (
            "FAILED: audit.songplays: 2 of 3 rows have a level that is neither free nor paid: "
            "level 'gold' in file://{lake}/log_data/2018/11/2018-11-04-events.json (2) "
            "(level_is_in_set: expect_column_values_to_be_in_set, critical). "
        ),
    ),
    (
        {DAY: [*["bad"] * 30, *[{"sessionId": number} for number in range(30)]]},
        ["--max-rejected", "4"],
        (
            "FAILED: 30 lines were rejected of files that are fine otherwise, 4 are allowed. "
            "Nothing was published. file://{lake}/log_data/2018/11/2018-11-04-events.json: 30, "
            "e.g. line 1: "
        ),
    ),
]


STATES: list[tuple[type[WarehouseError], str, int, str]] = [  # state, exit code, begin of the line
    (errors.CommitUnknownError, "unavailable", 1, "\nFAILED: "),
    (errors.TableHeldError, "unavailable", 1, "\nFAILED: "),
    (errors.TransientError, "unavailable", 1, "\nFAILED: "),
    (errors.QuarantinedFilesError, "wrong-data", 1, "\nFAILED: "),
    (errors.RejectedLinesError, "wrong-data", 1, "\nFAILED: "),
    (errors.CheckFailedError, "wrong-data", 1, "\nFAILED: "),
    (errors.LeaseLostError, "refused", 1, "\nFAILED: "),
    (errors.LeaseHeldError, "refused", 1, "\nFAILED: "),
    (errors.LedgerMissingError, "refused", 1, "\nFAILED: "),
    (errors.PermanentError, "refused", 1, "\nFAILED: "),
    (errors.StatementError, "refused", 1, "\nFAILED: "),
    (errors.ConfigurationError, "refused", 2, "etl_flow: "),
]


@pytest.mark.usefixtures("prefect_api")
@pytest.mark.parametrize(("kind", "tag", "code", "begin"), STATES)
def test_an_error_ends_with_its_tag_and_its_exit_code_and_one_line(
    kind: type[WarehouseError],
    tag: str,
    code: int,
    *,
    begin: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @flow(name="failing")
    @report_ending(describe_load)
    def fail() -> Report:
        raise kind("What failed.")

    ended = fail(return_state=True)
    assert read_ending(ended) == ("Failed", {tag})
    assert "What failed." in str(ended.message)
    capsys.readouterr()
    assert explain("etl_flow", kind("What failed.")) == code
    assert capsys.readouterr().err == f"{begin}What failed.\n"


@pytest.mark.usefixtures("sparkify_home", "prefect_api")
@pytest.mark.parametrize(("files", "arguments", "message"), FAILURES, ids=["value", "rejected"])
def test_a_run_that_fails_says_what_and_where_in_its_last_line(
    files: Files,
    arguments: list[str],
    message: str,
    *,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_files(tmp_path, files)
    open_lake(tmp_path)
    assert run_etl(sparkify_etl, ["--lake", str(tmp_path / "lake"), *arguments]) == 1
    (last,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("FAILED"))
    assert message.format(lake=tmp_path / "lake") in last
    assert "tried again" not in last
