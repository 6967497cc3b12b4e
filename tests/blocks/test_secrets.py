"""A password and a key put into blocks are found in nothing that a run writes."""

import json
from pathlib import Path

from fixture_types import MakeLake
from prefect_server import BUSY_SECONDS, PrefectServer, wait_until
from stand_in import StandIn
from tls_door import open_door

from warehouse.database.connection import Warehouse

PASSWORD = "Sentinel-password-d47f"  # noqa: S105
SECRET_KEY = "Sentinel-secret-key-a930"  # noqa: S105
TOKEN = "Sentinel-token-6be1"  # noqa: S105
WRONG_PASSWORD = "Sentinel-wrong-password-77c0"  # noqa: S105
SECRETS = (PASSWORD, WRONG_PASSWORD, SECRET_KEY, TOKEN)
LOUD = {
    "PREFECT_LOGGING_LEVEL": "DEBUG",
    "PREFECT_LOGGING_ROOT_LEVEL": "DEBUG",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "botocore,boto3,redshift_connector,urllib3,warehouse",
    "AWS_SESSION_TOKEN": TOKEN,
}
EVENT = {"page": "NextSong", "song": "One", "artist": "Two", "length": 200.0}
SONG = {"song_id": "S1", "title": "One", "artist_id": "A1", "artist_name": "Two", "duration": 200.0}
API_PATHS = ("flow_runs", "task_runs", "logs", "artifacts", "block_documents", "deployments")


def make_variables(port: int, lake: str) -> dict[str, str]:
    return {
        "SPARKIFY_AWS_ACCESS_KEY_ID": "AKIA0000000000000000",
        "SPARKIFY_AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "SPARKIFY_REDSHIFT_HOST": "localhost",
        "SPARKIFY_REDSHIFT_PORT": str(port),
        "SPARKIFY_REDSHIFT_USER": "awsuser",
        "SPARKIFY_REDSHIFT_PASSWORD": PASSWORD,
        "SPARKIFY_REDSHIFT_IAM_ROLE": "arn:aws:iam::123456789012:role/sparkify-copy",
        "SPARKIFY_REDSHIFT_AWS_CREDENTIALS": "secret-aws",
        "SPARKIFY_LAKE_DIRECTORY": lake,
        "SPARKIFY_LAKE_AWS_CREDENTIALS": "secret-aws",
    }


def save_blocks(server: PrefectServer, variables: dict[str, str]) -> None:
    refused = {**variables, "SPARKIFY_REDSHIFT_PASSWORD": WRONG_PASSWORD}
    for slug, name, given in (
        ("aws-credentials", "secret-aws", variables),
        ("sparkify-lake", "secret-lake", variables),
        ("redshift-credentials", "secret-warehouse", variables),
        ("redshift-credentials", "refused", refused),
    ):
        saved = server.run("-m", "blocks", "save", slug, name, extra=given)
        assert saved.returncode == 0, saved.stderr[-2000:]


def run_loudly(server: PrefectServer, trust: dict[str, str], warehouse: str) -> tuple[int, str]:
    command = ["flows/etl_flow.py", "--warehouse", warehouse, "--lake", "secret-lake"]
    done = server.run(*command, extra=trust)
    return done.returncode, done.stdout + done.stderr


def find_secrets(output: str | bytes | bytearray) -> list[str]:
    content = output.encode() if isinstance(output, str) else output
    return [secret for secret in SECRETS if secret.encode() in content]


def find_in_api(server: PrefectServer) -> dict[str, list[str]]:
    wait_until(
        lambda: bool(server.ask("/artifacts/filter", limit=1)), BUSY_SECONDS, "the run's artifact"
    )
    answers = {path: server.ask(f"/{path}/filter", limit=200) for path in API_PATHS}
    answers["events"] = server.ask("/events/filter", limit=50)
    found = {path: find_secrets(json.dumps(answer)) for path, answer in answers.items()}
    return {path: secrets for path, secrets in found.items() if secrets}


def find_in_files(*directories: Path) -> dict[str, list[str]]:
    files = [path for directory in directories for path in directory.rglob("*") if path.is_file()]
    assert len(files) > 5
    return {str(path): found for path in files if (found := find_secrets(path.read_bytes()))}


def test_no_sink_of_a_run_that_loads_and_of_one_that_fails_holds_a_secret(
    prefect_server: PrefectServer,
    stand_in: StandIn,
    warehouse: Warehouse,  # noqa: ARG001 - empties the tables
    make_lake: MakeLake,
    tmp_path: Path,
) -> None:
    lake = make_lake(events={"2018-11-01": [EVENT]}, songs=[SONG])
    with open_door(tmp_path, stand_in.endpoint, PASSWORD) as door:
        trust = {**LOUD, "SSL_CERT_FILE": str(door.certificate)}
        variables = make_variables(door.port, lake.uri.removeprefix("file://"))
        save_blocks(prefect_server, {**trust, **variables})
        loaded, loaded_output = run_loudly(prefect_server, trust, "secret-warehouse")
        failed, failed_output = run_loudly(prefect_server, trust, "refused")
    assert (loaded, failed) == (0, 1), loaded_output[-2000:] + failed_output[-2000:]
    assert "DEBUG" in loaded_output
    assert b"star.songplays" in door.sent
    assert [find_secrets(output) for output in (loaded_output, failed_output, door.sent)] == [
        [],
        [],
        [],
    ]
    assert find_in_api(prefect_server) == {}
    assert find_in_files(prefect_server.directory, stand_in.directory) == {}
