"""Automations as code: who is notified of a failed run, a late run and a stale warehouse."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events import EventTrigger
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import AutomationCore, Posture
from prefect.exceptions import ObjectNotFound

from warehouse.errors import ConfigurationError

_OUR_FLOWS = {
    "prefect.resource.role": "flow",
    "prefect.resource.name": ["sparkify-etl", "sparkify-reconcile"],
}
# names of states, not types: that is what Prefect's events are called after
BAD_STATES = ("Failed", "Crashed", "TimedOut")
FRESH_EVENT = "sparkify.warehouse.fresh"
STALE_EVENT = "sparkify.warehouse.stale"
STALE_AFTER = timedelta(hours=36)  # one nightly run may fail; the second must not
LOST_AFTER = timedelta(minutes=10)  # a run that is alive sends a heartbeat every three

_RUN_BODY = (
    "{{ flow.name }} / {{ flow_run.name }}: {{ flow_run.state.name }}\n"
    "{{ flow_run.state.message }}\n"
    "{{ flow_run|ui_url }}\n"
    "What to look at and what is safe to run again: docs/runbook.md"
)
_STALE_BODY = (
    "{{ event.resource['prefect.resource.name'] }}: the newest event is of "
    "{{ event.payload.newest_event_at }}.\nWhat to do: docs/runbook.md, a stale warehouse"
)
_SILENT_BODY = (
    "No run has found the warehouse fresh for 36 hours.\n"
    "What to do: docs/runbook.md, a stale warehouse"
)


def find_notification(reference: str) -> UUID:
    """The id of a notification block.

    Args:
        reference: Type and name, e.g. `slack-webhook/data-team`.

    Raises:
        ConfigurationError: There is no such block.
    """
    slug, _, name = reference.partition("/")
    with get_client(sync_client=True) as client:
        try:
            return client.read_block_document_by_name(name=name, block_type_slug=slug).id
        except ObjectNotFound as error:
            raise ConfigurationError(
                f"There is no notification block {reference!r}. Make one in the UI under Blocks "
                "(Slack Webhook, Email ...) and name it as type/name, e.g. slack-webhook/data-team."
            ) from error


def make_automations(block_id: UUID, lost_after: timedelta = LOST_AFTER) -> list[AutomationCore]:
    """The automations, not saved yet.

    Args:
        block_id: The notification block they send through.
        lost_after: A run that was not heard of for so long has died with its machine.
    """
    return [
        _end_lost_runs(lost_after),
        AutomationCore(
            name="sparkify: a run failed",
            description="A run of the pipeline failed, crashed or timed out.",
            trigger=_watch_runs(*BAD_STATES),
            actions=[_notify(block_id, "Sparkify: {{ flow_run.name }} failed", _RUN_BODY)],
        ),
        AutomationCore(
            name="sparkify: a run is late",
            description="A scheduled run has not begun: no worker, or the one before still runs.",
            trigger=_watch_runs("Late"),
            actions=[_notify(block_id, "Sparkify: {{ flow_run.name }} is late", _RUN_BODY)],
        ),
        AutomationCore(
            name="sparkify: a warehouse is stale",
            description="A run found that the newest event in the warehouse is too old.",
            trigger=_watch("sparkify.warehouse.*", {STALE_EVENT}),
            actions=[_notify(block_id, "Sparkify: a warehouse is stale", _STALE_BODY)],
        ),
        AutomationCore(
            name="sparkify: a warehouse is silent",
            description="After a fresh warehouse no run has found it fresh again in time.",
            trigger=_watch(
                "sparkify.warehouse.*",
                {FRESH_EVENT},
                after={FRESH_EVENT},
                posture=Posture.Proactive,
                within=STALE_AFTER,
            ),
            actions=[_notify(block_id, "Sparkify: a warehouse is silent", _SILENT_BODY)],
        ),
    ]


def save_automations(block_id: UUID, lost_after: timedelta = LOST_AFTER) -> list[str]:
    """Creates the automations, or replaces those of the same names; returns the names."""
    automations = make_automations(block_id, lost_after)
    asyncio.run(_replace(automations))
    return [automation.name for automation in automations]


async def _replace(automations: list[AutomationCore]) -> None:
    async with get_client() as client:
        for automation in automations:
            for existing in await client.read_automations_by_name(automation.name):
                await client.delete_automation(existing.id)
            await client.create_automation(automation)


def _end_lost_runs(lost_after: timedelta) -> AutomationCore:
    """Calls a run crashed that was killed with its worker, which nobody can report to Prefect.

    Such a run would stay Running for ever. Its crash is then notified like that of any other run.
    """
    return AutomationCore(
        name="sparkify: a run was lost",
        description="A run that was not heard of any more is called crashed.",
        trigger=_watch(
            "prefect.flow-run.*",
            {"prefect.flow-run.*"},
            after={"prefect.flow-run.heartbeat"},
            match_related=_OUR_FLOWS,
            posture=Posture.Proactive,
            within=lost_after,
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED,
                name="Crashed",
                message="The run was not heard of any more: its machine or its process died. "
                "What it did not publish is loaded by the next run.",
            )
        ],
    )


def _watch_runs(*states: str) -> EventTrigger:
    """Fires once for each run of our flows that enters one of the states."""
    expect = {f"prefect.flow-run.{state}" for state in states}
    return _watch("prefect.flow-run.*", expect, match_related=_OUR_FLOWS)


def _watch(resources: str, expect: set[str], **values: Any) -> EventTrigger:
    """Fires at the first of some events of each resource, or, proactive, when none comes."""
    known = {"posture": Posture.Reactive, "threshold": 1, **values}
    match, each = {"prefect.resource.id": resources}, {"prefect.resource.id"}
    return EventTrigger(expect=expect, match=match, for_each=each, **known)


def _notify(block_id: UUID, subject: str, body: str) -> SendNotification:
    return SendNotification(block_document_id=block_id, subject=subject, body=body)
