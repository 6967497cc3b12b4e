"""The whole way of a person: server, worker, blocks, deployment, run, its pages in a browser."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, DRIVER, MISSING, Browser, open_browser
from prefect_server import BUSY_SECONDS, PrefectServer, wait_until

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)

POOL = "sparkify"
PASSWORD = "Sentinel-password-7f3a"  # noqa: S105
SECRET_KEY = "Sentinel-secret-key-91bc"  # noqa: S105
SECRETS = (PASSWORD, SECRET_KEY)
TASKS = (
    "plan batch",
    "create tables",
    "copy events to staging",
    "copy songs to staging",
    *(f"insert {table}" for table in ("users", "songs", "artists", "time", "songplays")),
    "publish batch",
)
BLOCKS = {
    "SPARKIFY_AWS_ACCESS_KEY_ID": "AKIA0000000000000000",
    "SPARKIFY_AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "SPARKIFY_AWS_REGION": "us-west-2",
    "SPARKIFY_REDSHIFT_HOST": "redshift.example.com",
    "SPARKIFY_REDSHIFT_USER": "sparkify",
    "SPARKIFY_REDSHIFT_PASSWORD": PASSWORD,
    "SPARKIFY_REDSHIFT_IAM_ROLE": "arn:aws:iam::123456789012:role/sparkify-copy",
    "SPARKIFY_REDSHIFT_AWS_CREDENTIALS": "sparkify-aws",
    "SPARKIFY_LAKE_BUCKET": "sparkify-lake",
    "SPARKIFY_LAKE_AWS_CREDENTIALS": "sparkify-aws",
}


@dataclass(frozen=True)
class Run:
    """A run of the deployment `local` that a worker has finished."""

    server: PrefectServer
    flow_run: dict[str, Any]
    summary: dict[str, Any]

    @property
    def address(self) -> str:
        return f"{self.server.url}/runs/flow-run/{self.flow_run['id']}"


def deploy(server: PrefectServer) -> None:
    for arguments in (
        ["prefect", "work-pool", "create", POOL, "--type", "process", "--overwrite"],
        ["blocks", "register"],
        ["blocks", "save"],
        ["prefect", "--no-prompt", "deploy", "--all"],
    ):
        done = server.run("-m", *arguments, extra=BLOCKS)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def run(prefect_server: PrefectServer) -> Run:
    for document in prefect_server.ask("/block_documents/filter", limit=100):  # of other tests
        prefect_server.delete(f"/block_documents/{document['id']}")
    deploy(prefect_server)
    command = ["-m", "prefect", "deployment", "run", "sparkify-etl/local", "--watch"]
    with prefect_server.worker(POOL):
        done = prefect_server.run(*command, timeout=BUSY_SECONDS)
    assert done.returncode == 0, (prefect_server.directory / "worker.log").read_text()
    (run_id,) = re.findall(r"UUID: ([0-9a-f-]{36})", done.stdout)
    artifacts: list[dict[str, Any]] = []

    def has_summary() -> bool:
        found = prefect_server.ask("/artifacts/filter", sort="CREATED_DESC")
        artifacts[:] = [one for one in found if one["flow_run_id"] == run_id]
        return bool(artifacts)

    wait_until(has_summary, BUSY_SECONDS, "the run's artifact")
    summary = next(one for one in artifacts if one["key"] == "sparkify-etl-summary")
    return Run(prefect_server, prefect_server.ask(f"/flow_runs/{run_id}"), summary)


@pytest.fixture(scope="module")
def browser(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:  # noqa: ARG001
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def test_a_run_of_the_deployment_completes(run: Run) -> None:
    assert run.flow_run["state_type"] == "COMPLETED"
    assert "star" in run.summary["data"]


def test_the_run_page_draws_the_graph_and_tells_the_rows(run: Run, browser: Browser) -> None:
    browser.open(run.address, "sparkify-etl", "Completed", "audit.users:", "published")
    browser.await_drawing()
    browser.picture("prefect-run")


def test_the_run_page_names_each_task_by_what_it_does(run: Run, browser: Browser) -> None:
    browser.open(run.address, "Task Runs")
    browser.press("Task Runs")
    shown = browser.await_texts("report batch", "publish batch", "insert songplays")
    task_count = re.findall(r"(\d+) Task runs", shown)[0]
    names = {
        task["name"]
        for task in run.server.ask(
            "/task_runs/filter", flow_runs={"id": {"any_": [run.flow_run["id"]]}}
        )
    }
    assert set(TASKS) <= names
    assert int(task_count) == len(names)


def test_the_summary_is_linked_from_the_run_and_readable(run: Run, browser: Browser) -> None:
    browser.open(run.address, "Artifacts")
    browser.press("Artifacts")
    browser.scroll_to("sparkify-etl-summary")
    address = f"{run.server.url}/artifacts/artifact/{run.summary['id']}"
    shown = browser.open(address, "Loaded", "plays of", "songplays", "seconds")
    assert "| --- |" not in shown  # it is drawn as a table, not shown as its source
    browser.picture("prefect-summary")


def test_the_block_pages_explain_and_show_an_example(run: Run, browser: Browser) -> None:
    page = f"{run.server.url}/blocks/catalog"
    browser.open(f"{page}/redshift-credentials", "IAM", "RedshiftCredentials.load")
    browser.open(f"{page}/sparkify-lake", "event logs", "SparkifyLake.load")
    browser.open(f"{page}/redshift-credentials/create", "Role of COPY", "Serverless workgroup")
    browser.open(f"{run.server.url}/blocks", "redshift", "sparkify-s3", "sparkify-aws")
    browser.picture("prefect-blocks")


def test_the_deployments_are_listed_with_their_schedules(run: Run, browser: Browser) -> None:
    names = ("local", "redshift", "backfill", "reconcile", "plan", "on-arrival")
    browser.open(f"{run.server.url}/deployments", *names)
    browser.picture("prefect-deployments")


def test_an_event_that_files_have_arrived_starts_a_run(run: Run) -> None:
    server = run.server
    event = ["sparkify.lake.arrived", "--resource-id", "sparkify.lake.sparkify-s3"]
    assert server.run("-m", "prefect", "event", "emit", *event).returncode == 0
    deployment = server.ask("/deployments/name/sparkify-etl/on-arrival")

    def has_run() -> bool:
        runs = server.ask("/flow_runs/filter", deployments={"id": {"any_": [deployment["id"]]}})
        return len(runs) == 1

    wait_until(has_run, BUSY_SECONDS, "the run of on-arrival")


def test_no_page_and_no_answer_of_the_api_holds_a_secret(run: Run, browser: Browser) -> None:
    server = run.server
    documents = server.ask("/block_documents/filter", limit=100)
    for document in documents:
        browser.open(f"{server.url}/blocks/block/{document['id']}", document["name"])
    answers = [
        server.ask(path, limit=200)
        for path in (
            "/block_documents/filter",
            "/flow_runs/filter",
            "/logs/filter",
            "/artifacts/filter",
            "/deployments/filter",
        )
    ]
    answers.append(server.ask("/events/filter", limit=50))
    output = "\n".join([*browser.pages, json.dumps(answers)])
    assert len(documents) >= 3
    assert [secret for secret in SECRETS if secret in output] == []


def test_the_server_wrote_no_secret_to_its_log(run: Run) -> None:
    logs: list[Path] = sorted(run.server.directory.glob("*.log"))
    assert logs
    for log in logs:
        assert not any(secret in log.read_text() for secret in SECRETS), log
