"""The flow through Prefect, on real files and on odd ones."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from run_tags import read_ending
from stand_in import StandIn, find_current, give_scripts, stop_all
from tiny_lake import find_path, open_lake, write_files

from flows.etl_flow import sparkify_etl
from warehouse.errors import RejectedLinesError
from warehouse.planning.load_order import STAR_TABLES, list_checked
from warehouse.publishing.report import Report, write_text
from warehouse.sources import SOURCES

SHARED = Path(__file__).parents[3] / "shared" / "data"
NEEDS_REAL = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the real files are not here: {SHARED} does not exist"
)
REAL_ROWS = {
    "users": 86,
    "songs": 1192,
    "artists": 1135,
    "time": 3039,
    "page_views": 533,
    "songplays": 3041,
}
KEYS = {
    "users": "user_id",
    "songs": "song_id",
    "artists": "artist_id",
    "time": "start_time",
    "page_views": "page_view_id",
    "songplays": "songplay_id",
}


def run(lake: Path | str, **options: Any) -> Report:
    report = sparkify_etl(lake=str(lake), **options)
    assert isinstance(report, Report)
    return report


def count_copies(stand_in: StandIn) -> int:
    return int(stand_in.value("select count(*) from stl_load_commits"))


@dataclass(frozen=True)
class Ran:
    """A run, and what the warehouse was like after it: files that COPY had loaded, and the star."""

    report: Report
    copies: int
    star: dict[str, int]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, chart_scripts: Path) -> Iterator[Path]:
    """The state directory of the two runs."""
    directory = tmp_path_factory.mktemp("home")
    give_scripts(directory, chart_scripts)
    yield directory
    stop_all(directory)


@pytest.fixture(scope="module")
def two_runs(home: Path, prefect_api: str) -> tuple[Ran, Ran]:
    """Two runs over the real files."""
    assert prefect_api
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARKIFY_HOME", str(home))
        return run_real(home), run_real(home)


def run_real(home: Path) -> Ran:
    report = run(SHARED / "sparkify")
    stand_in = find_current(home)
    return Ran(report, count_copies(stand_in), read_hashes(stand_in))


def read_hashes(stand_in: StandIn) -> dict[str, int]:
    return {
        table: hash(frozenset(map(str, stand_in.rows(f"select * from star.{table}"))))
        for table in STAR_TABLES
    }


@NEEDS_REAL
def test_the_real_files_give_the_rows_that_are_known(two_runs: tuple[Ran, Ran], home: Path) -> None:
    stand_in = find_current(home)
    report = two_runs[0].report
    assert report.star_rows == REAL_ROWS
    assert report.published is not None
    assert (report.published.lines, report.published.rejected) == (3574, 0)
    for table, key in KEYS.items():
        count = f"select count(*) as n, count(distinct {key}) as keys from star.{table}"
        assert stand_in.rows(count) == [{"n": REAL_ROWS[table], "keys": REAL_ROWS[table]}]


@NEEDS_REAL
def test_a_second_run_loads_nothing_issues_no_copy_and_says_so(two_runs: tuple[Ran, Ran]) -> None:
    first, second = two_runs
    assert first.copies == second.copies > 0
    assert first.star == second.star
    assert second.report.published is None
    assert second.report.headline == "Nothing to do: every file of the lake is loaded."
    assert second.report.star_rows == REAL_ROWS


@NEEDS_REAL
def test_the_report_has_files_rows_lines_checks_match_rate_and_what_to_do_next(
    two_runs: tuple[Ran, Ran],
) -> None:
    text = write_text(two_runs[0].report)
    for words in (
        "Loaded 3,041 plays of 2018-11-01 to 2018-11-15",
        "15 of events, 1,192 of songs",
        "3,574 = 3,041 plays + 533 page views + 0 duplicates + 0 rejected",
        "of the plays are songs of the catalogue",
        "songplays 3,041",
        "passed",
        "seconds",
        "the runs",
    ):
        assert words in text


@NEEDS_REAL
def test_misread_names_of_the_real_files_are_repaired(
    two_runs: tuple[Ran, Ran], home: Path
) -> None:
    stand_in = find_current(home)
    published = two_runs[0].report.published
    assert published is not None
    assert published.repaired_texts > 50
    count = "select count(*) from star.songplays where artist_name like '{}'"
    assert stand_in.value(count.format("%Ã%")) == 0
    assert stand_in.value(count.format("Björk")) > 0


@NEEDS_REAL
@pytest.mark.usefixtures("two_runs")
def test_every_step_is_a_task_of_the_run_by_name() -> None:
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs()
        (flow_run,) = [one for one in runs if one.name.startswith("2018-11-01 to 2018-11-15")]
        tasks = {
            task.name
            for task in client.read_task_runs()
            if task.flow_run_id == flow_run.id and task.state_name == "Completed"
        }
    assert {
        "plan batch",
        "create tables",
        "copy events to staging",
        "copy songs to staging",
        *(f"insert {table}" for table in STAR_TABLES),
        *(f"check {table}" for table in list_checked(SOURCES)),
        "publish batch",
        "report batch",
    } <= tasks


@NEEDS_REAL
@pytest.mark.usefixtures("prefect_api")
def test_odd_files_met_in_the_wild_load(sparkify_home: Path, tmp_path: Path) -> None:
    open_lake(tmp_path)
    for path, name in zip(
        sorted((SHARED / "oddities").iterdir()),
        ("2018-11-01-events.json", "TRAAAAK128F9318786.json"),
        strict=True,
    ):
        target = find_path(tmp_path, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    report = run(tmp_path / "lake")
    objects = find_path(tmp_path, "2018-11-01-events.json").read_text("utf-8").count('"page"')
    assert report.published is not None
    assert (report.published.lines, report.published.rejected) == (objects, 0)
    stand_in = find_current(sparkify_home)
    songs = {row["song_id"] for row in stand_in.rows("select song_id from star.songs")}
    assert songs == {"SOBLFFE12AF72AA5BA", "SOQPWCR12A6D4FB2A3"}


@pytest.mark.usefixtures("prefect_api")
def test_too_many_bad_lines_end_the_run_as_failed_by_wrong_data(
    sparkify_home: Path, tmp_path: Path
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}, {}, "bad", "bad"]})
    open_lake(tmp_path)
    state = sparkify_etl(lake=str(tmp_path / "lake"), max_rejected=1, return_state=True)
    assert read_ending(state) == ("Failed", {"wrong-data"})
    with pytest.raises(RejectedLinesError, match=r"2018-11-01-events\.json"):
        state.result()
    count = "select count(*) from star.songplays"
    assert find_current(sparkify_home).value(count) == 0


@pytest.mark.usefixtures("prefect_api")
def test_a_file_that_fails_by_itself_fails_the_run_once_and_the_others_are_published(
    sparkify_home: Path, tmp_path: Path
) -> None:
    names = [f"2018-11-0{day}-events.json" for day in (1, 2)]
    write_files(tmp_path, {names[0]: [{}, {}], names[1]: ["bad", "bad"]})
    open_lake(tmp_path)
    lake = str(tmp_path / "lake")
    state = sparkify_etl(lake=lake, return_state=True)
    assert read_ending(state) == ("Failed", {"wrong-data"})
    for words in ("Loaded 2 plays of 2018-11-01", "1 file was left out", names[1], "--accept"):
        assert words in str(state.message)
    count = "select count(*) from star.songplays"
    assert find_current(sparkify_home).value(count) == 2
    state = sparkify_etl(lake=lake, return_state=True)
    assert read_ending(state) == ("Completed", {"nothing-to-do"})
    assert "but 1 left out before" in str(state.message)
    state = sparkify_etl(lake=lake, accept=[names[1]], return_state=True)
    assert state.name == "Completed"
    assert find_current(sparkify_home).value("select count(*) from ops.quarantined_files") == 0


@pytest.mark.usefixtures("prefect_api")
def test_a_plan_alone_changes_nothing(empty_home: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}]})
    open_lake(tmp_path)
    state = sparkify_etl(lake=str(tmp_path / "lake"), plan_only=True, return_state=True)
    assert read_ending(state) == ("Completed", {"planned"})
    report = state.result()
    assert isinstance(report, Report)
    assert report.batch is not None
    assert len(report.batch.files) == 1
    stand_in = find_current(empty_home)
    assert count_copies(stand_in) == 0
    tables = "select count(*) from svv_tables where table_schema in ('staging', 'star', 'ops')"
    assert stand_in.value(tables) == 0
