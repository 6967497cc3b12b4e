"""`python flows/etl_flow.py`: exit codes, one clear line, and help for every option."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from stand_in import find_current
from tiny_lake import open_lake, write_files

from cli.command_line import run_etl
from flows.etl_flow import sparkify_etl

ROOT = Path(__file__).parents[2]


def run_command(
    *arguments: str, home: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the command as a person would, with nothing of the tests' own Prefect."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [sys.executable, "flows/etl_flow.py", *arguments],
        cwd=ROOT,
        env={**kept, "SPARKIFY_HOME": str(home), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def lake(tmp_path: Path) -> str:
    write_files(tmp_path, {"2018-11-01-events.json": [{}, {"page": "Home"}], "TRA.json": [{}]})
    open_lake(tmp_path)
    return str(tmp_path / "lake")


def test_help_explains_every_option_and_every_parameter_of_the_flow_has_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_etl(sparkify_etl, ["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    pattern = r"^  (?:-h, )?(--[a-z-]+)(?: [A-Z-]+)?(?:\n +|  +)\S.+$"
    options = re.findall(pattern, text, re.MULTILINE)
    explained = {option.strip("-").replace("-", "_") for option in options}
    renamed = {"first_day": "from", "last_day": "to", "plan_only": "plan"}
    parameters = inspect.signature(sparkify_etl.fn).parameters
    assert {renamed.get(name, name) for name in parameters} <= explained
    assert set(re.findall(r"^  (?:-h, )?--([a-z-]+)", text, re.MULTILINE)) == {
        name.replace("_", "-") for name in explained
    }


@pytest.mark.usefixtures("sparkify_home", "prefect_api")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["--from", "yesterday"],
        ["--max-rejected", "few"],
        ["--max-rejected", "-1"],
        ["--from", "2018-11-02", "--to", "2018-11-01"],
    ],
    ids=["option", "date", "number", "number below 0", "window"],
)
def test_an_option_that_is_wrong_ends_with_2_and_what_is_allowed(
    arguments: list[str], lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_etl(sparkify_etl, ["--lake", lake, *arguments])
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.usefixtures("sparkify_home")
@pytest.mark.parametrize(
    ("folder", "words"),
    [("nowhere/at/all", "is not a directory"), ("", "has no log_data/ folder")],
)
def test_a_lake_that_is_none_ends_with_2_and_one_line(
    folder: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_etl(sparkify_etl, ["--lake", str(tmp_path / folder)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert words in printed.err


@pytest.mark.usefixtures("sparkify_home", "prefect_api")
@pytest.mark.parametrize(
    ("option", "words"),
    [
        (
            "--lake",
            "neither 'sample' nor a directory nor s3://bucket/prefix nor a sparkify-lake block. ",
        ),
        ("--warehouse", "neither 'local' nor a redshift-credentials block. Make the block"),
    ],
)
def test_a_name_that_is_no_block_ends_with_2_and_one_line(
    option: str, words: str, lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--lake", lake] if option == "--warehouse" else []
    assert run_etl(sparkify_etl, [*arguments, option, "no-such-block"]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert words in printed.err


@pytest.mark.usefixtures("sparkify_home", "prefect_api")
def test_data_that_is_too_bad_ends_with_1_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": ["bad", {}]})
    open_lake(tmp_path)
    arguments = ["--lake", str(tmp_path / "lake"), "--max-rejected", "0"]
    assert run_etl(sparkify_etl, arguments) == 1
    printed = capsys.readouterr()
    assert (
        "FAILED: 1 lines were rejected of files that are fine otherwise, 0 are allowed"
        in printed.err
    )
    assert printed.out == ""


def test_the_first_command_works_with_no_prefect_server_and_prints_what_the_readme_shows(
    sparkify_home: Path, tmp_path: Path
) -> None:
    readme = (ROOT / "README.md").read_text()
    assert "pip install -e . && python flows/etl_flow.py\n" in readme
    shown = readme.split("```text\n")[1].split("```")[0].splitlines()
    done = run_command(home=sparkify_home, environment={"PREFECT_HOME": str(tmp_path / "prefect")})
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert [line for line in shown if line not in done.stdout.splitlines()] == []
    files = (sparkify_home / "sample_lake" / "log_data").rglob("*.json")
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    plays = [line for line in lines if '"page":"NextSong"' in line]
    assert f"{len(lines):,} = {len(plays):,} plays + " in done.stdout
    stand_in = find_current(sparkify_home)
    assert stand_in.value("select count(*) from star.songplays") == len(plays) == 6671
    assert stand_in.value("select count(*) from staging.staging_events") == 0
    assert stand_in.value("select count(distinct table_name) from ops.checks") == 8
