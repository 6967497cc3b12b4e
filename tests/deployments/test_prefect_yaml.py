"""`prefect deploy` accepts misspelt keys and unknown parameters; here they fail."""

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.cli.deploy._models import (
    ConcurrencyLimitSpec,
    DeploymentConfig,
    PrefectYamlModel,
    RawScheduleConfig,
    WorkPoolConfig,
)
from prefect.deployments import steps
from prefect.events import DeploymentEventTrigger
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.server.schemas.schedules import CronSchedule
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
FILE: dict[str, Any] = yaml.safe_load(TEXT)
DEPLOYMENTS: dict[str, dict[str, Any]] = {one["name"]: one for one in FILE["deployments"]}
PARTS: dict[str, type[BaseModel]] = {
    "schedules": RawScheduleConfig,
    "triggers": DeploymentEventTrigger,
    "work_pool": WorkPoolConfig,
    "concurrency_limit": ConcurrencyLimitSpec,
}


@pytest.fixture(params=DEPLOYMENTS)
def deployment(request: pytest.FixtureRequest) -> dict[str, Any]:
    return DEPLOYMENTS[request.param]


def load_flow(deployment: Mapping[str, Any]) -> Flow[..., Any]:
    path, _, function = deployment["entrypoint"].rpartition(":")
    entrypoint = f"{ROOT / path}:{function}"
    flow: Flow[..., Any] = load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
    return flow


def find_unknown_keys(given: Mapping[str, Any], model: type[BaseModel]) -> set[str]:
    aliases = {field.alias for field in model.model_fields.values()}
    return set(given) - set(model.model_fields) - aliases


def list_parts(
    deployment: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, Any], type[BaseModel]]]:
    yield deployment, DeploymentConfig
    for key, model in PARTS.items():
        value = deployment.get(key, [])
        for part in value if isinstance(value, list) else [value]:
            yield part, model


def test_the_file_has_the_deployments_that_people_run() -> None:
    assert list(DEPLOYMENTS) == ["local", "redshift", "backfill", "reconcile", "plan", "on-arrival"]


def test_every_key_of_the_file_is_one_that_prefect_reads() -> None:
    assert find_unknown_keys(FILE, PrefectYamlModel) == {"definitions"}


def test_every_key_of_a_deployment_is_one_that_prefect_reads(deployment: dict[str, Any]) -> None:
    for part, model in list_parts(deployment):
        assert find_unknown_keys(part, model) == set()
        model.model_validate(part)


def test_a_misspelt_key_would_be_found() -> None:
    misspelt = {**DEPLOYMENTS["redshift"], "schedule_s": []}
    assert find_unknown_keys(misspelt, DeploymentConfig) == {"schedule_s"}


def test_the_flow_of_a_deployment_loads_and_takes_its_parameters(
    deployment: dict[str, Any],
) -> None:
    flow = load_flow(deployment)
    parameters = flow.validate_parameters(deployment["parameters"])
    assert set(deployment["parameters"]) <= set(parameters)


def test_a_flow_refuses_a_parameter_that_it_does_not_have() -> None:
    flow = load_flow(DEPLOYMENTS["local"])
    with pytest.raises(Exception, match="warehous"):
        flow.validate_parameters({"warehous": "local"})


def test_no_deployment_names_a_secret_or_fetches_code_by_itself(deployment: dict[str, Any]) -> None:
    assert "pull" not in deployment
    assert not any("password" in key or "secret" in key for key in deployment["parameters"])


def test_the_line_for_workers_on_other_machines_gives_every_deployment_the_steps_from_git() -> None:
    assert "pull" not in FILE
    changed = yaml.safe_load(TEXT.replace("\n# pull: ", "\npull: "))
    assert changed["pull"] == FILE["definitions"]["from_git"]
    assert find_unknown_keys(changed, PrefectYamlModel) == {"definitions"}


def test_the_steps_from_git_take_the_arguments_that_they_are_given() -> None:
    for step in FILE["definitions"]["from_git"]:
        ((name, arguments),) = step.items()
        known = inspect.signature(getattr(steps, name.rpartition(".")[2])).parameters
        assert set(arguments) - {"id"} <= set(known)
        if "requirements_file" in arguments:
            assert (ROOT / arguments["requirements_file"]).is_file()


def test_the_nightly_run_is_at_three_and_the_weekly_on_sunday() -> None:
    (nightly,) = DEPLOYMENTS["redshift"]["schedules"]
    (weekly,) = DEPLOYMENTS["reconcile"]["schedules"]
    assert CronSchedule(cron=nightly["cron"]).cron == "0 3 * * *"
    assert CronSchedule(cron=weekly["cron"]).cron == "0 6 * * 0"
    assert nightly["timezone"] == weekly["timezone"] == "UTC"
    assert nightly["active"] is weekly["active"] is False  # `python -m blocks schedules on`


def test_a_nightly_run_that_meets_another_is_cancelled() -> None:
    limit = DEPLOYMENTS["redshift"]["concurrency_limit"]
    assert limit == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


@pytest.mark.parametrize("name", ["local", "backfill", "plan", "on-arrival"])
def test_what_is_run_by_hand_or_by_an_event_has_no_schedule(name: str) -> None:
    assert "schedules" not in DEPLOYMENTS[name]


def test_files_that_arrive_start_a_run() -> None:
    (trigger,) = DEPLOYMENTS["on-arrival"]["triggers"]
    made = DeploymentEventTrigger.model_validate(trigger)
    assert made.expect == {"sparkify.lake.arrived"}
    assert trigger["match"] == {"prefect.resource.id": "sparkify.lake.*"}


def test_no_flow_retries_itself(deployment: dict[str, Any]) -> None:
    flow = load_flow(deployment)
    assert not flow.retries


def test_a_run_has_the_patience_to_tell_its_end_to_a_server_that_was_away(
    deployment: dict[str, Any],
) -> None:
    environment = deployment["work_pool"]["job_variables"]["env"]
    retries = int(environment["PREFECT_CLIENT_MAX_RETRIES"])
    assert 300 < sum(2**attempt for attempt in range(1, retries + 1)) < 900
