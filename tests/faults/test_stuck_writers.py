"""A run that is suspended inside a transaction holds up the next one for a limited time only."""

import signal
import time
from pathlib import Path

import pytest
from stand_in import StandIn
from stuck_writer import stuck_writer
from tiny_lake import write_lake

from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.database.tables import update_tables
from warehouse.errors import LeaseHeldError, TableHeldError, TransientError

SOON_SECONDS = 20.0  # far less than a person would wait, far more than the limits below


@pytest.fixture
def ready(warehouse: Warehouse) -> Warehouse:
    update_tables(warehouse)
    return warehouse


def test_a_run_suspended_while_it_has_the_lease_is_named_instead_of_waited_for(
    ready: Warehouse, stand_in: StandIn
) -> None:
    with stuck_writer(stand_in, "ops/lease/insert") as stuck:
        stuck.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(LeaseHeldError) as raised:
            take_lease(ready, "next", lease_seconds=2, wait_seconds=3)
        assert time.monotonic() - began < SOON_SECONDS
        assert f"process {stuck.pid}" in str(raised.value)
        assert "kill PID" in str(raised.value)

    lease = take_lease(ready, "next", lease_seconds=2, wait_seconds=SOON_SECONDS)
    assert lease is not None


def test_a_run_that_writes_the_lease_just_now_is_at_work(
    ready: Warehouse, stand_in: StandIn
) -> None:
    with stuck_writer(stand_in, "ops/lease/insert"):
        assert take_lease(ready, "next", wait_seconds=0, lease_seconds=6) is None


def test_a_suspended_publish_keeps_no_reader_waiting_and_the_next_one_not_for_long(
    ready: Warehouse, stand_in: StandIn
) -> None:
    with stuck_writer(stand_in, "ops/publish_lock/lock") as stuck:
        stuck.send_signal(signal.SIGSTOP)
        assert stand_in.value("select count(*) from mart.freshness") == 1
        time.sleep(2)
        lease = take_lease(ready, "next", lease_seconds=1, wait_seconds=SOON_SECONDS)
        assert lease is not None
        words = r"ops/publish_lock/lock: another transaction has held it for 2 s"
        with pytest.raises(TableHeldError, match=words), ready.transaction() as session:
            lease.write_first(session, "ops/publish_lock/lock")


def test_a_step_whose_table_a_suspended_run_holds_can_be_tried_again(
    ready: Warehouse, stand_in: StandIn, tmp_path: Path
) -> None:
    write_lake(tmp_path, {})
    with stuck_writer(stand_in, "ops/user_files/delete") as stuck:
        stuck.send_signal(signal.SIGSTOP)
        time.sleep(2)
        lease = take_lease(ready, "next", lease_seconds=1, wait_seconds=SOON_SECONDS)
        assert lease is not None
        with (
            lease,
            pytest.raises(TransientError, match=r"ops\.user_files: another transaction"),
            lease.step("ops.user_files"),
        ):
            pytest.fail("the step went on")

    with lease.step("ops.user_files"):
        pass
