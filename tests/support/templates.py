"""The CloudFormation templates of `infra/`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cfnlint.decode import decode

INFRA = Path(__file__).parents[2] / "infra"
STACKS = ("network", "warehouse", "worker", "arrivals")  # in the order in which they are made
REGION = "us-west-2"

Template = dict[str, Any]


def read_template(stack: str) -> Template:
    """A template with its short functions spelled out, e.g. `{"Ref": ...}`."""
    template, faults = decode(str(INFRA / f"{stack}.yaml"))
    assert not faults, faults
    made: Template = plain(template)
    return made


def plain(node: Any) -> Any:
    """A copy of the tree in Python's own types."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    return [plain(value) for value in node] if isinstance(node, list) else node


def find_statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each statement of each policy, with the resource that holds it."""
    for name, resource in template["Resources"].items():
        for node in walk(resource):
            if "Effect" in node:
                yield name, node


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """All dictionaries of a tree."""
    if isinstance(node, dict):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from walk(child)


def list_values(value: Any) -> list[Any]:
    """What may stand alone or in a list."""
    return value if isinstance(value, list) else [value]
