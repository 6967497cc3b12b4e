import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sample_lake.__main__ import main

# a shell that runs the tests in the background has its children ignore Ctrl-C
AS_IN_A_TERMINAL = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("sample_lake", run_name="__main__", alter_sys=True)
"""


def start_endless_lake(directory: Path, *options: str) -> subprocess.Popen[str]:
    """Starts a lake that takes minutes, and returns once files are being written."""
    program = [sys.executable, "-c", AS_IN_A_TERMINAL]
    command = [*program, str(directory), "--songs", "1000000", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 300
    while not any(directory.parent.glob(".*.unfinished/song_data")):
        assert process.poll() is None, "it ended early"
        assert time.monotonic() < deadline, "it wrote no song"
        time.sleep(0.02)
    return process


def stop(process: subprocess.Popen[str], how: signal.Signals) -> str:
    process.send_signal(how)
    return process.communicate(timeout=300)[1]


def test_a_killed_run_leaves_nothing_that_looks_like_a_lake(tmp_path: Path) -> None:
    stop(start_endless_lake(tmp_path / "lake"), signal.SIGKILL)
    assert not (tmp_path / "lake").exists()
    assert main([str(tmp_path / "lake"), "--events", "9", "--songs", "9"]) == 0


def test_a_run_killed_while_it_replaces_a_lake_leaves_the_old_one(tmp_path: Path) -> None:
    main([str(tmp_path / "lake"), "--events", "9", "--songs", "9"])
    stop(start_endless_lake(tmp_path / "lake", "--force"), signal.SIGKILL)
    assert len(list((tmp_path / "lake").rglob("TR*.json"))) == 9


def test_ctrl_c_cleans_up_and_says_so(tmp_path: Path) -> None:
    process = start_endless_lake(tmp_path / "lake")
    message = stop(process, signal.SIGINT)
    assert process.returncode == 130
    assert message.endswith("lake: stopped. Nothing was left behind.\n")
    assert not list(tmp_path.iterdir())


def test_it_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "lake"), "--events", "1200", "--songs", "30", "--days", "2"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{tmp_path / 'lake'}: 1,200 events (")
    assert "of 2 days, 30 songs, 33 files" in said


def test_every_option_reaches_the_lake(tmp_path: Path) -> None:
    asked = ["--events=50", "--songs=3", "--days=1", "--users=2", "--seed=5"]
    asked.append("--first-day=2020-02-29")
    assert main([str(tmp_path / "lake"), *asked]) == 0
    log = (tmp_path / "lake/log_data/2020/02/2020-02-29-events.json").read_text()
    assert log.count("\n") == 49
    assert main([str(tmp_path / "lake"), *asked, "--force"]) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--events", "many"], "invalid int value: 'many'"),
        (["--first-day", "yesterday"], "'yesterday' is no day. Write it as 2024-11-01."),
        (["--speed", "9"], "unrecognized arguments: --speed 9"),
    ],
)
def test_a_wrong_option_is_told_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path / "lake"), *options])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--events", "-5"], "events: -5 is too few. Ask for 1 or more."),
        (["--songs", "999999999"], "is more than 268435456 ids"),
        (["--first-day", "1969-07-20"], "outside 1971-01-01 to 9999-12-31"),
        (["--first-day", "9999-12-30"], "outside 1971-01-01 to 9999-12-31"),
    ],
)
def test_an_impossible_lake_is_told_in_one_line_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main([str(tmp_path / "lake"), *options]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_taken_directory_is_refused_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").touch()
    assert main([str(tmp_path), "--force"]) == 2
    assert "holds 'notes.txt'" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_told_with_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main([str(tmp_path / "file/lake")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_help_explains_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    for option in ("--events", "--songs", "--days", "--users", "--first-day", "--seed", "--force"):
        assert option in said
