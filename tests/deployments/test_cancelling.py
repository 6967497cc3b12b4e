"""A deployment's run that is cancelled or loses its worker leaves no trace; the next one loads."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prefect_server import BUSY_SECONDS, PrefectServer, wait_until
from stand_in import StandIn, find_current, stop_all

pytestmark = (
    pytest.mark.long
)  # a kill of a run by itself, and what a worker sends to cancel, are not
POOL = "sparkify-cancelling"
MIDDLE = "holds lease"  # the log line after which a run writes
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.fixture(scope="module")
def deployment_id(prefect_server: PrefectServer) -> str:
    """Id of the deployment `local`, whose runs wait for a worker of the pool."""
    deploy = ["--no-prompt", "deploy", "--name", "local", "--pool", POOL]
    for arguments in (["work-pool", "create", POOL, "--type", "process", "--overwrite"], deploy):
        done = prefect_server.run("-m", "prefect", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return str(prefect_server.ask("/deployments/name/sparkify-etl/local")["id"])


@pytest.fixture
def deployed(
    prefect_server: PrefectServer, deployment_id: str, tmp_path: Path
) -> Iterator[PrefectServer]:
    """The server with the deployment; workers have an empty state directory."""
    assert deployment_id
    home = tmp_path / "sparkify"
    environment = {**prefect_server.environment, "SPARKIFY_HOME": str(home)}
    yield replace(prefect_server, directory=tmp_path, environment=environment)
    stop_all(home)


def order_run(server: PrefectServer, deployment_id: str) -> str:
    """Id of a run of the deployment, for a worker to find."""
    path = f"/deployments/{deployment_id}/create_flow_run"
    return str(server.ask(path, state={"type": "SCHEDULED"})["id"])


def begin_run(server: PrefectServer, deployment_id: str) -> str:
    """Id of a run that has begun to write."""
    log = server.directory / "worker.log"
    run_id = order_run(server, deployment_id)
    wait_until(lambda: MIDDLE in log.read_text(), BUSY_SECONDS, MIDDLE)
    return run_id


def await_end(server: PrefectServer, run_id: str) -> dict[str, Any]:
    def has_ended() -> bool:
        return server.ask(f"/flow_runs/{run_id}")["state_type"] in ENDED

    wait_until(has_ended, BUSY_SECONDS, "the end of the run")
    found: dict[str, Any] = server.ask(f"/flow_runs/{run_id}")["state"]
    return found


def assert_clean(stand_in: StandIn) -> None:
    """Nothing is published, nobody holds the lease, and nothing is locked."""
    assert stand_in.value("select count(*) from star.songplays") == 0

    def is_free() -> bool:
        return stand_in.value("select batch_id from ops.lease") is None

    wait_until(is_free, BUSY_SECONDS, "the lease's release")
    assert stand_in.value("select count(*) from stv_sessions") <= 1  # who asks


def load_again(server: PrefectServer, deployment_id: str) -> None:
    with server.worker(POOL):
        state = await_end(server, order_run(server, deployment_id))
    assert state["type"] == "COMPLETED"
    stand_in = find_current(server.directory / "sparkify")
    assert stand_in.value("select count(*) from star.songplays") > 1000
    assert stand_in.value("select count(*) from staging.staging_events") == 0


def test_a_cancelled_run_gives_the_lease_back_and_the_next_one_loads(
    deployed: PrefectServer, deployment_id: str
) -> None:
    with deployed.worker(POOL):
        run_id = begin_run(deployed, deployment_id)
        cancel = deployed.run("-m", "prefect", "flow-run", "cancel", run_id)
        assert cancel.returncode == 0, cancel.stdout + cancel.stderr
        state = await_end(deployed, run_id)
    assert (state["type"], state["name"]) == ("CANCELLED", "Cancelled")
    assert_clean(find_current(deployed.directory / "sparkify"))
    load_again(deployed, deployment_id)


def test_a_run_whose_worker_is_killed_crashes_cleanly_and_the_next_one_loads(
    deployed: PrefectServer, deployment_id: str
) -> None:
    with deployed.worker(POOL) as worker:
        run_id = begin_run(deployed, deployment_id)
        worker.kill()
        state = await_end(deployed, run_id)
    assert (state["type"], state["name"]) == ("CRASHED", "Crashed")
    assert_clean(find_current(deployed.directory / "sparkify"))
    load_again(deployed, deployment_id)
