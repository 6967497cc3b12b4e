"""The stacks, created one after the other in moto, and what their roles may then do.

moto knows no Redshift Serverless, budget, secret, API destination or policy of a bucket or queue in
CloudFormation. These are left out, and what names them gets an ARN of nothing.
"""

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.cloudformation.parsing import get_model_map
from moto.core import set_initial_no_auth_action_count
from templates import REGION, STACKS, Template, read_template

from warehouse.lake.files import EVERY_DAY, list_lake
from warehouse.lake.s3_lake import S3Lake

BUCKET = "sparkify-lake-acme"
SECRET = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:sparkify/prefect-a1b2c3"
BY_HAND = {
    "BucketName": BUCKET,
    "ImageTag": "2026-11-25",
    "PrefectSecretArn": SECRET,
    "PrefectEventsUrl": "https://prefect.example.com/api/events",
}
LEFT_OUT = {
    "warehouse": {"Namespace", "Workgroup", "AdminSecret", "Budget", "LakePolicy"},
    "arrivals": {"PrefectConnection", "PrefectEvents", "DeadLettersPolicy"},
}
EVENT_FILE = "log_data/2018-11-02-events.json"


@dataclass(frozen=True)
class Account:
    """An account in moto, with the stacks.

    Attributes:
        outputs: Of all stacks.
        left_out: Names of resources that were not created, by stack.
    """

    outputs: dict[str, str]
    left_out: dict[str, set[str]]


def leave_out(template: Template) -> tuple[Template, set[str]]:
    """The template without what moto cannot create, and the names of that."""
    known = get_model_map()
    resources = template["Resources"]
    names = {name for name, one in resources.items() if one["Type"] not in known}
    kept = {name: one for name, one in resources.items() if name not in names}
    rest: Template = replace_references({**template, "Resources": kept}, names)
    return rest, names


