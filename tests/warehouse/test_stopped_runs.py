"""Each known way in which a run is stopped, with its class and its exact message."""

import getpass
import os
import re
import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from breaking_proxy import breaking_proxy
from quick_load import load
from stand_in import ROLE, StandIn
from stuck_writer import stuck_writer
from tiny_lake import open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.database.tables import update_tables
from warehouse.errors import (
    CommitUnknownError,
    LeaseHeldError,
    LeaseLostError,
    LedgerMissingError,
    PermanentError,
    TableHeldError,
    WarehouseError,
)
from warehouse.planning.plan import Request, plan_batch

DAY = "2018-11-01-events.json"
HOLDER = f"{getpass.getuser()}@{socket.gethostname()} process"
END_IT = (
    "Let that process go on or end it (kill -CONT PID, kill PID), or end its connection: select "
    "pg_terminate_backend(pid), with the pid that svv_transactions shows. Then run again."
)


def lose_lease(stand_in: StandIn, _: Path) -> None:
    held = take_lease(stand_in.warehouse, "first")
    second = take_lease(stand_in.warehouse, "second", lease_seconds=0)
    assert held is not None
    assert second is not None
    with second, held.step():
        pass


def hold_lease(stand_in: StandIn, _: Path) -> None:
    with stuck_writer(stand_in, "ops/lease/insert"):
        time.sleep(2)
        take_lease(stand_in.warehouse, "next", lease_seconds=2, wait_seconds=3)


def hold_table(stand_in: StandIn, _: Path) -> None:
    with stuck_writer(stand_in, "ops/user_files/delete"):
        time.sleep(2)
        lease = take_lease(stand_in.warehouse, "next", lease_seconds=1, wait_seconds=5)
        assert lease is not None
        with lease, lease.step("ops.user_files"):
            pass


def lose_answer(stand_in: StandIn, _: Path) -> None:
    with breaking_proxy(stand_in.endpoint) as proxy:
        proxy.arm(b"\0commit\0", "reply")
        with Warehouse("redshift", proxy.connect, ROLE).transaction() as session:
            session.rows("ops/relations/select")


def lose_ledger(stand_in: StandIn, root: Path) -> None:
    write_files(root, {DAY: [{}]})
    load(stand_in.warehouse, open_lake(root))
    stand_in.run("delete from ops.loaded_files")
    plan_batch(stand_in.warehouse, open_lake(root), Request())


def meet_newer(stand_in: StandIn, _: Path) -> None:
    stand_in.run("alter table star.users add column email varchar(64)")
    try:
        update_tables(stand_in.warehouse)
    finally:
        stand_in.run("alter table star.users drop column email")


def fill_disk(_: StandIn, root: Path) -> None:
    lake = open_lake(root)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))  # as a disk without room
    try:
        lake.write("batch", "events.manifest", b"{}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


Cause = Callable[[StandIn, Path], object]
STOPS: dict[str, tuple[Cause, type[WarehouseError], str]] = {
    "the lease is lost": (
        lose_lease,
        LeaseLostError,
        (
            f"Batch first was overtaken by {HOLDER} {os.getpid()} (batch second) and may not write "
            "any more. What it had not published by then is left to the other run, which loads the "
            "same files."
        ),
    ),
    "the lease is held": (
        hold_lease,
        LeaseHeldError,
        f"ops.lease: {HOLDER} NUMBER holds it in a transaction that does not end, and was not "
        "heard of for NUMBER s: it is suspended, or publishes for unusually long. Nothing was "
        "changed. " + END_IT,
    ),
    "a table is held": (
        hold_table,
        TableHeldError,
        "empty ops.user_files: another transaction has held it for 2 s, perhaps that of a run that "
        "is suspended. " + END_IT,
    ),
    "the answer to commit is lost": (
        lose_answer,
        CommitUnknownError,
        (
            "commit on redshift: the connection to the warehouse was lost (BrokenPipe: server "
            "socket closed.). Running again is safe."
        ),
    ),
    "a file cannot be written": (
        fill_disk,
        PermanentError,
        (
            "{root}/work/batch/events.manifest cannot be written (File too large). Check the "
            "rights of the state directory and the space on its disk, then run again. Nothing was "
            "published."
        ),
    ),
    "the ledger is missing": (
        lose_ledger,
        LedgerMissingError,
        (
            "star.songplays holds plays but ops.loaded_files is empty, so it is unknown which "
            "files are loaded. Nothing was changed. Rebuild the ledger: "
            "python flows/reconcile_flow.py --rebuild-ledger"
        ),
    ),
    "the database is of a newer version": (
        meet_newer,
        PermanentError,
        (
            "star.users has, and this version does not know, email. Nothing was changed. If a "
            "newer version made the table, run that version; if not, alter the table by hand to "
            "the columns of sql/star/users/create.sql, and run again."
        ),
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_a_run_that_is_stopped_says_why_and_what_to_do(
    name: str, warehouse: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    assert warehouse
    cause, kind, message = STOPS[name]
    with pytest.raises(WarehouseError) as raised:
        cause(stand_in, tmp_path)
    found = str(raised.value)
    wanted = re.escape(message.format(root=tmp_path)).replace("NUMBER", r"\d+")
    assert re.fullmatch(wanted, found), found
    assert type(raised.value) is kind
