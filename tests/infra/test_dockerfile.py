"""The image's rules, and its build steps run by hand; no Docker is needed."""

import fnmatch
import os
import re
import subprocess
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / "Dockerfile"
IGNORED = ROOT / ".dockerignore"
WAYS = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "CMD"}


def read_steps() -> list[tuple[str, str]]:
    """Instruction and argument of each step."""
    text = re.sub(r"^\s*#.*\n", "", FILE.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


STEPS = read_steps()


def find_arguments(instruction: str) -> list[str]:
    return [rest for word, rest in STEPS if word == instruction]


def is_copied(path: str) -> bool:
    """Whether a path of the checkout is in the image; the last rule that matches decides."""
    copied = True
    for rule in re.findall(r"^(?!#)\S+", IGNORED.read_text(), re.MULTILINE):
        pattern = rule.removeprefix("!").removeprefix("**/")
        parts = path.split("/") if rule.startswith("**/") else path.split("/")[:1]
        if any(fnmatch.fnmatch(part, pattern) for part in parts):
            copied = rule.startswith("!")
    return copied


def list_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


def test_the_file_has_only_instructions_that_these_rules_know() -> None:
    assert {word for word, _ in STEPS} == WAYS


def test_the_base_image_is_pinned_to_a_python_that_the_project_supports() -> None:
    (base,) = find_arguments("FROM")
    found = re.fullmatch(r"python:(3\.\d+)-slim-[a-z]+", base)
    assert found
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    low, high = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups()  # type: ignore[union-attr]
    assert int(low) <= int(found[1].partition(".")[2]) < int(high)


def test_the_container_does_not_run_as_root_and_cannot_write_the_code() -> None:
    words = [word for word, _ in STEPS]
    (user,) = find_arguments("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)  # a number: Kubernetes can check it
    assert words.index("USER") > max(place for place, word in enumerate(words) if word == "COPY")
    assert not any("--chown" in argument for argument in find_arguments("COPY"))


def test_the_worker_gets_the_signals_itself() -> None:
    (command,) = find_arguments("CMD")
    assert command.startswith('["prefect", "worker", "start"')


def test_packages_come_from_the_runtime_lock_with_hashes_and_leave_no_cache() -> None:
    (install,) = [step for step in find_arguments("RUN") if "pip install" in step]
    for option in ("--no-cache-dir", "--no-deps", "--require-hashes"):
        assert option in install
    assert "-r requirements-runtime.lock" in install
    assert STEPS.index(("COPY", "requirements-runtime.lock ./")) < STEPS.index(("RUN", install))


def test_no_step_holds_a_secret() -> None:
    secrets = re.compile(r"^(ARG|ENV)\b.*(key|token|password|secret)", re.IGNORECASE | re.MULTILINE)
    assert not secrets.search(FILE.read_text())


def test_everything_that_a_run_reads_is_in_the_image_and_nothing_else() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {name.rstrip("*") for name in packages["packages"]["find"]["include"]}
    needed = (folders - {"benchmarks", "documentation"}) | {"sql", "expectations"}
    copied = {path for path in list_files() if is_copied(path)}
    assert {path.split("/")[0] for path in copied if "/" in path} == needed
    assert {path for path in copied if "/" not in path} == {
        "prefect.yaml",
        "pyproject.toml",
        "requirements-runtime.lock",
    }


@pytest.mark.parametrize(
    "path", [".git/config", ".sparkify/redshift", "blocks/__pycache__/state.pyc", ".env", "key.pem"]
)
def test_what_a_checkout_holds_besides_is_not_in_the_image(path: str) -> None:
    assert not is_copied(path)


@pytest.mark.timeout(900)
def test_the_steps_install_what_the_flow_imports(tmp_path: Path, long: bool) -> None:  # noqa: FBT001
    if not long:
        pytest.skip("installs all packages, for minutes: --long")
    clone, environment = tmp_path / "clone", tmp_path / "environment"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    venv.create(environment, with_pip=True)
    variables = {**os.environ, "PATH": f"{environment / 'bin'}:{os.environ['PATH']}"}
    for step in find_arguments("RUN"):
        if not step.startswith("useradd"):  # which changes the machine
            subprocess.run(step, shell=True, cwd=clone, env=variables, check=True)  # noqa: S602
    for path in clone.iterdir():
        if not is_copied(path.name):
            path.rename(tmp_path / f"left-{path.name}")
    done = subprocess.run(
        ["python", "-c", "import flows.etl_flow, flows.reconcile_flow, prefect_aws"],
        cwd=tmp_path,
        env={**variables, "PYTHONPATH": str(clone)},
        check=False,
    )
    assert done.returncode == 0
