"""What the main job costs: `python -m benchmarks.main_job [LAKE ...]`.

For each lake, on an empty warehouse: whole-process seconds and peak memory of
`python flows/etl_flow.py`, and what the seconds are: Prefect's start, the import of Great
Expectations, and our own work (the same steps called as plain functions in one process, after the
import), also as a multiple of the floor, which the same process runs (`benchmarks.floor`): in
seconds, and in CPU seconds of this process and the stand-in. `sample` is the generated lake.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from benchmarks.floor import load_floor
from benchmarks.own_warehouse import read_cpu_seconds
from local_redshift.directory import find_running
from local_redshift.process import stop_running

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
_NOT_OWN = ("import", "statements", "connections")


def main() -> None:
    """Measures the lakes that the command line names and prints a table."""
    parser = argparse.ArgumentParser(description="Measures the main job on empty warehouses.")
    parser.add_argument("lakes", nargs="*", default=["sample"], help="lakes (default: sample)")
    parser.add_argument("--steps", metavar="LAKE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.steps:
        print(json.dumps(measure_steps(options.steps) | measure_floor(options.steps)))
        return
    print(
        f"{'lake':<32}{'whole s':>9}{'MB':>7}{'Prefect s':>11}{'GX s':>7}{'own s':>7}"
        f"{'/floor':>8}{'CPU s':>7}{'/floor':>8}"
    )
    for lake in options.lakes:
        whole = measure_command([str(ROOT / "flows" / "etl_flow.py"), "--lake", lake])
        empty = measure_command(["-c", "import prefect.flows as f; f.flow(lambda: None)()"])
        steps = json.loads(run(["-m", "benchmarks.main_job", "--steps", lake]).stdout)
        print(
            f"{Path(lake).name:<32}{whole['seconds']:>9.1f}{whole['peak_mb']:>7.0f}"
            f"{empty['seconds']:>11.1f}{steps['import']:>7.1f}{steps['own']:>7.2f}"
            f"{steps['own'] / steps['floor']:>8.1f}{steps['own CPU']:>7.2f}"
            f"{steps['own CPU'] / steps['floor CPU']:>8.1f}"
        )
        print("  " + ", ".join(f"{name} {value:.2f}" for name, value in steps.items()))


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs Python in the checkout with a fresh state directory, and stops its stand-in."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "SPARKIFY_HOME": home}
        command = [sys.executable, *arguments]
        try:
            return subprocess.run(  # noqa: S603
                command, check=True, cwd=ROOT, env=environment, capture_output=True, text=True
            )
        finally:
            stop_running(Path(home) / "redshift")


def measure_command(arguments: list[str]) -> dict[str, float]:
    """Seconds of a command as a whole process, and peak megabytes of the largest process so far."""
    started = time.monotonic()
    run(arguments)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MEGABYTE
    return {"seconds": time.monotonic() - started, "peak_mb": peak}


def measure_steps(lake_name: str) -> dict[str, float]:
    """Seconds of each step of the flow, called as plain functions in this process."""
    laps: dict[str, float] = {}
    started = time.monotonic()

    def lap(name: str) -> None:
        nonlocal started
        now = time.monotonic()
        laps[name] = laps.get(name, 0.0) + now - started
        started = now

    from warehouse.checking import validation  # noqa: F401, PLC0415

    lap("import")
    import prefect  # noqa: F401, PLC0415
    import prefect_aws  # noqa: F401, PLC0415

    lap("import of Prefect")
    from blocks.lakes import open_lake  # noqa: PLC0415
    from blocks.warehouses import open_warehouse  # noqa: PLC0415
    from warehouse.batch_load import BatchLoad  # noqa: PLC0415
    from warehouse.checking import Checker  # noqa: PLC0415
    from warehouse.database import lease, tables  # noqa: PLC0415
    from warehouse.planning import plan  # noqa: PLC0415

    lap("our imports")
    lake = open_lake(lake_name)
    lap("open lake")
    cpu = time.process_time()
    warehouse = open_warehouse("local", lake.uri)
    lap("open warehouse")
    tables.update_tables(warehouse)
    lap("create")
    batch_id = str(uuid.uuid4())
    taken = lease.take_lease(warehouse, batch_id)
    if taken is None:
        raise SystemExit("another run holds the lease")
    with warehouse.keep_connections(), taken:
        batch = plan.plan_batch(warehouse, lake, plan.Request(), batch_id)
        lap("plan")
        with Checker(warehouse, lake, batch) as checker:
            load = BatchLoad(taken, lake, batch, 100, checker)
            for step in (step for stage in load.stages for step in stage):
                load.run(step)
                lap(step.name if step.action == "copy" else step.action)
    laps["statements"] = warehouse.usage.statements
    laps["connections"] = warehouse.usage.connections
    laps["own"] = sum(seconds for name, seconds in laps.items() if not name.startswith(_NOT_OWN))
    endpoint = find_running(Path(os.environ["SPARKIFY_HOME"]) / "redshift")
    if endpoint is not None:
        laps["own CPU"] = time.process_time() - cpu + read_cpu_seconds(endpoint.pid)
    return laps


def measure_floor(lake_name: str) -> dict[str, float]:
    """Seconds and CPU seconds of the floor."""
    from blocks.lakes import open_lake  # noqa: PLC0415

    lake = Path(open_lake(lake_name).uri.removeprefix("file://"))
    started, cpu = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as directory:
        load_floor(lake, Path(directory))
    return {"floor": time.monotonic() - started, "floor CPU": time.process_time() - cpu}


if __name__ == "__main__":
    main()
