"""Workers that get the code from git, and work pools of each type."""

import asyncio
import json
import re
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import prefect
import pytest
import yaml
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_aws.workers.ecs_worker import ECSJobConfiguration, ECSWorker
from prefect_server import ROOT, PrefectServer, end
from stand_in import find_current, stop_all

POOL = "sparkify-workers"
POOL_OF_FILE = yaml.safe_load((ROOT / "prefect.yaml").read_text())["definitions"]["pool"]
IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/sparkify:1"


def run_prefect(server: PrefectServer, *arguments: str) -> str:
    done = server.run("-m", "prefect", *arguments, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def read_pool_types() -> dict[str, dict[str, Any]]:
    """The variables of each type of work pool that this version of Prefect knows."""
    views = Path(prefect.__file__).parent / "server/api/collections_data/views"
    data = views / "aggregate-worker-metadata.json"
    return {
        name: worker["default_base_job_configuration"]["variables"]["properties"]
        for package in json.loads(data.read_text()).values()
        for name, worker in package.items()
    }


@pytest.mark.parametrize("pool_type", ["process", "docker", "ecs"])
def test_the_variables_of_a_deployment_are_those_of_a_pool_of_each_type(pool_type: str) -> None:
    assert set(POOL_OF_FILE["job_variables"]) <= set(read_pool_types()[pool_type])


def test_an_ecs_worker_starts_the_image_of_its_pool(prefect_server: PrefectServer) -> None:
    template = ECSWorker.get_default_base_job_template()
    template["variables"]["properties"]["image"]["default"] = IMAGE
    variables = POOL_OF_FILE["job_variables"]
    with temporary_settings({PREFECT_API_URL: f"{prefect_server.url}/api"}):
        made: ECSJobConfiguration = asyncio.run(
            ECSJobConfiguration.from_template_and_values(template, variables)
        )
    (container,) = made.task_definition["containerDefinitions"]
    assert container["image"] == IMAGE
    assert made.env["PREFECT_CLIENT_MAX_RETRIES"] == "8"


@pytest.fixture
def worker_python(tmp_path: Path) -> Path:
    """The interpreter of a worker's machine that has Prefect and nothing else of ours."""
    lock = (ROOT / "requirements-runtime.lock").read_text()
    pins = re.findall(r"^((?:prefect|fastapi)==\S+)", lock, re.MULTILINE)
    venv.create(tmp_path / "environment", with_pip=True)
    python = tmp_path / "environment/bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *pins], check=True)
    return python


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The project's last commit as a repository with the branch main."""
    bare = tmp_path / "sparkify.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, bare], check=True)
    subprocess.run(["git", "branch", "--force", "main", "HEAD"], cwd=bare, check=False)
    return bare


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state"
    stop_all(tmp_path / "state")


@pytest.mark.timeout(1200)
def test_a_worker_on_another_machine_clones_installs_and_loads(
    prefect_server: PrefectServer,
    request: pytest.FixtureRequest,
    state: Path,
    tmp_path: Path,
    long: bool,  # noqa: FBT001
) -> None:
    if not long:
        pytest.skip("installs all packages, for minutes: --long")
    python, repository = (request.getfixturevalue(name) for name in ("worker_python", "repository"))
    file = tmp_path / "prefect.yaml"
    text = (ROOT / "prefect.yaml").read_text()
    file.write_text(text.replace("\n# pull: *from_git\n", "\npull: *from_git\n"))
    environment = {**prefect_server.environment, "SPARKIFY_REPOSITORY": f"file://{repository}"}
    deploying = replace(prefect_server, environment=environment)
    run_prefect(deploying, "work-pool", "create", POOL, "--type", "process", "--overwrite")
    deploy = ["--no-prompt", "deploy", "--prefect-file", str(file), "--name", "local"]
    run_prefect(deploying, *deploy, "--pool", POOL)

    log = (tmp_path / "worker.log").open("wb")
    worker = subprocess.Popen(
        [python, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"],
        cwd=tmp_path,
        env={**prefect_server.environment, "SPARKIFY_HOME": str(state), "PYTHONPATH": ""},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    run = ["-m", "prefect", "deployment", "run", "sparkify-etl/local", "--watch"]
    try:
        done = prefect_server.run(*run, timeout=900)
    finally:
        end(worker)
        log.close()
    assert done.returncode == 0, done.stdout + (tmp_path / "worker.log").read_text()
    assert find_current(state).value("select count(*) from star.songplays") > 1000
    installed = subprocess.run(
        [python, "-m", "pip", "list"], capture_output=True, text=True, check=True
    )
    assert "great-expectations" in installed.stdout.replace("_", "-")
    assert "pytest" not in installed.stdout
