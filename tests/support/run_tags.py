"""The tags of a flow run, which say how it ended."""

from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State


def read_ending(state: State[Any]) -> tuple[str | None, set[str]]:
    """The name of a run's state and the run's tags, as Prefect's API has them."""
    run_id = state.state_details.flow_run_id
    assert run_id is not None
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(run_id)
    return run.state_name, set(run.tags)
