"""Gives the flow's run a name that says what it does."""

from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from tasks.telling_prefect import tell


def rename_run(title: str) -> None:
    """Names the running flow run after its batch; a server that does not answer is let be."""
    run_id = flow_run.id
    if run_id is not None:
        name = f"{title} ({flow_run.name})"
        tell(f"name {name}", lambda: _rename(UUID(run_id), name))


def _rename(run_id: UUID, name: str) -> None:
    with get_client(sync_client=True) as client:
        client.update_flow_run(run_id, name=name)
