"""A Prefect server of the tests' own, with a worker when one is needed; each its own process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from free_port import find_free_port
from stand_in import give_scripts, stop_all
from warm_python import Command, find_warm_python

ROOT = Path(__file__).parents[2]
BUSY_SECONDS = 300  # only ends what hangs: other work may hold the machine up


@dataclass
class PrefectServer:
    """A running server.

    Attributes:
        url: The UI's address; the API is below `/api`.
        directory: Everything it and its clients write is below this.
        environment: What a process needs to be its client, with a state directory of its own.
        log: What the server wrote.
    """

    port: int
    directory: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    def start(self) -> None:
        """Starts the server."""
        command = ["server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = self.begin(command, self.log)
        wait_until(self.is_healthy, BUSY_SECONDS, f"Prefect's server, see {self.log}")

    def stop(self) -> None:
        """Ends the server."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def is_healthy(self) -> bool:
        """Whether the API answers."""
        try:
            return httpx.get(f"{self.url}/api/health", timeout=10).is_success
        except httpx.HTTPError:
            return False

    def begin(self, arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
        """Begins a `prefect` command whose output goes to a file."""
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "prefect", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(
        self, *arguments: str, timeout: float = BUSY_SECONDS, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs `python <arguments>` in the project as a client of the server."""
        environment = {**self.environment, **(extra or {})}
        python = find_warm_python(environment)
        with TemporaryDirectory() as directory:
            files = [Path(directory, name) for name in ("output", "errors")]
            paths = [os.devnull, *map(str, files)]
            code = python.begin(Command(arguments, str(ROOT), environment, paths)).wait(timeout)
            output, errors = (file.read_text("utf-8") for file in files)
        return subprocess.CompletedProcess(arguments, code, output, errors)

    def ask(self, path: str, **query: Any) -> Any:
        """What the API answers: to a POST of the query, or to a GET without one.

        Its database may be locked by others for a moment; then it is asked again, as Prefect's own
        clients do.
        """
        address = f"{self.url}/api{path}"
        for seconds in (1, 2, 4, 8, 0):
            reply = httpx.post(address, json=query) if query else httpx.get(address)
            if reply.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(seconds)
        reply.raise_for_status()
        return reply.json()

    def delete(self, path: str) -> None:
        """Deletes what is at a path of the API; while its database is busy, it is asked again."""

        def is_deleted() -> bool:
            reply = httpx.delete(f"{self.url}/api{path}", timeout=60)
            if reply.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                reply.raise_for_status()
            return reply.is_success

        wait_until(is_deleted, BUSY_SECONDS, f"DELETE {path}")

    @contextmanager
    def worker(self, pool: str) -> Iterator[subprocess.Popen[bytes]]:
        """A process worker of a pool."""
        log = self.directory / "worker.log"
        arguments = ["worker", "start", "--pool", pool, "--type", "process"]
        process = self.begin(arguments, log)
        try:
            yield process
        finally:
            end(process)


def make_environment(directory: Path, url: str) -> Mapping[str, str]:
    """The environment of a server and its clients: nothing of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    return {
        **{name: value for name, value in kept.items() if not name.startswith("AWS_")},
        "PREFECT_HOME": str(directory / "prefect"),
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_SERVER_UI_API_URL": f"{url}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "SPARKIFY_HOME": str(directory / "sparkify"),
        "DO_NOT_TRACK": "1",
    }


def wait_until(is_true: Callable[[], bool], seconds: float, subject: str) -> None:
    """Waits for something; fails with its name when it does not come."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            pytest.fail(f"{subject}: not there after {seconds:.0f} s")
        time.sleep(0.2)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that leads its own session, and what it started there."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def prefect_server(
    tmp_path_factory: pytest.TempPathFactory, chart_scripts: Path
) -> Iterator[PrefectServer]:
    """A server for the session, and a stand-in's directory beside it."""
    directory = tmp_path_factory.mktemp("prefect_server")
    server = PrefectServer(find_free_port(), directory)
    server.environment = dict(make_environment(directory, server.url))
    give_scripts(directory / "sparkify", chart_scripts)
    server.start()
    yield server
    server.stop()
    stop_all(directory / "sparkify")
