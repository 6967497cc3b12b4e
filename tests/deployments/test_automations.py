"""Nobody may miss a run that ended badly because a state got a name of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from prefect.client.schemas.objects import StateType
from prefect.events import EventTrigger
from prefect.states import Crashed, Failed
from prefect_server import PrefectServer, wait_until

from blocks.automations import BAD_STATES, make_automations

TASKS = Path(__file__).parents[2] / "tasks"
BAD_TYPES = {StateType.FAILED, StateType.CRASHED}
STATE_TYPES = {
    "Failed": StateType.FAILED,
    "Crashed": StateType.CRASHED,
    "Completed": StateType.COMPLETED,
    "Cancelled": StateType.CANCELLED,
}


def find_named_states() -> Iterator[tuple[str, StateType]]:
    """Name and type of each state that the tasks make."""
    for path in TASKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                names = [word.value for word in node.keywords if word.arg == "name"]
                if node.func.id in STATE_TYPES and names:
                    yield ast.unparse(names[0]).strip("'"), STATE_TYPES[node.func.id]


def test_the_states_that_we_name_are_found() -> None:
    ours = {name for name, kind in find_named_states() if kind is StateType.FAILED}
    assert {"FailedByData", "FailedByInfrastructure"} <= ours


def test_every_bad_state_that_we_name_notifies() -> None:
    ours = {name for name, kind in find_named_states() if kind in BAD_TYPES}
    assert ours - set(BAD_STATES) == set()


def test_every_bad_state_that_prefect_names_notifies() -> None:
    assert {Failed().name, Crashed().name, "TimedOut"} <= set(BAD_STATES)


def test_the_automation_of_failed_runs_expects_the_event_of_each_bad_state() -> None:
    made = {automation.name: automation for automation in make_automations(uuid4())}
    failed = made["sparkify: a run failed"]
    assert isinstance(failed.trigger, EventTrigger)
    assert failed.trigger.expect == {f"prefect.flow-run.{name}" for name in BAD_STATES}


SAVE = """
import sys
from datetime import timedelta
from uuid import UUID
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from blocks.automations import LOST_AFTER, save_automations
block = CustomWebhookNotificationBlock(name="nobody", url="http://127.0.0.1:9")
seconds = int(sys.argv[1])
lost_after = timedelta(seconds=seconds) if seconds else LOST_AFTER
save_automations(block.save("nobody", overwrite=True), lost_after)
"""
DIE = """
import os, time
from prefect import flow
from prefect.events.worker import EventsWorker
@flow(name="sparkify-etl")
def die():
    time.sleep(3)  # the first heartbeat is sent beside the flow
    EventsWorker.instance().wait_until_empty()
    time.sleep(1)
    os._exit(137)
die()
"""


def test_a_run_that_died_with_its_machine_is_called_crashed(prefect_server: PrefectServer) -> None:
    assert prefect_server.run("-c", SAVE, "12").returncode == 0
    try:
        assert prefect_server.run("-c", DIE).returncode == 137
        (run,) = prefect_server.ask("/flow_runs/filter", sort="START_TIME_DESC", limit=1)
        assert run["state_name"] == "Running"

        def has_crashed() -> bool:
            return bool(prefect_server.ask(f"/flow_runs/{run['id']}")["state_name"] == "Crashed")

        wait_until(has_crashed, 60, "the end of the lost run")
    finally:
        assert prefect_server.run("-c", SAVE, "0").returncode == 0
