"""One run writes at a time; a dead or silent holder is overtaken and then refused."""

import os
import subprocess
import sys
import time

import pytest
from stand_in import StandIn

from warehouse.database.connection import Warehouse
from warehouse.database.lease import Lease, take_lease
from warehouse.errors import LeaseLostError


def take(warehouse: Warehouse, batch_id: str, lease_seconds: float = 60) -> Lease | None:
    return take_lease(warehouse, batch_id, lease_seconds=lease_seconds, wait_seconds=0)


@pytest.fixture
def held(warehouse: Warehouse) -> Lease:
    """A lease that nobody renews."""
    lease = take(warehouse, "first")
    assert lease is not None
    return lease


def test_the_first_to_ask_gets_it(held: Lease, stand_in: StandIn) -> None:
    (row,) = stand_in.rows("select token, batch_id, holder from ops.lease")
    assert (row["token"], row["batch_id"]) == (held.token, "first")
    assert row["holder"].endswith(f"process {os.getpid()}")


def test_a_second_run_does_not_get_it_while_the_first_is_alive(
    held: Lease, warehouse: Warehouse
) -> None:
    assert take(warehouse, "second") is None
    with held.step():
        pass  # still the holder


def test_a_lease_that_was_given_back_is_free(held: Lease, warehouse: Warehouse) -> None:
    with held:
        pass
    second = take(warehouse, "second")
    assert second is not None
    assert second.token > held.token


def test_who_gave_it_back_may_not_write_any_more(held: Lease, warehouse: Warehouse) -> None:
    with held:
        pass
    take(warehouse, "second")
    with pytest.raises(LeaseLostError, match="Batch first was overtaken"), held.step():
        pytest.fail("the step went on")


def test_a_silent_holder_is_overtaken_and_refused(held: Lease, warehouse: Warehouse) -> None:
    second = take(warehouse, "second", lease_seconds=0)
    assert second is not None
    with pytest.raises(LeaseLostError), held.step():
        pytest.fail("the step went on")
    with second.step():
        pass


def test_a_refused_holder_is_told_that_the_one_who_overtook_it_has_ended(
    held: Lease, warehouse: Warehouse
) -> None:
    second = take(warehouse, "second", lease_seconds=0)
    assert second is not None
    with second:
        pass
    words = f"process {os.getpid()} .whose run has ended"
    with pytest.raises(LeaseLostError, match=words), held.step():
        pytest.fail("the step went on")


def test_a_holder_whose_process_is_gone_is_overtaken_at_once(
    held: Lease, warehouse: Warehouse, stand_in: StandIn
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    place = str(stand_in.value("select holder from ops.lease")).rpartition(" process ")[0]
    stand_in.run(f"update ops.lease set holder = '{place} process {gone.pid}'")
    second = take(warehouse, "second")
    assert second is not None
    assert second.token > held.token


def test_a_holder_on_another_machine_is_not_taken_for_dead(
    held: Lease, warehouse: Warehouse, stand_in: StandIn
) -> None:
    assert held.token
    stand_in.run("update ops.lease set holder = 'etl@elsewhere process 999999'")
    assert take(warehouse, "second") is None


def test_a_holder_that_works_renews_it(warehouse: Warehouse) -> None:
    lease = take(warehouse, "first", lease_seconds=4)
    assert lease is not None
    with lease:
        time.sleep(5)
        assert take(warehouse, "second", lease_seconds=4) is None


def test_giving_back_does_not_take_it_from_the_one_who_overtook(
    held: Lease, warehouse: Warehouse
) -> None:
    second = take(warehouse, "second", lease_seconds=0)
    assert second is not None
    with held:
        pass
    with second.step():
        pass
    assert take(warehouse, "third") is None
