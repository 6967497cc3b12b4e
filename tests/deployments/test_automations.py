"""Nobody may miss a run that ended badly because a state got a name of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from prefect.client.schemas.objects import StateType
from prefect.events import EventTrigger
from prefect.states import Crashed, Failed

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
    (failed, *_) = make_automations(uuid4())
    assert isinstance(failed.trigger, EventTrigger)
    assert failed.trigger.expect == {f"prefect.flow-run.{name}" for name in BAD_STATES}
