"""The flow's steps under the tasks' policy but without Prefect, naming each before it begins.

`python tests/support/stepwise.py DIRECTORY PLACE` runs them on the stand-in of a directory, over
the lake of another, or of a bucket. It writes the name of each step on a line and waits for a line
before it goes on; its last line says how it ended.
"""

import argparse
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

import boto3
from stand_in import StandIn
from tiny_lake import open_lake

from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Warehouse
from warehouse.database.lease import LEASE_SECONDS, Lease, take_lease
from warehouse.database.retry import DELAYS_SECONDS, can_retry
from warehouse.database.tables import update_tables
from warehouse.lake.files import Lake
from warehouse.lake.s3_lake import S3Lake
from warehouse.planning.batch import Batch
from warehouse.planning.load_order import LOAD_ORDER, Step
from warehouse.planning.plan import Request, plan_batch
from warehouse.publishing.publication import empty_batch


def name_stage(stage: tuple[Step, ...]) -> str:
    """The steps of a stage in a few words."""
    return f"{stage[0].action} {', '.join(step.subject for step in stage)}".strip()


STAGES = [stage for stage in LOAD_ORDER if stage[0].action != "check"]
_NAMES = {step.name: name_stage(stage) for stage in STAGES for step in stage}
COPY, DIMENSIONS = (name_stage(STAGES[index]) for index in (1, 3))
STEPS = (
    "create tables",
    "take lease",
    "plan batch",
    *(name_stage(stage) for stage in STAGES),
    "give lease back",
    "end",
)
_FASTER = 0.01  # what the tests wait of the time that the policy waits

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Stepwise:
    """One run that prunes.

    Attributes:
        warehouse: Where it loads.
        lake: What it loads.
        before_step: Is called with each step before it begins.
        wait_seconds: How long it waits for another run.
        lease_seconds: After how long in silence a holder of the lease is overtaken.
        workers: How many steps may run at the same time.
    """

    warehouse: Warehouse
    lake: Lake
    before_step: Callable[[str], None] = lambda _: None
    wait_seconds: float = 0
    lease_seconds: float = LEASE_SECONDS
    workers: int = 4

    def run(self) -> Batch | None:
        """The batch that was planned, and loaded unless it is empty; None if another run works."""
        with self.warehouse.keep_connections():
            return self._run()

    def _run(self) -> Batch | None:
        self.before_step("create tables")
        attempt(update_tables, self.warehouse)
        self.before_step("take lease")
        batch_id = str(uuid.uuid4())
        lease = attempt(self._take_lease, batch_id)
        if lease is None:
            return None
        with lease:
            self.before_step("plan batch")
            request = Request(is_prune=True)
            batch = attempt(plan_batch, self.warehouse, self.lake, request, batch_id)
            if not batch.is_empty:
                self._load(lease, batch)
            attempt(empty_batch, lease, self.lake)
            self.before_step("give lease back")
        self.before_step("end")
        return batch

    def _take_lease(self, batch_id: str) -> Lease | None:
        return take_lease(
            self.warehouse,
            batch_id,
            lease_seconds=self.lease_seconds,
            wait_seconds=self.wait_seconds,
        )

    def _load(self, lease: Lease, batch: Batch) -> None:
        load = BatchLoad(lease, self.lake, batch, 100)
        with ThreadPoolExecutor(self.workers) as pool:
            for stage in (each for each in load.stages if each[0].action != "check"):
                self.before_step(_NAMES[stage[0].name])
                running = [pool.submit(attempt, load.run, step) for step in stage]
                for future in running:
                    future.result()


def attempt(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs a step as often as the policy allows, waiting less."""
    for delay in DELAYS_SECONDS:
        try:
            return step(*args, **kwargs)
        except Exception as error:  # the policy sorts them
            if not can_retry(error):
                raise
            time.sleep(delay * _FASTER)
    return step(*args, **kwargs)


def run_steps(warehouse: Warehouse, lake: Lake) -> Batch | None:
    """One run that does not wait for another."""
    return Stepwise(warehouse, lake).run()


def _tell_and_wait(step: str) -> None:
    print(step, flush=True)  # noqa: T201 - this is how the test knows
    sys.stdin.readline()


def _open_bucket(uri: str) -> Lake:
    """The lake of a bucket, as a block opens it, without the import of Prefect."""
    client = boto3.client("s3")
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    region = str(client.meta.region_name)
    return S3Lake(client, bucket, prefix=prefix, work_prefix=f"{prefix}-work", region=region)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("place")
    parser.add_argument("--wait-seconds", type=float, default=0)
    parser.add_argument("--lease-seconds", type=float, default=LEASE_SECONDS)
    options = vars(parser.parse_args())
    warehouse = StandIn(options.pop("directory")).warehouse
    place = options.pop("place")
    lake = _open_bucket(place) if place.startswith("s3://") else open_lake(Path(place))
    batch = Stepwise(warehouse, lake, _tell_and_wait, **options).run()
    ending = "held by another" if batch is None else "nothing" if batch.is_empty else "loaded"
    print(ending)  # noqa: T201


if __name__ == "__main__":
    _main()
