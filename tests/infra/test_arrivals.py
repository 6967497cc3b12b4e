"""What EventBridge sends of an object that arrives, given to a real Prefect server."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect_server import PrefectServer, wait_until
from templates import read_template

RULE = read_template("arrivals")["Resources"]["Arrivals"]["Properties"]
POOL = "sparkify-arrivals"


def make_event(key: str) -> dict[str, Any]:
    """An event of S3, as EventBridge gets it.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "111122223333",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "us-west-2",
        "resources": ["arn:aws:s3:::sparkify-lake-acme"],
        "detail": {
            "version": "0",
            "bucket": {"name": "sparkify-lake-acme"},
            "object": {"key": key, "size": 5, "etag": "b1946ac92492d2347c6235b4d2611184"},
            "reason": "PutObject",
        },
    }


def read_path(event: Mapping[str, Any], path: str) -> Any:
    found: Any = event
    for name in path.removeprefix("$.").split("."):
        found = found[name]
    return found


def transform(event: Mapping[str, Any], lake_block: str) -> Any:
    """What the rule's target sends: variables as JSON, inside of a text as they are.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    (target,) = RULE["Targets"]
    transformer = target["InputTransformer"]
    template = transformer["InputTemplate"]["Fn::Sub"].replace("${LakeBlock}", lake_block)
    for name, path in transformer["InputPathsMap"].items():
        value = json.dumps(read_path(event, path))
        template = template.replace(f": <{name}>", f": {value}").replace(f"<{name}>", value[1:-1])
    return json.loads(template)


def test_prefect_takes_the_event(prefect_server: PrefectServer) -> None:
    sent = transform(make_event("log_data/2018-11-02-events.json"), "sparkify-s3")
    httpx.post(f"{prefect_server.url}/api/events", json=sent).raise_for_status()

    def find_it() -> list[Any]:
        found = prefect_server.ask("/events/filter", filter={"id": {"id": [sent[0]["id"]]}})
        return list(found["events"])

    wait_until(lambda: bool(find_it()), 30, "the event")
    (received,) = find_it()
    assert received["event"] == "sparkify.lake.arrived"
    assert received["payload"] == sent[0]["payload"]


def test_an_object_that_arrives_starts_a_run(
    prefect_server: PrefectServer,
    tmp_path: Path,
    long: bool,  # noqa: FBT001
) -> None:
    if not long:
        pytest.skip("deploys to a server, for a minute: --long")
    server = replace(prefect_server, directory=tmp_path)
    for command in (
        ["work-pool", "create", POOL, "--type", "process", "--overwrite"],
        ["--no-prompt", "deploy", "--name", "on-arrival", "--pool", POOL],
    ):
        done = server.run("-m", "prefect", *command)
        assert done.returncode == 0, done.stdout + done.stderr
    (deployment,) = server.ask(
        "/deployments/filter", deployments={"name": {"any_": ["on-arrival"]}}
    )

    def list_runs() -> Any:
        return server.ask("/flow_runs/filter", deployments={"id": {"any_": [deployment["id"]]}})

    sent = transform(make_event("log_data/2018/11/2018-11-02-events.json"), "sparkify-s3")

    def starts_a_run() -> bool:
        # again, as the event is lost on a server that has not read the new trigger yet
        sent[0]["id"] = str(uuid.uuid4())
        httpx.post(f"{server.url}/api/events", json=sent).raise_for_status()
        time.sleep(1)
        return bool(list_runs())

    wait_until(starts_a_run, 90, "the run")
    assert list_runs()[0]["parameters"]["lake"] == "sparkify-s3"
    assert server.run("-m", "prefect", "work-pool", "delete", POOL).returncode == 0


def test_the_event_says_which_lake_and_which_object() -> None:
    event = make_event('log_data/a "b".json')
    (sent,) = transform(event, "other-lake")
    assert sent == {
        "id": event["id"],
        "occurred": event["time"],
        "event": "sparkify.lake.arrived",
        "resource": {"prefect.resource.id": "sparkify.lake.other-lake"},
        "payload": {"uri": 's3://sparkify-lake-acme/log_data/a "b".json'},
    }


def test_the_rule_hears_of_event_files_in_the_lakes_bucket() -> None:
    pattern = RULE["EventPattern"]
    event = make_event("log_data/2018-11-02-events.json")
    assert event["source"] in pattern["source"]
    assert event["detail-type"] in pattern["detail-type"]
    assert pattern["detail"] == {
        "bucket": {"name": [{"Ref": "BucketName"}]},
        "object": {"key": [{"prefix": {"Ref": "ArrivalPrefix"}}]},
    }
    bucket = read_template("warehouse")["Resources"]["Lake"]["Properties"]
    assert bucket["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_what_prefect_does_not_take_is_kept() -> None:
    (target,) = RULE["Targets"]
    resources = read_template("arrivals")["Resources"]
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}}
    (statement,) = resources["DeadLettersPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Arrivals", "Arn"]}}
    }
