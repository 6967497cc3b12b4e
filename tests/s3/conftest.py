"""A stand-in that was started with credentials of AWS, and a bucket that follows a directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from s3_fixtures import bucket as bucket  # noqa: PLC0414 - fixtures
from s3_fixtures import s3 as s3  # noqa: PLC0414
from s3_fixtures import s3_server as s3_server  # noqa: PLC0414
from s3_server import S3Server
from stand_in import StandIn
from synced_bucket import SyncedBucket

from local_redshift.process import stop_running
from warehouse.database.tables import update_tables


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory, s3_server: S3Server) -> Iterator[StandIn]:
    """A stand-in whose process reaches the server of S3."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.variables.items():
            patch.setenv(name, value)
        running = StandIn(tmp_path_factory.mktemp("stand_in_s3"))
    update_tables(running.warehouse)
    yield running
    stop_running(running.directory)


@pytest.fixture
def synced(s3: S3Server, bucket: str, tmp_path: Path) -> SyncedBucket:
    """A bucket that follows the test's directory."""
    return SyncedBucket(s3, bucket, tmp_path)
