"""A clock that jumps by a day, between the steps of a run or between runs, changes no row."""

from pathlib import Path

import pytest
from quick_load import build, finish, give_back
from stand_in import StandIn
from tiny_lake import Row, open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.lake.files import EVERY_DAY
from warehouse.planning.plan import Request, plan_batch
from warehouse.reconciling.comparison import compare_lake

DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2)]
JUMPS = pytest.mark.parametrize("days", [1, -1], ids=["forwards", "backwards"])
# every time that the pipeline writes down by a clock
TIMES = {
    "ops.lease": "renewed_at",
    "ops.batches": "published_at",
    "ops.loaded_files": "loaded_at",
    "ops.rejected_lines": "rejected_at",
    "ops.quarantined_files": "quarantined_at",
}


def jump(stand_in: StandIn, days: int) -> None:
    """Lets all that was written be as old as if the clock had jumped since."""
    for table, column in TIMES.items():
        stand_in.run(f"update {table} set {column} = dateadd(day, {-days}, {column})")


def put(root: Path, *names: str) -> None:
    files: dict[str, list[Row]] = {name: [{}, {}, "bad"] for name in names}
    write_files(root, files)


@JUMPS
def test_a_clock_that_jumps_before_publish_or_between_runs_changes_nothing(
    days: int, warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    lake = open_lake(tmp_path)
    for name in DAYS:
        put(tmp_path, name)
        built = build(warehouse, lake, plan_batch(warehouse, lake, Request()))
        jump(stand_in, days)
        finish(built)
        jump(stand_in, days)
    assert plan_batch(warehouse, lake, Request()).is_empty
    assert stand_in.value("select count(*) from star.songplays") == 4
    assert stand_in.value("select count(raw_line) from ops.rejected_lines") == 2
    assert compare_lake(warehouse, lake, EVERY_DAY).is_in_agreement


@JUMPS
def test_a_lease_of_a_run_that_died_elsewhere_is_free_however_the_clock_jumps(
    days: int, warehouse: Warehouse, stand_in: StandIn
) -> None:
    assert take_lease(warehouse, "first", lease_seconds=2) is not None
    stand_in.run("update ops.lease set holder = 'somebody@elsewhere process 1'")
    jump(stand_in, days)
    taken = take_lease(warehouse, "second", lease_seconds=2, wait_seconds=6)
    assert taken is not None
    give_back(taken)
