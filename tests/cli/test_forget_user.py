"""`python cli/forget_user.py`: exit codes, what it prints, and that it names nobody."""

import re
from pathlib import Path

import pytest
from quick_load import load as run_load
from stand_in import find_current
from tiny_lake import open_lake, write_files

import blocks.lakes
from blocks.warehouses import open_warehouse
from cli.command_line import run_etl
from cli.forget_user import run_forget
from flows.etl_flow import sparkify_etl
from warehouse.database.lease import take_lease
from warehouse.database.tables import update_tables

DAY = "2018-11-01-events.json"
HIM = {"userId": "4711", "firstName": "Zebulon"}


@pytest.fixture
def lake(tmp_path: Path, sparkify_home: Path) -> str:
    """A lake that is loaded into the warehouse `local`."""
    assert sparkify_home
    write_files(tmp_path, {DAY: [{}, HIM, HIM], "TRA.json": [{}]})
    opened = blocks.lakes.open_lake(str(open_lake(tmp_path).uri.removeprefix("file://")))
    warehouse = open_warehouse("local", opened.uri)
    update_tables(warehouse)
    run_load(warehouse, opened)
    return str(tmp_path / "lake")


def test_it_prints_what_was_removed_and_which_files_hold_the_user(
    lake: str, sparkify_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (tmp_path / "lake/log_data/2018/11" / DAY).read_bytes()
    assert run_forget(["4711", "--lake", lake]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"star\.users +1 rows", printed)
    assert re.search(r"star\.songplays +2 rows", printed)
    assert "touched. 1 loaded files hold an event of the user:\n" in printed
    assert f"file://{lake}/log_data/2018/11/{DAY}" in printed
    assert "4711" not in printed
    assert "Zebulon" not in printed
    assert (tmp_path / "lake/log_data/2018/11" / DAY).read_bytes() == content
    stand_in = find_current(sparkify_home)
    assert stand_in.value("select count(*) from star.songplays") == 3
    assert stand_in.value("select count(*) from star.users") == 1


def test_a_user_who_is_nowhere_is_remembered_all_the_same(
    lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_forget(["12", "--lake", lake]) == 0
    assert "No known file holds an event of the user." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["", "--lake", "{lake}"], "has 1 to 64 bytes"), (["1", "--lake", "{lake}/no"], "The lake")],
)
def test_what_does_not_exist_ends_with_2_and_one_line(
    arguments: list[str], words: str, lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_forget([each.format(lake=lake) for each in arguments]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.startswith("forget_user: ")
    assert words in printed.err


def test_beside_a_run_that_is_at_work_it_ends_with_1_and_removes_nothing(
    lake: str,
    sparkify_home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in = find_current(sparkify_home)
    # it does not wait, which it would for longer than a test may take
    monkeypatch.setitem(take_lease.__kwdefaults__ or {}, "wait_seconds", 0)
    lease = take_lease(stand_in.warehouse, "another")
    assert lease is not None
    with lease:
        assert run_forget(["4711", "--lake", lake]) == 1
    assert "another run holds the lease and is at work" in capsys.readouterr().err
    assert stand_in.value("select count(*) from star.users") == 2


@pytest.mark.usefixtures("prefect_api")
def test_a_checked_run_loads_a_day_of_the_forgotten_user_alone(
    lake: str, sparkify_home: Path, tmp_path: Path
) -> None:
    assert run_forget(["4711", "--lake", lake]) == 0
    write_files(tmp_path, {"2018-11-02-events.json": [HIM] * 40, "2018-11-03-events.json": [{}]})
    assert run_etl(sparkify_etl, ["--lake", lake]) == 0
    stand_in = find_current(sparkify_home)
    assert stand_in.value("select count(*) from star.songplays") == 3 + 40 + 1
    assert stand_in.value("select count(*) from star.users") == 1
    failed = stand_in.rows("select check_name, severity from ops.checks where not success")
    assert [row for row in failed if row["severity"] == "critical"] == []


def test_help_explains_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_forget(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert set(re.findall(r"^  (?:-h, )?--([a-z-]+)", text, re.MULTILINE)) == {
        "help",
        "warehouse",
        "lake",
    }
    assert "USER_ID" in text
