"""The templates are valid, give no more than is needed, and name what the blocks ask for."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from templates import INFRA, REGION, STACKS, Template, find_statements, list_values, read_template

from blocks.saving import KINDS
from warehouse.lake.s3_lake import REPORTS

TEMPLATES = {stack: read_template(stack) for stack in STACKS}
VARIABLES = {kind.prefix + name for kind in KINDS.values() for name in kind.fields}
# who cannot be named by a narrower resource, and the page that says so
WILDCARDS = {
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
    "ecr:GetAuthorizationToken",
}


@pytest.fixture(params=STACKS)
def template(request: pytest.FixtureRequest) -> Template:
    return TEMPLATES[request.param]


def lint(*paths: Path) -> str:
    """What cfn-lint finds, in words."""
    program = Path(sys.executable).with_name("cfn-lint")
    command = [str(program), "--regions", REGION, "--", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_cfn_lint_finds_nothing() -> None:
    assert lint(*INFRA.iterdir()) == ""


def test_cfn_lint_would_find_a_misspelt_property(tmp_path: Path) -> None:
    copy = tmp_path / "warehouse.yaml"
    text = (INFRA / "warehouse.yaml").read_text()
    copy.write_text(text.replace("MaxCapacity: !Ref", "MaximumCapacity: !Ref"))
    assert "MaximumCapacity" in lint(copy)


def test_there_is_no_template_besides() -> None:
    assert {path.stem for path in INFRA.iterdir()} == set(STACKS)


def test_no_statement_allows_more_than_named_actions_on_named_resources(
    template: Template,
) -> None:
    for name, statement in find_statements(template):
        if statement["Effect"] == "Allow":
            actions = set(list_values(statement["Action"]))
            assert not [action for action in actions if "*" in action], name
            is_trust = "Principal" in statement and "Resource" not in statement
            if not is_trust and "*" in list_values(statement["Resource"]):
                assert actions <= WILDCARDS, name


def test_services_that_take_a_role_must_act_for_this_account(template: Template) -> None:
    roles = [name for name, one in template["Resources"].items() if one["Type"] == "AWS::IAM::Role"]
    trusts = {
        name: statement
        for name, statement in find_statements(template)
        if statement["Action"] == "sts:AssumeRole"
    }
    assert set(roles) == set(trusts)
    for statement in trusts.values():
        assert statement["Condition"] == {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
        }


def test_data_outlives_its_stack_but_not_a_creation_that_fails() -> None:
    resources = TEMPLATES["warehouse"]["Resources"]
    kept = {name for name, one in resources.items() if "DeletionPolicy" in one}
    assert kept == {"Lake", "Namespace", "AdminSecret"}
    for name in kept:
        assert resources[name]["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resources[name]["UpdateReplacePolicy"] == "Retain"


def test_the_outputs_name_variables_of_the_blocks_and_cover_those_that_must_be_set() -> None:
    outputs = TEMPLATES["warehouse"]["Outputs"].values()
    named = {word for one in outputs for word in re.findall(r"SPARKIFY_\w+", one["Description"])}
    assert named <= VARIABLES
    assert named >= {
        "SPARKIFY_AWS_REGION",
        "SPARKIFY_REDSHIFT_WORKGROUP",
        "SPARKIFY_REDSHIFT_IAM_ROLE",
        "SPARKIFY_LAKE_BUCKET",
        "SPARKIFY_LAKE_REGION",
    }


def find_sources(stack: str) -> dict[str, str]:
    """The parameters of a stack that have no default, and which stack before it gives each."""
    before = STACKS[: STACKS.index(stack)]
    return {
        name: next((one for one in before if name in TEMPLATES[one]["Outputs"]), "")
        for name, parameter in TEMPLATES[stack]["Parameters"].items()
        if "Default" not in parameter
    }


def test_each_stack_takes_from_those_before_it_all_but_what_only_a_person_knows() -> None:
    by_hand = {
        stack: [name for name, source in find_sources(stack).items() if not source]
        for stack in STACKS
    }
    assert by_hand == {
        "network": [],
        "warehouse": ["BucketName"],
        "worker": ["PrefectSecretArn", "ImageTag"],
        "arrivals": ["PrefectEventsUrl", "PrefectSecretArn"],
    }


def test_no_parameter_is_a_secret(template: Template) -> None:
    for name, parameter in template["Parameters"].items():
        assert "NoEcho" not in parameter
        assert not re.search(r"(?i)password|token|key$", name)


def test_every_parameter_and_output_says_what_it_is(template: Template) -> None:
    for part in (*template["Parameters"].values(), *template["Outputs"].values()):
        assert part["Description"]


def find_statement(sid: str) -> dict[str, Any]:
    (found,) = [one for _, one in find_statements(TEMPLATES["warehouse"]) if one.get("Sid") == sid]
    return found


def test_the_flow_may_write_only_below_the_prefixes_of_the_block() -> None:
    fields = KINDS["sparkify-lake"].block_class.model_fields
    prefixes = [fields["work_prefix"].default, REPORTS]
    written = find_statement("WriteManifestsPacksAndReports")["Resource"]
    assert written == [{"Fn::Sub": f"${{Lake.Arn}}/{prefix}/*"} for prefix in prefixes]
    rules = TEMPLATES["warehouse"]["Resources"]["Lake"]["Properties"]["LifecycleConfiguration"]
    assert {f"{prefix}/" for prefix in prefixes} < {rule.get("Prefix") for rule in rules["Rules"]}


def test_a_cluster_is_signed_in_to_by_the_calls_of_the_driver() -> None:
    actions = {
        action
        for sid in ("FindTheCluster", "SignInAsUser", "SignInAsIdentity")
        for action in list_values(find_statement(sid)["Action"])
    }
    assert actions == {
        "redshift:DescribeClusters",
        "redshift:GetClusterCredentials",
        "redshift:GetClusterCredentialsWithIAM",
    }


def test_the_flow_runs_in_the_worker_with_the_policy_of_the_warehouse_alone() -> None:
    role = TEMPLATES["worker"]["Resources"]["TaskRole"]["Properties"]
    assert role["ManagedPolicyArns"] == [{"Ref": "RunnerPolicyArn"}]
    assert "Policies" not in role


def test_the_worker_is_the_image_with_its_own_command() -> None:
    (container,) = TEMPLATES["worker"]["Resources"]["Task"]["Properties"]["ContainerDefinitions"]
    file = (INFRA.parent / "Dockerfile").read_text()
    words = [word if isinstance(word, str) else "sparkify" for word in container["Command"]]
    assert words[-1] == "--with-healthcheck"
    assert str(words[:-1]).replace("'", '"') in file


def test_prefects_address_and_key_come_from_the_secret_alone() -> None:
    (container,) = TEMPLATES["worker"]["Resources"]["Task"]["Properties"]["ContainerDefinitions"]
    assert {one["Name"] for one in container["Secrets"]} == {"PREFECT_API_URL", "PREFECT_API_KEY"}
    assert {one["Name"] for one in container["Environment"]} == {"AWS_DEFAULT_REGION"}
