"""What the checks cost beside copying and building the same batch.

`python -m benchmarks.checks --events 1000000` makes a sample lake and loads it into a stand-in of
its own, step by step and one at a time, and prints seconds and CPU seconds of each (of this process
and the stand-in together; Linux counts them). The import of Great Expectations is counted apart.
Nothing is left behind.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from blocks.lakes import open_lake
from blocks.warehouses import open_warehouse
from warehouse.batch_load import BatchLoad
from warehouse.checking import Checker
from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.database.tables import update_tables
from warehouse.lake.files import Lake
from warehouse.planning.load_order import LOAD_ORDER
from warehouse.planning.plan import Request, plan_batch

R = TypeVar("R")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--songs", type=int, default=15_000)
    parser.add_argument("--days", type=int, default=90)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        os.environ["SPARKIFY_HOME"] = directory
        _run("sample_lake", f"{directory}/lake", *_list_options(options))
        warehouse = open_warehouse("local", Path(directory).as_uri())
        try:
            update_tables(warehouse)
            _print(f"{options.events:,} events, {options.songs:,} songs, {options.days} days")
            _measure(warehouse, open_lake(f"{directory}/lake"))
        finally:
            _run("local_redshift", "stop", f"--directory={directory}/redshift")
    return 0


def _list_options(options: argparse.Namespace) -> list[str]:
    return [f"--{name}={value}" for name, value in vars(options).items()]


def _run(module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own modules


def _measure(warehouse: Warehouse, lake: Lake) -> None:
    clock = _Clock(_find_stand_in())
    batch = plan_batch(warehouse, lake, Request())
    lease = take_lease(warehouse, batch.batch_id)
    if lease is None:
        raise RuntimeError("the stand-in is new, and yet another run holds the lease")
    docs = Path(os.environ["SPARKIFY_HOME"]) / "docs"
    with Checker(warehouse, lake, batch, docs) as checker:
        load = BatchLoad(lease, lake, batch, 100, checker)
        steps = [step for stage in LOAD_ORDER for step in stage]
        for step in (each for each in steps if each.action in {"open batch", "copy", "insert"}):
            clock.time(step.name, partial(load.run, step))
        work = clock.take_total()
        clock.time("import", _import_checks, is_counted=False)
        queries = 0
        for step in (each for each in steps if each.action == "check"):
            if step.subject == "star":
                clock.time("publish", load.publish, is_counted=False)
            queries += _check(clock, checker, step.subject)
        clock.time("build docs", checker.build_docs, is_counted=False)
    checks = clock.take_total()
    for kind, before, after in zip(("", " CPU"), work, checks, strict=True):
        _print(
            f"copy and inserts {before:.2f}{kind} s; checks {after:.2f}{kind} s, "
            f"{queries} queries: {after / before:.0%}"
        )


def _find_stand_in() -> int:
    """Process id of the stand-in."""
    path = Path(os.environ["SPARKIFY_HOME"]) / "redshift" / "endpoint.json"
    return int(json.loads(path.read_text())["pid"])


def _read_cpu_seconds(process_id: int) -> float:
    """CPU seconds of this process and another; without /proc of this one alone."""
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return time.process_time()
    ticks = stat.rpartition(")")[2].split()[11:13]  # user and system time, after the name
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _check(clock: "_Clock", checker: Checker, table: str) -> int:
    check = clock.time(f"check {table}", lambda: checker.check_table(table))
    for result in check.warnings:
        _print(f"  {result.message}")
    return check.query_count


def _import_checks() -> None:
    import warehouse.checking.documents  # noqa: F401, PLC0415 - what is measured


class _Clock:
    """Times steps, prints each and adds them up."""

    def __init__(self, stand_in: int) -> None:
        self._stand_in = stand_in
        self._seconds = self._cpu_seconds = 0.0

    def time(self, name: str, work: Callable[[], R], *, is_counted: bool = True) -> R:
        began, cpu_began = time.perf_counter(), _read_cpu_seconds(self._stand_in)
        result = work()
        seconds = time.perf_counter() - began
        cpu_seconds = _read_cpu_seconds(self._stand_in) - cpu_began
        self._seconds += seconds * is_counted
        self._cpu_seconds += cpu_seconds * is_counted
        _print(f"{name:<32}{seconds:8.2f} s {cpu_seconds:8.2f} CPU s")
        return result

    def take_total(self) -> tuple[float, float]:
        """Seconds and CPU seconds since the last taking."""
        total = self._seconds, self._cpu_seconds
        self._seconds = self._cpu_seconds = 0.0
        return total


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
