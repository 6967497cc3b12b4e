"""Every command of the pages that a newcomer follows is run, and every number is a real one."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import prefect
import pytest
from free_port import find_free_port
from prefect_server import BUSY_SECONDS, ROOT, PrefectServer, end, wait_until
from s3_fixtures import bucket as bucket  # noqa: PLC0414 - fixtures
from s3_fixtures import s3 as s3  # noqa: PLC0414
from s3_fixtures import s3_server as s3_server  # noqa: PLC0414
from s3_server import S3Server
from stand_in import find_current, stop_all
from synced_bucket import SyncedBucket
from tiny_lake import open_lake, write_files

README = (ROOT / "README.md").read_text("utf-8")
RUNNING = (ROOT / "docs/running.md").read_text("utf-8")
FIRST = "pip install -e . && python flows/etl_flow.py"
DASHBOARD = "streamlit run dashboard/app.py"
AFTER = {
    'python -m local_redshift sql "select count(*) from songplays"': "6671",
    "python flows/etl_flow.py --help": "--max-rejected",
    "python flows/reconcile_flow.py": "agree",
}
OWN_FILES = "python flows/etl_flow.py --lake path/to/lake"
BUCKET = "python flows/etl_flow.py --lake s3://bucket/prefix"
SERVER, *PREFECT = (
    "prefect server start",
    "prefect config set PREFECT_API_URL=http://127.0.0.1:4200/api",
    "prefect work-pool create sparkify --type process",
    "prefect --no-prompt deploy --all",
    "prefect worker start --pool sparkify",
    "prefect deployment run 'sparkify-etl/local' --watch",
)


NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def read_commands(page: str) -> list[str]:
    blocks = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [re.sub(r"\s+#.*", "", line) for line in lines]


def run(command: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as it is printed, with nothing of the tests' own Prefect."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(  # noqa: S602 - the pages are ours
        command,
        shell=True,
        cwd=ROOT,
        env={**kept, "PATH": path, "SPARKIFY_HOME": str(home), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=BUSY_SECONDS,
        check=False,
    )


@contextmanager
def going_on(command: str, environment: dict[str, str], log: Path) -> Iterator[None]:
    """A command that goes on until the block is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command.split()],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        end(process)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("readme") / ".sparkify"
    yield directory
    stop_all(directory)


@pytest.fixture(scope="module")
def first(home: Path) -> str:
    """What the first command prints."""
    install, _, load = FIRST.partition(" && ")
    offline = "--dry-run --no-deps --no-build-isolation --no-index --quiet"
    done = run(f"python -m {install} {offline}", home)
    assert done.returncode == 0, done.stderr
    done = run(load, home, PREFECT_HOME=str(home.parent / "prefect"))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.replace(f"{home.parent}/", "")


def take_out_what_changes(output: str) -> str:
    output = re.sub(r"data_docs/\S+/index", "data_docs/RUN/index", output)
    output = re.sub(r"[\d,]+ statements on [\d,]+ connections, [\d.,]+ s", "N statements", output)
    return re.sub(r"(seconds +)[\d.]+", r"\1N", output)


def test_the_first_command_prints_what_the_page_shows_and_no_more(first: str) -> None:
    shown = README.split("ends with:\n\n```text\n")[1].split("```")[0]
    assert take_out_what_changes(first.strip()) == take_out_what_changes(shown.strip())


def test_the_first_command_loads_each_line_of_the_sample(first: str, home: Path) -> None:
    files = (home / "sample_lake" / "log_data").rglob("*.json")
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    plays = [line for line in lines if '"page":"NextSong"' in line]
    assert f"{len(lines):,} = {len(plays):,} plays + " in first
    stand_in = find_current(home)
    assert stand_in.value("select count(*) from star.songplays") == len(plays) == 6671
    assert stand_in.value("select count(*) from staging.staging_events") == 0
    assert stand_in.value("select count(distinct table_name) from ops.checks") == 9


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("command", AFTER)
def test_what_comes_after_works_as_it_is_printed(
    command: str, home: Path, prefect_server: PrefectServer
) -> None:
    done = run(command, home, PREFECT_API_URL=f"{prefect_server.url}/api")
    assert done.returncode == 0, done.stderr
    assert AFTER[command] in done.stdout


