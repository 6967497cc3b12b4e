"""Which of a machine's lakes a person sees: that of the last good run, or the one that is named.

The tests follow one state directory: `one` is loaded, the first load of `two` fails, then it loads.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from prefect.client.schemas.objects import State
from prefect_server import ROOT
from stand_in import find_current, give_scripts, stop_all
from streamlit.testing.v1 import AppTest
from tiny_lake import open_lake, write_files

from dashboard import export
from flows.etl_flow import sparkify_etl
from local_redshift import cli
from local_redshift.process import stop_running

DAY = "2018-11-01-events.json"
COUNT = "select count(*) from songplays"


def load(root: Path) -> State[Any]:
    open_lake(root)
    state: State[Any] = sparkify_etl(lake=str(root / "lake"), max_rejected=0, return_state=True)
    return state


def count_plays(capsys: pytest.CaptureFixture[str], *options: str) -> int:
    capsys.readouterr()
    assert cli.main(["sql", "--csv", COUNT, *options]) == 0
    return int(capsys.readouterr().out.split()[1])


def read_captions(monkeypatch: pytest.MonkeyPatch, *options: str) -> list[str]:
    """The captions of the dashboard's first page."""
    monkeypatch.setattr(sys, "argv", ["dashboard/pages.py", *options])
    streamlit.cache_data.clear()
    streamlit.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "dashboard/pages.py"), default_timeout=300).run()
    assert not app.exception
    return [caption.value for caption in app.caption]


@pytest.fixture(scope="module")
def lakes(
    tmp_path_factory: pytest.TempPathFactory, chart_scripts: Path, prefect_api: str
) -> Iterator[Path]:
    """Where `one` is, which is loaded, and `two`, whose first load has failed."""
    assert prefect_api
    root = tmp_path_factory.mktemp("lakes")
    give_scripts(root / "home", chart_scripts)
    write_files(root / "one", {DAY: [{}]})
    write_files(root / "two", {DAY: [{}, "bad", {}]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARKIFY_HOME", str(root / "home"))
        assert load(root / "one").is_completed()
        assert load(root / "two").is_failed()
        yield root
    stop_all(root / "home")


@pytest.fixture(scope="module")
def both(lakes: Path) -> tuple[Path, Path]:
    """The lakes when both are loaded, `two` last."""
    write_files(lakes / "two", {DAY: [{}, {}, {}]})
    assert load(lakes / "two").is_completed()
    return lakes / "one" / "lake", lakes / "two" / "lake"


def test_a_first_load_that_fails_leaves_what_is_shown(
    lakes: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert count_plays(capsys) == 1
    shown = f"Warehouse local, lake {lakes / 'one' / 'lake'}"
    assert any(shown in caption for caption in read_captions(monkeypatch))


@pytest.mark.usefixtures("both")
def test_a_load_that_publishes_takes_the_place_of_what_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert count_plays(capsys) == 3


def test_every_command_names_the_lake_that_it_shows_and_takes_another(
    both: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = both
    page = tmp_path / "page.html"
    for options, lake in (([], two), (["--lake", str(one)], one), (["--lake", "one/"], one)):
        capsys.readouterr()
        assert cli.main(["status", "--json", *options]) == 0
        assert json.loads(capsys.readouterr().out)["lake"] == lake.as_uri()
        assert cli.main(["sql", COUNT, *options]) == 0
        assert capsys.readouterr().err == f"lake: {lake.as_uri()}\n"
        assert export.main(["--output", str(page), *options]) == 0
        assert f"local, lake {lake}" in page.read_text()
    for main, arguments in ((cli.main, ["sql", COUNT]), (export.main, [])):
        capsys.readouterr()
        assert main([*arguments, "--lake", "three"]) == 1
        (line,) = capsys.readouterr().err.strip().splitlines()
        assert one.as_uri() in line
        assert two.as_uri() in line


def test_the_dashboard_names_the_lake_that_it_is_given(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = f"Warehouse local, lake {both[0]}"
    assert any(shown in caption for caption in read_captions(monkeypatch, "--lake", "one/"))


@pytest.mark.usefixtures("both")
def test_a_run_that_finds_nothing_to_do_shows_its_lake(
    lakes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(lakes / "one").is_completed()
    assert count_plays(capsys) == 1


@pytest.mark.usefixtures("prefect_api")
def test_a_stand_in_that_was_asked_before_the_first_load_does_not_hide_it(
    tmp_path: Path, empty_home: Path, chart_scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_scripts(empty_home, chart_scripts)
    assert cli.main(["sql", "create table notes as select 7 as kept"]) == 0
    write_files(tmp_path, {DAY: [{}]})
    assert load(tmp_path).is_completed()
    assert count_plays(capsys) == 1
    assert find_current(empty_home).value("select count(*) from star.songplays") == 1
    before = empty_home / "redshift-before"
    assert cli.main(["sql", "select kept from notes", "--directory", str(before)]) == 0
    assert "7" in capsys.readouterr().out
    stop_running(before)
