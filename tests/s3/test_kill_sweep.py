"""A run over a bucket that is killed and started again gives the star of a run that was not."""

from collections.abc import Iterator

import pytest
from kill_sweep import Kill, Sweep
from s3_server import S3Server
from stand_in import StandIn
from stepwise import COPY, DIMENSIONS, STAGES, name_stage
from synced_bucket import ChangingBucket, SyncedBucket

NAME = "killed-lake"
KILLS = [
    Kill(COPY, 0.7),
    Kill(name_stage(STAGES[2])),  # after COPY
    pytest.param(Kill(DIMENSIONS, 0.5), marks=pytest.mark.long),
    pytest.param(Kill("publish"), marks=pytest.mark.long),
    Kill("publish", 0.5),
]


@pytest.fixture(scope="module")
def sweep(
    stand_in: StandIn, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sweep]:
    root = tmp_path_factory.mktemp("sweep")
    s3_server.make_bucket(NAME)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.variables.items():
            patch.setenv(name, value)
        bucket = SyncedBucket(s3_server, NAME, root)
        yield Sweep(stand_in, ChangingBucket(stand_in, root, bucket))


@pytest.mark.parametrize("kill", KILLS, ids=str)
def test_a_killed_run_over_a_bucket_is_made_good_by_the_next(sweep: Sweep, kill: Kill) -> None:
    sweep.run(kill)
    sweep.run_again()
    sweep.changing.check()
