"""Turns the schedules of our deployments on, once the blocks that they name are there, or off."""

from collections.abc import Iterable, Iterator

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule

from blocks.documents import has_document
from blocks.lakes import SAMPLE, is_place
from blocks.redshift_credentials import RedshiftCredentials
from blocks.sparkify_lake import SparkifyLake
from blocks.warehouses import LOCAL
from warehouse.errors import ConfigurationError

_OUR_FLOWS = FlowFilter(name=FlowFilterName(any_=["sparkify-etl", "sparkify-reconcile"]))


def switch_schedules(*, is_on: bool) -> Iterator[str]:
    """Turns every schedule of our deployments on or off; yields a line for each.

    Raises:
        ConfigurationError: Nothing is deployed, or a block that a deployment names is missing.
    """
    with get_client(sync_client=True) as client:
        found = client.read_deployments(flow_filter=_OUR_FLOWS)
        scheduled = sorted((one for one in found if one.schedules), key=lambda one: one.name)
        if not scheduled:
            raise ConfigurationError(
                "No deployment has a schedule. Deploy first: prefect --no-prompt deploy --all"
            )
        if is_on:
            _require_blocks(scheduled)
        for deployment in scheduled:
            for each in deployment.schedules:
                client.update_deployment_schedule(deployment.id, each.id, active=is_on)
                plan = each.schedule
                times = f"{plan.cron} {plan.timezone}" if isinstance(plan, CronSchedule) else plan
                word = "on" if is_on else "off"
                yield f"{word:<3}  {deployment.name:<9}  {each.slug or '':<7}  {times}"


def _require_blocks(deployments: Iterable[DeploymentResponse]) -> None:
    missing: dict[str, None] = {}
    for deployment in deployments:
        warehouse = str(deployment.parameters.get("warehouse", LOCAL))
        lake = str(deployment.parameters.get("lake", SAMPLE))
        if warehouse != LOCAL and not has_document(RedshiftCredentials, warehouse):
            missing[f"redshift-credentials {warehouse}"] = None
        if not is_place(lake) and not has_document(SparkifyLake, lake):
            missing[f"sparkify-lake {lake}"] = None
    if missing:
        commands = " and ".join(f"python -m blocks save {name}" for name in missing)
        raise ConfigurationError(
            "The schedules stay off: blocks that the deployments name are missing. Save them with "
            f"{commands}, then run again."
        )
