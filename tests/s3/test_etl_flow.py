"""The commands over a bucket: `--lake s3://bucket/prefix`.

A run that is killed, and the one after it, are processes. The others are calls of what a command
calls, as to import all of it takes longer than a run.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from imported_checks import imported_checks as imported_checks  # noqa: PLC0414 - a fixture
from prefect.client.orchestration import get_client
from prefect.client.schemas.sorting import ArtifactSort
from prefect_server import BUSY_SECONDS, ROOT
from s3_server import Fault, S3Server
from stand_in import StandIn, find_current, lend
from synced_bucket import SyncedBucket
from tiny_lake import write_files

from cli.command_line import run_etl, run_reconcile
from flows.etl_flow import sparkify_etl
from flows.reconcile_flow import sparkify_reconcile

DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2, 3)]
PLAYS = "select count(*) from star.songplays"


class Commands:
    """Runs commands over a bucket, with a state directory of their own."""

    def __init__(
        self, synced: SyncedBucket, home: Path, api: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._synced = synced
        self._home = home
        self._capsys = capsys
        self._process = [sys.executable, "flows/etl_flow.py", "--lake", synced.uri]
        self._environment = {
            **os.environ,
            "PREFECT_API_URL": api,
            "PREFECT_HOME": str(home / "prefect"),
        }

    @property
    def stand_in(self) -> StandIn:
        return find_current(self._home)

    def run(self, *options: str, lake: str = "") -> tuple[int, str]:
        """Exit code of a load, and all that it printed."""
        code = run_etl(sparkify_etl, ["--lake", lake or self._synced.uri, *options])
        return code, self._read()

    def reconcile(self) -> tuple[int, str]:
        """Exit code of a comparison, and all that it printed."""
        return run_reconcile(sparkify_reconcile, ["--lake", self._synced.uri]), self._read()

    def _read(self) -> str:
        printed = self._capsys.readouterr()
        return printed.out + printed.err

    def begin(self, **extra: str) -> "subprocess.Popen[str]":
        """A load in a process of its own, which says on standard error what it does."""
        return subprocess.Popen(
            self._process,
            cwd=ROOT,
            env=self._environment | extra,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def artifacts(self) -> dict[str, str]:
        """The newest artifact of each key."""
        with get_client(sync_client=True) as client:
            found = client.read_artifacts(limit=50, sort=ArtifactSort.CREATED_DESC)
        return {str(one.key): str(one.data) for one in reversed(found)}

    def kill_after(self, words: str) -> None:
        """Begins a load, and kills it when it has printed these words."""
        with self.begin() as process:
            assert process.stderr is not None
            found = any(words in line for line in process.stderr)
            process.kill()
        assert found


@pytest.fixture
def beginning(
    synced: SyncedBucket, empty_home: Path, prefect_api: str, capsys: pytest.CaptureFixture[str]
) -> Commands:
    """Commands that start a stand-in."""
    return Commands(synced, empty_home, prefect_api, capsys)


@pytest.fixture
def commands(
    beginning: Commands, stand_in: StandIn, synced: SyncedBucket, chart_scripts: Path
) -> Commands:
    """Commands that find a running stand-in with empty tables."""
    lend(stand_in, synced.lake.uri, chart_scripts)
    return beginning


def test_a_bucket_is_loaded_followed_pruned_and_reconciled(
    commands: Commands, synced: SyncedBucket, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    code, output = commands.run()
    assert (code, "Loaded 3 plays" in output) == (0, True), output
    check_pages(commands, synced)
    code, output = commands.run(lake=f"{synced.uri}/")
    assert (code, "Nothing to do" in output) == (0, True), output

    write_files(tmp_path, {DAYS[0]: [{}, {}, {}], DAYS[1]: None})
    synced.sync()
    with synced.server.faults(
        Fault("GET", "list-type=2", 503, "SlowDown", times=1),
        Fault("GET", "/sparkify-work/", status=0, times=1),
    ):
        code, output = commands.run("--prune")
        assert len(synced.server.struck()) == 2
    assert code == 0, output
    assert commands.stand_in.value(PLAYS) == 3
    code, output = commands.reconcile()
    assert (code, "agree" in output) == (0, True), output
    assert synced.work_files() == []


def check_pages(commands: Commands, synced: SyncedBucket) -> None:
    """What people read of the run lies in the bucket, and its artifacts name it there."""
    kept = synced.server.keys(synced.name, "sparkify-reports/")
    found = commands.artifacts()
    for key, page in (("data-docs", "data_docs/index.html"), ("dashboard", "dashboard/batch-")):
        (name,) = [name for name in kept if page in name]
        assert f"`s3://{synced.name}/{name}`" in found[f"sparkify-etl-{key}"]
        content = synced.server.client.get_object(Bucket=synced.name, Key=name)
        assert content["ContentType"] == "text/html"
        assert b"</html>" in content["Body"].read()


def test_an_object_that_s3_refuses_fails_the_run_and_the_others_are_published(
    commands: Commands, synced: SyncedBucket, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    with synced.server.faults(Fault("GET", DAYS[0]), Fault("HEAD", DAYS[0])):
        code, output = commands.run()
    last = output.strip().splitlines()[-1]
    assert (code, "S3 answered AccessDenied" in last) == (1, True), output
    assert f"{synced.uri}/log_data/2018/11/{DAYS[0]}" in last
    assert commands.stand_in.value(PLAYS) == 1


@pytest.mark.long  # some steps of the kill sweep over a bucket are in every run
def test_a_run_that_is_killed_before_it_publishes_is_made_good_by_the_next(
    commands: Commands, synced: SyncedBucket, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    commands.kill_after("audit.songplays: 3 rows")
    assert synced.work_files() != []
    assert commands.stand_in.value(PLAYS) == 0
    with commands.begin() as process:
        output, errors = process.communicate(timeout=BUSY_SECONDS)
    assert (process.returncode, "Loaded 3 plays" in output) == (0, True), errors
    assert synced.work_files() == []


NO_PROFILE = "The config profile (nobody) could not be found"
SET_CREDENTIALS = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or use a lake block that has "
    "credentials."
)
NO_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "",
    "AWS_SECRET_ACCESS_KEY": "",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    "AWS_CONFIG_FILE": "/nowhere",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.mark.parametrize(
    ("lake", "message"),
    [
        (
            "s3://no-such-bucket/x",
            "open s3://no-such-bucket: S3 answered NoSuchBucket. Check the name of the bucket.",
        ),
        (
            "s3://",
            "The lake s3:// names no bucket. Write it as s3://bucket/prefix.",
        ),
        (
            "s3://BUCKET/elsewhere",
            "The lake s3://BUCKET/elsewhere/ has no log_data/ folder. Check bucket and prefix.",
        ),
    ],
    ids=["no bucket", "no name", "no lake"],
)
def test_what_is_wrong_with_the_place_is_one_line_and_exit_code_2(
    commands: Commands, synced: SyncedBucket, *, lake: str, message: str
) -> None:
    code, output = commands.run(lake=lake.replace("BUCKET", synced.name))
    last = output.strip().splitlines()[-1]
    assert (code, last) == (2, f"etl_flow: {message.replace('BUCKET', synced.name)}"), output


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (NO_CREDENTIALS, f"Unable to locate credentials. {SET_CREDENTIALS}"),
        ({"AWS_PROFILE": "nobody"}, f"{NO_PROFILE}. {SET_CREDENTIALS}"),
    ],
    ids=["no credentials", "no profile"],
)
def test_credentials_that_are_missing_are_one_line_and_exit_code_2(
    commands: Commands, synced: SyncedBucket, *, extra: dict[str, str], message: str
) -> None:
    """In a process of its own: boto3 looks for them once a process."""
    with commands.begin(**extra) as process:
        _, errors = process.communicate(timeout=BUSY_SECONDS)
    last = errors.strip().splitlines()[-1]
    words = f"etl_flow: open s3://{synced.name}: S3 was not asked: {message}"
    assert (process.returncode, last) == (2, words), errors


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (403, "AccessDenied", "S3 answered AccessDenied. Check bucket, prefix and credentials"),
        (400, "", "S3 answered BadRequest, as it does to a token that has expired. Check the AWS"),
    ],
)
def test_a_bucket_that_is_closed_is_one_line_and_exit_code_2(
    commands: Commands, synced: SyncedBucket, *, status: int, code: str, message: str
) -> None:
    with synced.server.faults(Fault("HEAD", f"/{synced.name}", status, code)):
        exit_code, output = commands.run()
    assert exit_code == 2
    (line,) = output.strip().splitlines()
    assert line.startswith(f"etl_flow: open s3://{synced.name}: {message}")


def test_a_stand_in_that_was_started_without_credentials_says_so(
    beginning: Commands, synced: SyncedBucket, s3: S3Server, tmp_path: Path
) -> None:
    """The pipeline has them, and the server that it finds running has not."""
    write_files(tmp_path, {DAYS[0]: [{}]})
    synced.sync()
    code, output = beginning.run("--plan")
    assert code == 0, output
    options = ["--directory", str(beginning.stand_in.directory)]
    for action in ("stop", "start"):
        subprocess.run(
            [sys.executable, "-m", "local_redshift", action, *options],
            env={**os.environ, **NO_CREDENTIALS},
            check=True,
            capture_output=True,
            timeout=BUSY_SECONDS,
        )
    code, output = beginning.run()
    assert code == 1
    assert "local_redshift was started without AWS credentials" in output
    assert "python -m local_redshift stop, then run again" in output.strip().splitlines()[-1]
    assert s3.keys(synced.name)
