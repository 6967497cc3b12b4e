"""Deploying starts nothing: `python -m blocks schedules on` does, once there are blocks."""

from contextlib import suppress

import httpx
import pytest
from prefect_server import PrefectServer

BLOCKS = {"redshift-credentials": "redshift", "sparkify-lake": "sparkify-s3"}


def run(server: PrefectServer, *command: str) -> str:
    done = server.run("-m", *command)
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def deployed(prefect_server: PrefectServer) -> PrefectServer:
    """A server with all deployments and without a block of theirs."""
    for slug, name in BLOCKS.items():
        with suppress(httpx.HTTPStatusError):
            path = f"/block_types/slug/{slug}/block_documents/name/{name}"
            found = prefect_server.ask(path)["id"]
            prefect_server.delete(f"/block_documents/{found}")
    run(prefect_server, "prefect", "work-pool", "create", "sparkify", "--type", "process")
    deploy(prefect_server)
    return prefect_server


def deploy(server: PrefectServer) -> None:
    assert run(server, "prefect", "--no-prompt", "deploy", "--all").startswith("0\n")


def read_active(server: PrefectServer) -> dict[str, bool]:
    """Whether each schedule is active, by its slug."""
    found = server.ask("/deployments/filter", limit=50)
    return {each["slug"]: each["active"] for one in found for each in one["schedules"]}


def test_deploying_everything_starts_no_schedule(deployed: PrefectServer) -> None:
    assert read_active(deployed) == {"nightly": False, "weekly": False}


def test_schedules_are_turned_on_by_one_command_that_needs_their_blocks(
    deployed: PrefectServer,
) -> None:
    refused = run(deployed, "blocks", "schedules", "on")
    assert refused.startswith("2\n")
    for slug, name in BLOCKS.items():
        assert f"python -m blocks save {slug} {name}" in refused
    assert read_active(deployed) == {"nightly": False, "weekly": False}
    variables = {
        "SPARKIFY_REDSHIFT_WORKGROUP": "sparkify",
        "SPARKIFY_REDSHIFT_IAM_ROLE": "arn:aws:iam::123456789012:role/sparkify-copy",
        "SPARKIFY_LAKE_BUCKET": "sparkify",
    }
    saved = deployed.run("-m", "blocks", "save", extra=variables)
    assert saved.returncode == 0, saved.stderr
    assert run(deployed, "blocks", "schedules", "on") == (
        "0\non   reconcile  weekly   0 6 * * 0 UTC\non   redshift   nightly  0 3 * * * UTC\n"
    )
    assert read_active(deployed) == {"nightly": True, "weekly": True}
    deploy(deployed)
    assert read_active(deployed) == {"nightly": False, "weekly": False}
    run(deployed, "blocks", "schedules", "on")
    assert run(deployed, "blocks", "schedules", "off").startswith("0\noff  reconcile")
    assert read_active(deployed) == {"nightly": False, "weekly": False}
