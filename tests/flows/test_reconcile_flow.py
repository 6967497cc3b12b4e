"""`python flows/reconcile_flow.py` and the flow through Prefect: exit codes, states, artifact."""

import inspect
import re
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from quick_load import load as run_load
from run_tags import read_ending
from stand_in import find_current
from tiny_lake import write_files

import blocks.lakes
from blocks.warehouses import open_warehouse
from cli.command_line import run_reconcile
from flows.reconcile_flow import sparkify_reconcile
from warehouse.database.lease import take_lease
from warehouse.database.tables import update_tables

DAY_1, DAY_2 = "2018-11-01-events.json", "2018-11-02-events.json"


@pytest.fixture
def lake(tmp_path: Path, sparkify_home: Path) -> str:
    """A lake that is loaded into the warehouse `local`."""
    assert sparkify_home
    write_files(tmp_path, {DAY_1: [{}, {"page": "Home"}], "TRA.json": [{}]})
    (tmp_path / "lake" / "log_data").mkdir(parents=True, exist_ok=True)
    opened = blocks.lakes.open_lake(str(tmp_path / "lake"))
    warehouse = open_warehouse("local", opened.uri)
    update_tables(warehouse)
    run_load(warehouse, opened)
    return str(tmp_path / "lake")


def test_help_explains_every_option_and_every_parameter_of_the_flow_has_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_reconcile(sparkify_reconcile, ["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    explained = set(re.findall(r"^  (?:-h, )?--([a-z-]+)", text, re.MULTILINE))
    renamed = {"first_day": "from", "last_day": "to", "rebuild_ledger": "rebuild-ledger"}
    parameters = inspect.signature(sparkify_reconcile.fn).parameters
    assert {renamed.get(name, name) for name in parameters} | {"help"} == explained
    assert "Exit code: 0 they agree" in text


@pytest.mark.parametrize(
    "arguments",
    [["--no-such"], ["--from", "yesterday"], ["--from", "2018-11-02", "--to", "2018-11-01"]],
    ids=["option", "date", "window"],
)
def test_an_option_that_is_wrong_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_reconcile(sparkify_reconcile, arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.usefixtures("sparkify_home")
def test_a_lake_that_is_none_ends_with_2_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_reconcile(sparkify_reconcile, ["--lake", str(tmp_path / "nowhere")]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.startswith("reconcile_flow: The lake")


@pytest.mark.usefixtures("prefect_api")
def test_the_run_ends_in_agreement_then_disagrees_and_keeps_the_list_as_an_artifact(
    lake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = sparkify_reconcile(lake=lake, return_state=True)
    assert read_ending(state) == ("Completed", {"in-agreement"})
    write_files(tmp_path, {DAY_1: [{}], DAY_2: [{}]})
    state = sparkify_reconcile(lake=lake, return_state=True)
    assert read_ending(state) == ("Completed", {"disagreement"})
    assert state.message == "Lake, ledger and star disagree: 1 missing, 1 replaced."
    key = ArtifactFilter(key=ArtifactFilterKey(any_=["sparkify-reconcile"]))
    with get_client(sync_client=True) as client:
        newest = max(client.read_artifacts(artifact_filter=key), key=lambda one: str(one.created))
    assert f"| missing | log_data/2018/11/{DAY_2} |" in str(newest.data)
    assert run_reconcile(sparkify_reconcile, ["--lake", lake]) == 1
    assert f"log_data/2018/11/{DAY_1}  (loaded with" in capsys.readouterr().out


@pytest.mark.usefixtures("prefect_api")
def test_the_command_rebuilds_a_lost_ledger(
    lake: str, sparkify_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in = find_current(sparkify_home)
    stand_in.run("drop table ops.loaded_files cascade")
    assert run_reconcile(sparkify_reconcile, ["--lake", lake]) == 1
    assert "python flows/reconcile_flow.py --rebuild-ledger" in capsys.readouterr().err
    assert run_reconcile(sparkify_reconcile, ["--lake", lake, "--rebuild-ledger"]) == 0
    printed = capsys.readouterr().out
    assert "Ledger rebuilt: 2 files are proven to be in the star and were written" in printed
    assert "Lake, ledger and star agree: 2 files, 1 plays, 1 page views." in printed
    assert stand_in.value("select count(*) from ops.loaded_files") == 2
    assert update_tables(stand_in.warehouse) == []


@pytest.mark.usefixtures("prefect_api")
def test_a_rebuild_beside_another_run_that_is_at_work_ends_with_1_and_says_so(
    lake: str,
    sparkify_home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in = find_current(sparkify_home)
    stand_in.run("delete from ops.loaded_files")
    # the flow does not wait, which it would for longer than a test may take
    monkeypatch.setitem(take_lease.__kwdefaults__ or {}, "wait_seconds", 0)
    lease = take_lease(stand_in.warehouse, "another")
    assert lease is not None
    with lease:
        assert run_reconcile(sparkify_reconcile, ["--lake", lake, "--rebuild-ledger"]) == 1
    assert "another run holds the lease and is at work" in capsys.readouterr().err
    assert stand_in.value("select count(*) from ops.loaded_files") == 0