@pytest.mark.usefixtures("first")
def test_the_dashboard_is_served(home: Path, tmp_path: Path) -> None:
    port = find_free_port()
    environment = {**os.environ, "SPARKIFY_HOME": str(home)}
    command = f"{sys.executable} -m {DASHBOARD} --server.headless true --server.port {port}"

    def is_healthy() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/_stcore/health").text == "ok"
        except httpx.HTTPError:
            return False

    with going_on(command, environment, tmp_path / "log"):
        wait_until(is_healthy, BUSY_SECONDS, "the dashboard")


@pytest.mark.long  # other tests load both in every run
def test_files_of_ones_own_are_loaded_from_a_directory_and_a_bucket(
    prefect_server: PrefectServer, s3: S3Server, bucket: str, tmp_path: Path
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "TRA.json": [{}]})
    open_lake(tmp_path)
    synced = SyncedBucket(s3, bucket, tmp_path)
    synced.sync()
    commands = (
        OWN_FILES.replace("path/to/lake", str(tmp_path / "lake")),
        BUCKET.replace("s3://bucket/prefix", synced.uri),
    )
    home = tmp_path / "home"
    try:
        for command in commands:
            done = run(command, home, PREFECT_API_URL=f"{prefect_server.url}/api")
            assert done.returncode == 0, done.stderr
            assert "Loaded 1 plays" in done.stdout
    finally:
        stop_all(home)


@pytest.mark.long  # a worker runs the deployment in every run, for Prefect's pages
def test_the_way_of_prefect_ends_with_a_run_that_completed(
    prefect_server: PrefectServer, sparkify_home: Path, tmp_path: Path
) -> None:
    assert SERVER.split()[1:] == ["server", "start"]  # which the fixture runs, on a free port
    configure, *before, worker, deployment = PREFECT
    environment = {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_WORKER_QUERY_SECONDS": "1"}
    own = configure.replace("http://127.0.0.1:4200", prefect_server.url)
    for command in (own, before[0] + " --overwrite", before[1]):
        done = run(f"python -m {command}", sparkify_home, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
    everything = {**os.environ, **environment, "SPARKIFY_HOME": str(sparkify_home)}
    with going_on(f"{sys.executable} -m {worker}", everything, tmp_path / "log"):
        done = run(f"python -m {deployment}", sparkify_home, **environment)
    assert done.returncode == 0, (tmp_path / "log").read_text()
    assert find_current(sparkify_home).value("select count(*) from star.songplays") == 6671


def test_the_pages_have_no_other_command() -> None:
    assert read_commands(README) == [FIRST, DASHBOARD, *AFTER]
    assert read_commands(RUNNING) == [OWN_FILES, BUCKET, SERVER, *PREFECT]


def test_every_number_of_the_page_is_one_that_is_proven(first: str) -> None:
    """In the prose; blocks are compared as a whole, and code and addresses are names."""
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    prose = re.sub(
        r"<[^>]*>|`[^`]*`|\]\([^)]*\)|https?://\S+|^\d\. ", "", prose, flags=re.MULTILINE
    )
    numbers = set(NUMBER.findall(prose))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    least, after = re.findall(r"3\.(\d+)", project["requires-python"])
    proven = {f"3.{least}", f"3.{int(after) - 1}", prefect.__version__.partition(".")[0]}
    proven |= set(NUMBER.findall(first.partition("data docs")[0]))
    elsewhere = {"1": "weekdays are ISO's", "256": "the width of Redshift's load views"}
    assert numbers - proven <= set(elsewhere)
