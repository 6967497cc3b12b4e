"""Nobody may miss a run that ended badly because a state got a name of its own."""

import subprocess
import sys
from uuid import uuid4

from prefect.events import EventTrigger
from prefect.states import Crashed, Failed
from prefect_server import BUSY_SECONDS, ROOT, PrefectServer, wait_until

from blocks.automations import BAD_STATES, make_automations


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
SLEEP = """
import time
from prefect import flow
from prefect.runtime import flow_run
@flow(name="sparkify-etl")
def sleep():
    print(flow_run.id, flush=True)
    time.sleep(600)
sleep()
"""


def test_a_run_that_died_with_its_machine_is_called_crashed(prefect_server: PrefectServer) -> None:
    assert prefect_server.run("-c", SAVE, "12").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEP],
        cwd=ROOT,
        env=prefect_server.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    run_id = process.stdout.readline().strip()

    def is_heard_of() -> bool:
        event = {"name": ["prefect.flow-run.heartbeat"]}
        found = prefect_server.ask("/events/filter", filter={"event": event})
        ids = {heartbeat["resource"]["prefect.resource.id"] for heartbeat in found["events"]}
        return f"prefect.flow-run.{run_id}" in ids

    def has_crashed() -> bool:
        return bool(prefect_server.ask(f"/flow_runs/{run_id}")["state_name"] == "Crashed")

    try:
        wait_until(is_heard_of, BUSY_SECONDS, "the run's heartbeat")
        process.kill()
        wait_until(has_crashed, BUSY_SECONDS, "the end of the lost run")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        assert prefect_server.run("-c", SAVE, "0").returncode == 0
