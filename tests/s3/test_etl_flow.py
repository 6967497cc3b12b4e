"""The commands over a bucket, each a process of its own: `--lake s3://bucket/prefix`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect_server import BUSY_SECONDS, ROOT, PrefectServer
from s3_server import Fault, S3Server
from stand_in import StandIn, find_current, stop_all
from synced_bucket import SyncedBucket
from tiny_lake import write_files

DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2, 3)]
PLAYS = "select count(*) from star.songplays"


class Commands:
    """Runs commands over a bucket, with a state directory of their own."""

    def __init__(self, server: PrefectServer, synced: SyncedBucket, home: Path) -> None:
        self.home = home
        self._server = server
        self._synced = synced
        self._extra = {**synced.server.variables, "SPARKIFY_HOME": str(home)}

    @property
    def stand_in(self) -> StandIn:
        return find_current(self.home)

    def run(
        self, *options: str, script: str = "etl_flow", lake: str = "", **extra: str
    ) -> tuple[int, str]:
        """Exit code and all that was printed."""
        command = [f"flows/{script}.py", "--lake", lake or self._synced.uri, *options]
        done = self._server.run(*command, extra={**self._extra, **extra})
        return done.returncode, done.stdout + done.stderr

    def artifacts(self) -> dict[str, str]:
        """The newest artifact of each key."""
        found = self._server.ask("/artifacts/filter", limit=50, sort="CREATED_DESC")
        return {one["key"]: str(one["data"]) for one in reversed(found)}

    def kill_after(self, words: str) -> None:
        """Begins a run, and kills it when it has printed these words."""
        with subprocess.Popen(
            [sys.executable, "flows/etl_flow.py", "--lake", self._synced.uri],
            cwd=ROOT,
            env={**self._server.environment, **self._extra},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stderr is not None
            found = any(words in line for line in process.stderr)
            process.kill()
        assert found


@pytest.fixture
def commands(
    prefect_server: PrefectServer, synced: SyncedBucket, tmp_path: Path
) -> Iterator[Commands]:
    home = tmp_path / "home"
    yield Commands(prefect_server, synced, home)
    stop_all(home)


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
    code, output = commands.run(script="reconcile_flow")
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


def test_a_run_that_is_killed_before_it_publishes_is_made_good_by_the_next(
    commands: Commands, synced: SyncedBucket, tmp_path: Path
) -> None:
    write_files(tmp_path, {DAYS[0]: [{}, {}], DAYS[1]: [{}], "TRA.json": [{}]})
    synced.sync()
    commands.kill_after("audit.songplays: 3 rows")
    assert synced.work_files() != []
    assert commands.stand_in.value(PLAYS) == 0
    code, output = commands.run()
    assert (code, "Loaded 3 plays" in output) == (0, True), output
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
    ("lake", "extra", "message"),
    [
        (
            "s3://no-such-bucket/x",
            {},
            "open s3://no-such-bucket: S3 answered NoSuchBucket. Check the name of the bucket.",
        ),
        (
            "s3://",
            {},
            "The lake s3:// names no bucket. Write it as s3://bucket/prefix.",
        ),
        (
            "s3://BUCKET/elsewhere",
            {},
            "The lake s3://BUCKET/elsewhere/ has no log_data/ folder. Check bucket and prefix.",
        ),
        (
            "s3://BUCKET",
            NO_CREDENTIALS,
            f"open s3://BUCKET: S3 was not asked: Unable to locate credentials. {SET_CREDENTIALS}",
        ),
        (
            "s3://BUCKET",
            {"AWS_PROFILE": "nobody"},
            f"open s3://BUCKET: S3 was not asked: {NO_PROFILE}. {SET_CREDENTIALS}",
        ),
    ],
    ids=["no bucket", "no name", "no lake", "no credentials", "no profile"],
)
def test_what_is_wrong_with_the_place_is_one_line_and_exit_code_2(
    commands: Commands, synced: SyncedBucket, *, lake: str, extra: dict[str, str], message: str
) -> None:
    code, output = commands.run(lake=lake.replace("BUCKET", synced.name), **extra)
    last = output.strip().splitlines()[-1]
    assert (code, last) == (2, f"etl_flow: {message.replace('BUCKET', synced.name)}"), output


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
    commands: Commands, synced: SyncedBucket, s3: S3Server, tmp_path: Path
) -> None:
    """The pipeline has them, and the server that it finds running has not."""
    write_files(tmp_path, {DAYS[0]: [{}]})
    synced.sync()
    code, output = commands.run("--plan")
    assert code == 0, output
    directory = str((commands.home / "redshift").resolve())
    options = ["--directory", directory]
    for action in ("stop", "start"):
        subprocess.run(
            [sys.executable, "-m", "local_redshift", action, *options],
            env={**commands._server.environment, **NO_CREDENTIALS},
            check=True,
            capture_output=True,
            timeout=BUSY_SECONDS,
        )
    code, output = commands.run()
    assert code == 1
    assert "local_redshift was started without AWS credentials" in output
    assert "python -m local_redshift stop, then run again" in output.strip().splitlines()[-1]
    assert s3.keys(synced.name)
