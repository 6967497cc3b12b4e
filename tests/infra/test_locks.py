"""The lock for running is a part of the lock for developing, and pip installs from it as it is."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "requirements-runtime.lock"
DEVELOPMENT = ROOT / "requirements.lock"
HASH = r"--hash=sha256:[0-9a-f]{64}"


def read_lock(path: Path) -> dict[str, tuple[Requirement, frozenset[str]]]:
    """Each package's pin and its hashes, by name; fails for a line that is neither."""
    text = re.sub(r"^#.*\n|^\n", "", path.read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", "").splitlines()
    pins: dict[str, tuple[Requirement, frozenset[str]]] = {}
    for line in lines:
        assert re.fullmatch(rf"[\w.-]+(\[[\w,-]+\])?==\S+( ;.*?)?( +{HASH})+", line), line[:120]
        requirement = Requirement(line.partition("--hash")[0])
        pins[canonicalize_name(requirement.name)] = requirement, frozenset(re.findall(HASH, line))
    return pins


def read_dependencies(*extras: str) -> Iterator[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    yield from map(Requirement, project["dependencies"])
    for extra in extras:
        yield from map(Requirement, project["optional-dependencies"][extra])


def find_wrong_pins(path: Path, *extras: str) -> list[str]:
    """Dependencies of the project that a lock does not pin, or pins to a version out of range."""
    pins = read_lock(path)
    versions = {name: str(pin.specifier).removeprefix("==") for name, (pin, _) in pins.items()}
    return [
        str(asked)
        for asked in read_dependencies(*extras)
        if not asked.specifier.contains(versions.get(canonicalize_name(asked.name), "0"))
    ]


def find_missing_extras(path: Path) -> set[str]:
    """Extras that a package of the lock asks of another, and that the lock does not spell.

    Only those that are installed in the version of the lock are known. With hashes pip takes
    `sqlalchemy[asyncio]` for another requirement than `sqlalchemy`, and refuses it as not pinned.
    """
    pins = read_lock(path)
    installed = {canonicalize_name(one.name) for one in distributions()}
    missing = set()
    for name in pins.keys() & installed:
        if not pins[name][0].specifier.contains(version(name)):
            continue
        asked = [Requirement(text) for text in requires(name) or ()]
        missing |= {
            f"{name} asks {one.name}[{extra}]"
            for one in asked
            if one.marker is None or one.marker.evaluate({"extra": ""})
            for extra in one.extras - pins[canonicalize_name(one.name)][0].extras
        }
    return missing


def test_each_lock_pins_what_the_project_asks_for() -> None:
    assert find_wrong_pins(RUNTIME) == []
    assert find_wrong_pins(DEVELOPMENT, "dev") == []


def test_what_runs_is_what_was_tested() -> None:
    runtime, development = read_lock(RUNTIME), read_lock(DEVELOPMENT)
    assert set(runtime) < set(development)
    for name, (pin, hashes) in runtime.items():
        tested, its_hashes = development[name]
        assert (pin.specifier, hashes) == (tested.specifier, its_hashes), name


def test_nothing_that_only_developers_use_is_installed_to_run() -> None:
    asked_to_run = {canonicalize_name(one.name) for one in read_dependencies()}
    asked_to_develop = {canonicalize_name(one.name) for one in read_dependencies("dev")}
    also_of_others = {"cryptography", "pyyaml"}  # packages that run need them as well
    tools = asked_to_develop - asked_to_run - also_of_others
    assert "pytest" in tools
    assert tools & set(read_lock(RUNTIME)) == set()


def test_the_runtime_lock_spells_the_extras_that_its_packages_ask_for() -> None:
    assert find_missing_extras(RUNTIME) == set()


def test_a_lock_without_extras_would_be_found() -> None:
    locked = read_lock(DEVELOPMENT)["prefect"][0]
    if not locked.specifier.contains(version("prefect")):
        pytest.skip(f"installed is another version than {locked}")
    assert "prefect asks sqlalchemy[asyncio]" in find_missing_extras(DEVELOPMENT)


@pytest.mark.parametrize("path", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)
def test_a_lock_names_no_index(path: Path) -> None:
    assert not re.search(r"://|^--|^-[a-z]", path.read_text(), re.MULTILINE)
