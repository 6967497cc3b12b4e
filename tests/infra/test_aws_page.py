"""docs/aws.md names stacks, parameters, outputs and variables that are there, and all of them."""

import re
from pathlib import Path

import pytest
from templates import STACKS, read_template

from blocks.saving import KINDS

PAGE = (Path(__file__).parents[2] / "docs/aws.md").read_text()
COMMANDS = "\n".join(re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)).replace("\\\n", "")
TEMPLATES = {stack: read_template(stack) for stack in STACKS}


def find_deployment(stack: str) -> str:
    """The command that makes a stack."""
    found: list[str] = re.findall(r"^aws cloudformation deploy .*", COMMANDS, re.MULTILINE)
    (command,) = [line for line in found if f"--stack-name sparkify-{stack} " in line]
    return command


def test_the_stacks_are_made_in_the_order_in_which_they_need_each_other() -> None:
    made = re.findall(r"cloudformation deploy --stack-name sparkify-(\w+)", COMMANDS)
    assert tuple(made) == STACKS


def test_the_stacks_are_deleted_in_the_other_order() -> None:
    (deleted,) = re.findall(r"for stack in ([\w ]+); do", COMMANDS)
    assert tuple(deleted.split()) == STACKS[::-1]


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_is_made_of_its_template_with_the_parameters_that_it_has(stack: str) -> None:
    command = find_deployment(stack)
    parameters = TEMPLATES[stack]["Parameters"]
    given = re.findall(r"(\w+)=", command.partition("--parameter-overrides")[2])
    needed = {name for name, one in parameters.items() if "Default" not in one}
    assert f"--template-file infra/{stack}.yaml" in command
    assert needed <= set(given) <= set(parameters)


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_that_makes_roles_has_the_capability_for_it(stack: str) -> None:
    types = {one["Type"] for one in TEMPLATES[stack]["Resources"].values()}
    makes_roles = bool(types & {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"})
    assert ("--capabilities CAPABILITY_IAM" in find_deployment(stack)) == makes_roles


def test_every_output_that_a_command_takes_is_there() -> None:
    taken = re.findall(r"\$\(output (\w+) (\w+)\)", PAGE)
    assert len(taken) > 10
    for stack, name in taken:
        assert name in TEMPLATES[stack]["Outputs"], (stack, name)


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("part", ["Parameters", "Outputs"])
def test_the_page_names_every_parameter_and_output(stack: str, part: str) -> None:
    assert [name for name in TEMPLATES[stack][part] if not re.search(rf"\b{name}\b", PAGE)] == []


def test_the_page_names_what_outlives_its_stack() -> None:
    for template in TEMPLATES.values():
        for name, one in template["Resources"].items():
            if one.get("DeletionPolicy", "Delete") != "Delete":
                assert f"`{name}`" in PAGE


def test_the_variables_are_those_of_the_blocks_each_from_the_output_that_names_it() -> None:
    known = {kind.prefix + name for kind in KINDS.values() for name in kind.fields}
    not_of_blocks = {"SPARKIFY_HOME", "SPARKIFY_REPOSITORY"}
    assert set(re.findall(r"SPARKIFY_\w+", PAGE)) <= known | not_of_blocks
    set_from = re.findall(r"(SPARKIFY_\w+)=\$\(output (\w+) (\w+)\)", COMMANDS)
    assert len(set_from) == 5
    for variable, stack, name in set_from:
        assert variable in TEMPLATES[stack]["Outputs"][name]["Description"].split()


def test_fixed_names_are_those_of_the_templates() -> None:
    namespace = TEMPLATES["warehouse"]["Resources"]["Namespace"]["Properties"]["NamespaceName"]
    assert f"--namespace-name {namespace}" in COMMANDS
    parameters = TEMPLATES["worker"]["Parameters"]
    assert f"--repository-name {parameters['RepositoryName']['Default']}" in COMMANDS
    assert f"prefect work-pool create {parameters['WorkPool']['Default']} " in COMMANDS


def test_the_price_of_the_network_is_the_same_in_page_and_template() -> None:
    """A NAT gateway, and each endpoint in each of three zones."""
    resources = TEMPLATES["network"]["Resources"].values()
    interfaces = [
        one for one in resources if one.get("Properties", {}).get("VpcEndpointType") == "Interface"
    ]
    assert len(interfaces) == 5
    nat, endpoints = round(0.045 * 730), round(0.01 * 730 * 3 * len(interfaces))
    template = (Path(__file__).parents[2] / "infra/network.yaml").read_text()
    assert f"| {nat} |" in PAGE
    assert f"| {endpoints} |" in PAGE
    assert f"{nat} USD" in template
    assert f"{endpoints} USD" in template
