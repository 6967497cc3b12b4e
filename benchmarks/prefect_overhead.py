"""What Prefect costs around the main job: `python -m benchmarks.prefect_overhead [--runs N]`.

A server, a process worker and the deployment `local` on empty warehouses. For each run: seconds
from `prefect deployment run` to completed, and where they go:

    wait     until the worker, which looks every second, has taken the run and its process begins
    imports  of flow, Prefect and the rest, in a process that does nothing else
    flow     inside the flow run, where steps run at the same time
    end      from the flow's end to the command's

Beside it: the same steps as plain functions, one after the other, and as many empty tasks.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.main_job import ROOT, run
from local_redshift.process import stop_running

START_SECONDS = 120
TASK_COUNT = 23  # what the flow has on a first run
EMPTY_TASKS = f"""
import time
from prefect import flow
from tasks.policy import step
@step("nothing")
def nothing():
    pass
@flow
def do_nothing():
    started = time.monotonic()
    for _ in range({TASK_COUNT}):
        nothing()
    return time.monotonic() - started
print(do_nothing())
"""


class Prefect:
    """A server of the benchmark's own, as its clients see it."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.environment = {
            **os.environ,
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "SPARKIFY_HOME": str(home / "sparkify"),
        }

    def call(self, *arguments: str) -> str:
        """What a command of Prefect prints."""
        return self._run("-m", "prefect", "--no-prompt", *arguments)

    def run_python(self, code: str) -> str:
        """What code prints as a client of the server."""
        return self._run("-c", code)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    @contextmanager
    def keep(self, *arguments: str) -> Iterator[None]:
        """A command of Prefect that runs beside the block."""
        command = [sys.executable, "-m", "prefect", *arguments]
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)

    def read(self, path: str) -> Any:
        """What the API answers."""
        with urllib.request.urlopen(f"{self.api}{path}", timeout=5) as reply:  # noqa: S310
            return json.load(reply)

    def wait(self) -> None:
        """Waits until the API answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.read("/health")
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return


def main() -> None:
    """Measures and prints median and best; the best says most where others use the machine."""
    parser = argparse.ArgumentParser(description="Measures Prefect around the main job.")
    parser.add_argument("--runs", type=int, default=3, help="runs (default: %(default)s)")
    runs = parser.parse_args().runs
    laps = [measure_lap() for _ in range(runs)]
    print(f"{'':<32}{'median':>8}{'best':>8}")
    for name in laps[0]:
        seconds = [lap[name] for lap in laps]
        print(f"{name:<32}{statistics.median(seconds):6.1f} s{min(seconds):6.1f} s")


def measure_lap() -> dict[str, float]:
    """Seconds of everything that is measured, once, by what is printed."""
    deployed = measure_deployment()
    plain = json.loads(run(["-m", "benchmarks.main_job", "--steps", "sample"]).stdout)
    return {
        "deployment run to completed": deployed["whole"],
        "  wait": deployed["wait"],
        "    of it imports": measure_imports(),
        "  flow": deployed["flow"],
        "  end": deployed["end"],
        "the same steps, plain": plain["own"] + plain["import"],
        "  of it import of the checks": plain["import"],
        f"{TASK_COUNT} tasks that do nothing": deployed["tasks"],
    }


def measure_deployment() -> dict[str, float]:
    """Seconds of one run of the deployment on an empty warehouse, by part."""
    with tempfile.TemporaryDirectory() as home:
        prefect = Prefect(Path(home))
        with prefect.keep("server", "start", "--host", "127.0.0.1", "--port", str(prefect.port)):
            prefect.wait()
            prefect.call("work-pool", "create", "sparkify", "--type", "process")
            prefect.call("deploy", "--name", "local")
            with prefect.keep("worker", "start", "--pool", "sparkify"):
                time.sleep(10)  # the worker is up and waits
                started = time.time()
                output = prefect.call("deployment", "run", "sparkify-etl/local", "--watch")
                ended = time.time()
            tasks = float(prefect.run_python(EMPTY_TASKS))
            (run_id,) = re.findall(r"UUID: ([0-9a-f-]{36})", output)
            flow_run = prefect.read(f"/flow_runs/{run_id}")
        stop_running(Path(home) / "sparkify" / "redshift")
    began, finished = (to_seconds(flow_run[name]) for name in ("start_time", "end_time"))
    return {
        "whole": ended - started,
        "wait": began - started,
        "flow": finished - began,
        "end": ended - finished,
        "tasks": tasks,
    }


def measure_imports() -> float:
    """Seconds of a process that only imports the flow."""
    started = time.monotonic()
    run(["-c", "import flows.etl_flow"])
    return time.monotonic() - started


def to_seconds(text: str) -> float:
    """The time of the API, in seconds since 1970."""
    return datetime.fromisoformat(text).timestamp()


if __name__ == "__main__":
    main()
