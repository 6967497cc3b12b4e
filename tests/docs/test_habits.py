"""There is one list of checks, `.ci/run`: the hooks, the pages and other machines follow it."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
RUN = ".ci/run"
TOOL = re.compile(
    r"^ *((?:ruff|mypy|lint-imports|sqlfluff|pytest)(?: [a-z][a-z-]*)?)(?=[ ]|$)", re.MULTILINE
)


def read_checks(text: str) -> set[str]:
    """The checks among the lines of a script: a tool, and what it does."""
    lines = [line for part in text.split("&&") for line in part.strip().splitlines()]
    return {found[1] for line in lines if (found := TOOL.match(line))}


def read_yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def test_the_list_of_checks_has_every_tool() -> None:
    tools = {check.split()[0] for check in read_checks((ROOT / RUN).read_text("utf-8"))}
    assert tools == {"ruff", "mypy", "lint-imports", "sqlfluff", "pytest"}


def test_contributing_shows_the_checks_that_are_run() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (block,) = re.findall(r"`.ci/run` does .*?```bash\n(.*?)```", text, re.DOTALL)
    assert read_checks(block) == read_checks((ROOT / RUN).read_text("utf-8"))


def test_the_hooks_run_the_checks_and_fetch_nothing() -> None:
    (local,) = read_yaml(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
    entries = "\n".join(hook["entry"] for hook in local["hooks"])
    assert read_checks(entries) == read_checks((ROOT / RUN).read_text("utf-8"))


def test_the_workflow_runs_the_checks_on_every_python_and_has_no_list_of_its_own() -> None:
    (job,) = read_yaml(".github/workflows/checks.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [RUN]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    first, last = job["strategy"]["matrix"]["python"][0], job["strategy"]["matrix"]["python"][-1]
    after = f"3.{int(last.partition('.')[2]) + 1}"
    assert project["requires-python"] == f">={first},<{after}"


def test_the_container_for_developers_is_set_up_as_contributing_says_and_runs_the_checks() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    commands = [value for key, value in container.items() if key.endswith("Command")]
    set_up, checks = commands
    assert checks == RUN
    assert f"\n{set_up}\n" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_what_is_run_can_be_run() -> None:
    assert (ROOT / RUN).stat().st_mode & 0o111
