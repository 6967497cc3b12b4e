"""Which of a machine's lakes a person sees: that of the last good run, or the one that is named."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import streamlit
from prefect.client.schemas.objects import State
from prefect_server import ROOT
from stand_in import find_current
from streamlit.testing.v1 import AppTest
from tiny_lake import open_lake, write_files

from flows.etl_flow import sparkify_etl
from local_redshift.process import stop_running

pytestmark = pytest.mark.usefixtures("prefect_api")
DAY = "2018-11-01-events.json"
COUNT = "select count(*) from songplays"


def load(root: Path) -> State[Any]:
    open_lake(root)
    state: State[Any] = sparkify_etl(lake=str(root / "lake"), max_rejected=0, return_state=True)
    return state


def run(*command: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "SPARKIFY_HOME": str(home)},
        check=False,
    )


def count_plays(*options: str, home: Path) -> int:
    done = run("local_redshift", "sql", "--csv", COUNT, *options, home=home)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[1])


@pytest.fixture
def loaded(tmp_path: Path, sparkify_home: Path) -> Path:
    """A state directory with two lakes: `one` is loaded, the first load of `two` has failed."""
    write_files(tmp_path / "one", {DAY: [{}]})
    write_files(tmp_path / "two", {DAY: [{}, "bad", {}]})
    assert load(tmp_path / "one").is_completed()
    assert load(tmp_path / "two").is_failed()
    return sparkify_home


def test_a_first_load_that_fails_leaves_what_is_shown_and_one_that_publishes_takes_its_place(
    loaded: Path, tmp_path: Path
) -> None:
    assert count_plays(home=loaded) == 1
    write_files(tmp_path / "two", {DAY: [{}, {}, {}]})
    assert load(tmp_path / "two").is_completed()
    assert count_plays(home=loaded) == 3
    assert load(tmp_path / "one").is_completed()  # nothing to do, and asked for
    assert count_plays(home=loaded) == 1


def test_every_command_names_the_lake_that_it_shows_and_takes_another(
    loaded: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one" / "lake", tmp_path / "two" / "lake"
    write_files(tmp_path / "two", {DAY: [{}, {}, {}]})
    assert load(tmp_path / "two").is_completed()
    for options, lake in (([], two), (["--lake", str(one)], one), (["--lake", "one/"], one)):
        facts = json.loads(run("local_redshift", "status", "--json", *options, home=loaded).stdout)
        assert facts["lake"] == lake.as_uri()
        shown = run("local_redshift", "sql", COUNT, *options, home=loaded)
        assert shown.stderr == f"lake: {lake.as_uri()}\n"
        page = tmp_path / "page.html"
        done = run("dashboard.export", "--output", str(page), *options, home=loaded)
        assert done.returncode == 0, done.stderr
        assert f"local, lake {lake}" in page.read_text()
    for command in (["local_redshift", "sql", COUNT], ["dashboard.export"]):
        refused = run(*command, "--lake", "three", home=loaded)
        assert refused.returncode == 1
        (line,) = refused.stderr.strip().splitlines()
        assert one.as_uri() in line
        assert two.as_uri() in line


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("options", [[], ["--lake", "one/"]], ids=["last", "named"])
def test_the_dashboard_names_the_lake_that_it_shows(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if options:
        write_files(tmp_path / "two", {DAY: [{}, {}, {}]})
        assert load(tmp_path / "two").is_completed()
    monkeypatch.setattr(sys, "argv", ["dashboard/app.py", *options])
    streamlit.cache_data.clear()
    streamlit.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "dashboard/app.py"), default_timeout=300).run()
    assert not app.exception
    shown = f"Warehouse local, lake {tmp_path / 'one' / 'lake'}"
    assert any(shown in caption.value for caption in app.caption)


def test_a_stand_in_that_was_asked_before_the_first_load_does_not_hide_it(
    tmp_path: Path, sparkify_home: Path
) -> None:
    run("local_redshift", "sql", "create table notes as select 7 as kept", home=sparkify_home)
    write_files(tmp_path, {DAY: [{}]})
    assert load(tmp_path).is_completed()
    assert count_plays(home=sparkify_home) == 1
    assert find_current(sparkify_home).value("select count(*) from star.songplays") == 1
    before = str(sparkify_home / "redshift-before")
    kept = run(
        "local_redshift", "sql", "select kept from notes", "--directory", before, home=tmp_path
    )
    assert "7" in kept.stdout, kept.stderr
    stop_running(sparkify_home / "redshift-before")