def replace_references(node: Any, names: set[str]) -> Any:
    if isinstance(node, list):
        return [replace_references(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    target = node.get("Ref") or (node.get("Fn::GetAtt") or [""])[0]
    if target in names:
        return f"arn:aws:none:{REGION}:123456789012:{target}"
    return {key: replace_references(value, names) for key, value in node.items()}


def create(client: Any, stack: str, given: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """Creates a stack from the parameters that it takes; returns its outputs and what lacks."""
    template, left_out = leave_out(read_template(stack))
    taken = [
        {"ParameterKey": name, "ParameterValue": value}
        for name, value in given.items()
        if name in template["Parameters"]
    ]
    client.create_stack(
        StackName=stack,
        TemplateBody=json.dumps(template),
        Parameters=taken,
        Capabilities=["CAPABILITY_IAM"],
    )
    (made,) = client.describe_stacks(StackName=stack)["Stacks"]
    assert made["StackStatus"] == "CREATE_COMPLETE"
    return {one["OutputKey"]: one["OutputValue"] for one in made.get("Outputs", [])}, left_out


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.client("cloudformation", region_name=REGION)


@pytest.fixture
def account(cloudformation: Any) -> Account:
    given, left_out = dict(BY_HAND), {}
    for stack in STACKS:
        outputs, left_out[stack] = create(cloudformation, stack, given)
        given |= outputs
    return Account(given, left_out)


def sign_in(role_arn: str) -> Any:
    """An S3 client with the rights of a role."""
    sts = boto3.client("sts", region_name=REGION)
    keys = sts.assume_role(RoleArn=role_arn, RoleSessionName="test")["Credentials"]
    return boto3.client(
        "s3",
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


@pytest.fixture
def lake(account: Account) -> Account:
    """The account, with a file in the bucket."""
    boto3.client("s3", region_name=REGION).put_object(Bucket=BUCKET, Key=EVENT_FILE, Body=b"{}")
    return account


@pytest.fixture
def runner(lake: Account) -> Any:
    """S3 as the worker's role sees it."""
    role = lake.outputs["TaskRoleArn"]
    boto3.client("iam").attach_role_policy(  # which moto leaves out when it creates the stack
        RoleName=role.rpartition("/")[2], PolicyArn=lake.outputs["RunnerPolicyArn"]
    )
    return sign_in(role)


@pytest.fixture
def copy(lake: Account) -> Any:
    """S3 as COPY sees it."""
    iam, role = boto3.client("iam"), lake.outputs["CopyRoleArn"]
    names = {"RoleName": role.rpartition("/")[2], "PolicyName": "read-the-lake"}
    # moto keeps the policy of a stack as a text of Python's, by which it cannot judge
    document = ast.literal_eval(iam.get_role_policy(**names)["PolicyDocument"])
    iam.put_role_policy(**names, PolicyDocument=json.dumps(document))
    return sign_in(role)


def is_refused(call: Callable[..., object], **arguments: object) -> bool:
    try:
        call(Bucket=BUCKET, **arguments)
    except ClientError as error:
        return bool(error.response["Error"]["Code"] == "AccessDenied")
    return False


def test_each_stack_takes_the_outputs_of_those_before_it(account: Account) -> None:
    assert {stack: names for stack, names in account.left_out.items() if names} == LEFT_OUT
    assert len(account.outputs["SubnetIds"].split(",")) == 3
    listed = boto3.client("ecs", region_name=REGION).list_services(
        cluster=account.outputs["ClusterName"]
    )
    assert len(listed["serviceArns"]) == 1


@pytest.mark.parametrize(
    ("egress", "gateways", "endpoints"), [("nat", 1, 1), ("endpoints", 0, 6), ("none", 0, 1)]
)
def test_the_network_has_one_way_out(
    cloudformation: Any, egress: str, gateways: int, endpoints: int
) -> None:
    create(cloudformation, "network", {"Egress": egress})
    client = boto3.client("ec2", region_name=REGION)
    assert len(client.describe_nat_gateways()["NatGateways"]) == gateways
    assert len(client.describe_vpc_endpoints()["VpcEndpoints"]) == endpoints


@set_initial_no_auth_action_count(0)
def test_the_flow_lists_reads_and_writes_its_work_files(runner: Any) -> None:
    lake = S3Lake(runner, BUCKET, prefix="", work_prefix="sparkify-work", region=REGION)
    (found,) = list_lake(lake, EVERY_DAY)
    assert found.uri == f"s3://{BUCKET}/{EVENT_FILE}"
    with lake.open(found.uri) as stream:
        assert stream.read() == b"{}"
    lake.write("batch", "part.json", b"{}")
    lake.keep_page("batch", "page.html", b"<html>")
    assert list(lake.list_batches()) == ["batch"]
    # moto judges DeleteObjects by the bucket alone, AWS by each key, as with DeleteObject
    assert not is_refused(runner.delete_object, Key="sparkify-work/batch/part.json")
    assert list(lake.list_batches()) == []


@set_initial_no_auth_action_count(0)
def test_the_flow_cannot_change_the_lake(runner: Any) -> None:
    assert is_refused(runner.put_object, Key="log_data/new.json", Body=b"")
    assert is_refused(runner.delete_object, Key=EVENT_FILE)
    assert is_refused(runner.delete_bucket)


@set_initial_no_auth_action_count(0)
def test_copy_reads_the_lake_and_writes_nothing(copy: Any) -> None:
    assert copy.get_object(Bucket=BUCKET, Key=EVENT_FILE)["Body"].read() == b"{}"
    assert not is_refused(copy.list_objects_v2)
    assert is_refused(copy.put_object, Key="sparkify-work/new.json", Body=b"")
    assert is_refused(copy.delete_object, Key=EVENT_FILE)


@pytest.mark.parametrize("user", ["", "etl"])
def test_a_cluster_that_is_there_makes_no_workgroup(cloudformation: Any, user: str) -> None:
    network, _ = create(cloudformation, "network", {})
    given = {**BY_HAND, **network, "ClusterName": "old", "DatabaseUser": user}
    outputs, _ = create(cloudformation, "warehouse", given)
    assert outputs["ClusterName"] == "old"
    assert not {"WorkgroupName", "WorkgroupArn", "AdminSecretArn"} & set(outputs)
    policy = outputs["RunnerPolicyArn"]
    version = boto3.client("iam").get_policy_version(PolicyArn=policy, VersionId="v1")
    statements = version["PolicyVersion"]["Document"]["Statement"]
    signs_in = {one["Sid"]: one["Resource"] for one in statements if "SignIn" in one["Sid"]}
    base = f"arn:aws:redshift:{REGION}:123456789012"
    if user:
        names = [f"{base}:dbuser:old/etl", f"{base}:dbname:old/dev"]
        assert signs_in == {"SignInAsUser": names}
    else:
        assert signs_in == {"SignInAsIdentity": f"{base}:dbname:old/dev"}
