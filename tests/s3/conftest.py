"""A stand-in that was started with credentials of AWS, and a bucket that follows a directory."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from given_warehouse import GivenStandIn, GivenWarehouse
from s3_fixtures import bucket as bucket  # noqa: PLC0414 - fixtures
from s3_fixtures import s3 as s3  # noqa: PLC0414
from s3_server import S3Server, run_server
from stand_in import StandIn
from synced_bucket import SyncedBucket

from local_redshift.process import stop_running
from warehouse.database.tables import update_tables

ANYWHERE = "test_a_bucket_that_changes_is_followed_file_by_file"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs in another bucket what needs no faults of S3."""
    for item in items if config.getoption("--bucket") else ():
        if ANYWHERE not in item.name:
            item.add_marker(pytest.mark.skip(reason="the tests' own S3 fails on demand"))


@pytest.fixture(scope="session")
def s3_server(pytestconfig: pytest.Config) -> Iterator[S3Server]:
    """The server of S3: the tests' own, or AWS for the bucket of `--bucket`."""
    if pytestconfig.getoption("--bucket"):
        client = boto3.client("s3")
        yield S3Server(client.meta.endpoint_url, client)
    else:
        with run_server() as server:
            yield server


@pytest.fixture(scope="session")
def stand_in(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    s3_server: S3Server,
    given: GivenWarehouse | None,
) -> Iterator[StandIn]:
    """A stand-in whose process reaches the server of S3, or the warehouse that is given."""
    if given is not None:
        given.take_pipeline()
        asked = GivenStandIn(given)
        update_tables(asked.warehouse)
        yield asked
        return
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.variables.items():
            patch.setenv(name, value)
        prepared = request.getfixturevalue("prepared")
        running = StandIn(tmp_path_factory.mktemp("stand_in_s3"), prepared)
    yield running
    stop_running(running.directory)


@pytest.fixture
def synced(
    request: pytest.FixtureRequest, s3_server: S3Server, tmp_path: Path
) -> Iterator[SyncedBucket]:
    """A bucket that follows the test's directory."""
    if place := request.config.getoption("--bucket"):
        name, _, prefix = place.removeprefix("s3://").partition("/")
        synced = SyncedBucket(s3_server, name, tmp_path, f"{prefix}/{uuid.uuid4()}".strip("/"))
        yield synced
        synced.remove()
    else:
        request.getfixturevalue("s3")
        yield SyncedBucket(s3_server, request.getfixturevalue("bucket"), tmp_path)
