"""What the checks cost beside copying and building the same batch.

`python -m benchmarks.checks --events 1000000` makes a sample lake and loads it into a stand-in of
its own, step by step and one at a time, and prints seconds and CPU seconds of each (of this process
and the stand-in together; Linux counts them). The import of Great Expectations is counted apart.
Nothing is left behind.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import sample_lake
from benchmarks.own_warehouse import OwnWarehouse, open_own_warehouse
from blocks.lakes import open_lake
from warehouse.batch_load import BatchLoad
from warehouse.checking import Checker
from warehouse.lake.files import Lake
from warehouse.planning.plan import Request, plan_batch

R = TypeVar("R")
WORK = {"open batch", "copy", "settle", "insert"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--songs", type=int, default=15_000)
    parser.add_argument("--days", type=int, default=90)
    options = parser.parse_args(arguments)
    with open_own_warehouse() as own:
        sample_lake.make_lake(own.directory / "lake", **vars(options))
        print(f"{options.events:,} events, {options.songs:,} songs, {options.days} days")
        _measure(own, open_lake(str(own.directory / "lake")))
    return 0


def _measure(own: OwnWarehouse, lake: Lake) -> None:
    clock = _Clock(own)
    batch = plan_batch(own.warehouse, lake, Request())
    lease = own.take_lease(batch.batch_id)
    with Checker(own.warehouse, lake, batch, own.directory / "docs") as checker:
        load = BatchLoad(lease, lake, batch, 100, checker)
        steps = [step for stage in load.stages for step in stage]
        for step in (each for each in steps if each.action in WORK):
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
        print(
            f"copy and inserts {before:.2f}{kind} s; checks {after:.2f}{kind} s, "
            f"{queries} queries: {after / before:.0%}"
        )


def _check(clock: "_Clock", checker: Checker, table: str) -> int:
    check = clock.time(f"check {table}", lambda: checker.check_table(table))
    for result in check.warnings:
        print(f"  {result.message}")
    return check.query_count


def _import_checks() -> None:
    import warehouse.checking.documents  # noqa: F401, PLC0415 - what is measured


class _Clock:
    """Times steps, prints each and adds them up."""

    def __init__(self, own: OwnWarehouse) -> None:
        self._own = own
        self._seconds = self._cpu_seconds = 0.0

    def time(self, name: str, work: Callable[[], R], *, is_counted: bool = True) -> R:
        began, cpu_began = time.perf_counter(), self._own.read_cpu_seconds()
        result = work()
        seconds = time.perf_counter() - began
        cpu_seconds = self._own.read_cpu_seconds() - cpu_began
        self._seconds += seconds * is_counted
        self._cpu_seconds += cpu_seconds * is_counted
        print(f"{name:<32}{seconds:8.2f} s {cpu_seconds:8.2f} CPU s")
        return result

    def take_total(self) -> tuple[float, float]:
        """Seconds and CPU seconds since the last taking."""
        total = self._seconds, self._cpu_seconds
        self._seconds = self._cpu_seconds = 0.0
        return total


if __name__ == "__main__":
    sys.exit(main())
