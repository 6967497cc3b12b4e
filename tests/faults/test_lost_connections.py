"""Connections that break or crawl on the way end in the star of a run that nothing disturbed."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from breaking_proxy import BreakingProxy, Loss, breaking_proxy
from changing_lake import ChangingLake
from stand_in import ROLE, StandIn
from stepwise import Stepwise, attempt
from tiny_lake import write_files

from warehouse.database import connection
from warehouse.database.connection import Warehouse
from warehouse.database.lease import Lease, take_lease

COMMIT = b"\0commit\0"  # as the driver sends a statement's text
COMMITS = 15  # of a run whose steps do not overlap, without the lease's return
LONG = pytest.mark.long
MANY_LINES = 20_000  # so that COPY takes long enough to be cut off in its middle


class Line:
    """A way to the stand-in that breaks, for runs over a lake that changes before each."""

    def __init__(self, stand_in: StandIn, proxy: BreakingProxy, root: Path) -> None:
        self.proxy = proxy
        self.changing = ChangingLake(stand_in, root)
        self.warehouse = Warehouse("behind a proxy", proxy.connect, ROLE)

    def run(self) -> None:
        """One run over the line, under the policy, one step at a time."""
        self.proxy.losses = 0
        run = Stepwise(self.warehouse, self.changing.lake, wait_seconds=10, workers=1).run()
        assert run
        assert not run.is_empty


def give_back(lease: Lease | None) -> None:
    assert lease is not None
    with lease:
        pass


@pytest.fixture(scope="module")
def line(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with breaking_proxy(stand_in.endpoint) as proxy:
        yield Line(stand_in, proxy, tmp_path_factory.mktemp("line"))


@pytest.mark.parametrize(
    "number", [pytest.param(each, marks=LONG if each % 4 else ()) for each in range(COMMITS)]
)
def test_the_reply_to_a_commit_is_lost_in_any_step_and_nothing_is_done_twice(
    line: Line, stand_in: StandIn, number: int
) -> None:
    batches = stand_in.value("select count(*) from ops.batches")
    line.changing.change()
    line.proxy.arm(COMMIT, "reply", passes=number)
    line.run()
    assert line.proxy.losses == 1
    line.changing.check()
    assert stand_in.value("select count(*) from ops.batches") == batches + 1


@pytest.mark.parametrize(
    ("trigger", "loss"),
    [
        (b"begin transaction", "reply"),
        (b"from svv_tables", "half reply"),
        (b"from ops.loaded_files", "reply"),
        pytest.param(b"from ops.loaded_files", "half reply", marks=LONG),
        (b"insert into ops.batches", "request"),
        pytest.param(b"insert into ops.batches", "half reply", marks=LONG),
        pytest.param(b"copy staging.staging_events", "middle", marks=LONG),
        (b"copy staging.staging_songs", "reply"),
        (b"insert into audit.users", "request"),
        (b"insert into audit.songplays", "middle"),
        (b"copy staging.staging_events", "half reply"),
        (b"lock table", "reply"),
        (b"insert into star.songplays", "middle"),
    ],
)
def test_a_connection_that_is_lost_in_a_statement_changes_nothing(
    line: Line, trigger: bytes, loss: Loss
) -> None:
    line.changing.change()
    line.proxy.arm(trigger, loss)
    line.run()
    assert line.proxy.losses == 1
    line.changing.check()


def test_a_connection_that_is_lost_while_copy_reads_changes_nothing(
    line: Line, stand_in: StandIn
) -> None:
    plays = [{"itemInSession": number} for number in range(MANY_LINES)]
    write_files(line.changing.root, {"2018-11-05-events.json": plays})
    line.proxy.arm(b"copy staging.staging_events", "middle")
    line.run()
    assert line.proxy.losses == 1
    count = "select count(*) from star.songplays where session_id = 20181105"
    assert stand_in.value(count) == MANY_LINES

    write_files(line.changing.root, {"2018-11-05-events.json": None})
    line.run()
    line.changing.check()


@pytest.mark.parametrize(
    "trigger",
    [
        b"from ops.loaded_files",
        pytest.param(b"copy staging.staging_songs", marks=LONG),
        pytest.param(b"insert into star.songplays", marks=LONG),
        COMMIT,
    ],
)
def test_a_line_that_falls_silent_is_given_up_and_changes_nothing(
    line: Line, trigger: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "GRACE_SECONDS", 1.0)
    monkeypatch.setattr(line.warehouse, "statement_seconds", 4.0)
    line.changing.change()
    line.proxy.arm(trigger, "silence", passes=1 if trigger == COMMIT else 0)
    line.run()
    assert line.proxy.losses == 1
    line.changing.check()


@pytest.mark.parametrize("loss", ["reply", "half reply", "silence"])
def test_a_renewal_of_the_lease_that_is_lost_does_not_end_the_run(
    stand_in: StandIn, loss: Loss, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "GRACE_SECONDS", 1.0)
    stand_in.clean()
    with breaking_proxy(stand_in.endpoint) as proxy:
        behind = Warehouse("behind a proxy", proxy.connect, ROLE)
        lease = take_lease(behind, "first", lease_seconds=4)
        assert lease is not None
        proxy.arm(b"set renewed_at", loss)
        with lease:
            while not proxy.losses:
                time.sleep(0.05)
            with lease.step():
                pass
    give_back(take_lease(stand_in.warehouse, "second", wait_seconds=0))


def test_a_line_that_crawls_changes_nothing(line: Line) -> None:
    line.changing.change()
    line.proxy.delay_seconds = 0.002
    line.run()
    line.proxy.delay_seconds = 0.0
    line.changing.check()


@pytest.mark.parametrize("loss", ["request", "middle", "reply"])
def test_a_connection_lost_as_the_lease_is_taken_leaves_it_with_the_run(
    stand_in: StandIn, loss: Loss
) -> None:
    stand_in.clean()
    with breaking_proxy(stand_in.endpoint) as proxy:
        behind = Warehouse("behind a proxy", proxy.connect, ROLE)
        proxy.arm(COMMIT, loss)
        lease = attempt(partial(take_lease, behind, "first", wait_seconds=0))
        assert proxy.losses == 1
        assert lease is not None
        with lease.step():
            pass  # its token is the lease's
        give_back(lease)


@pytest.mark.parametrize("loss", ["request", "reply"])
def test_a_connection_lost_as_the_lease_is_given_back_does_not_hold_up_the_next_run(
    stand_in: StandIn, loss: Loss
) -> None:
    stand_in.clean()
    with breaking_proxy(stand_in.endpoint) as proxy:
        lease = take_lease(Warehouse("behind a proxy", proxy.connect, ROLE), "first")
        assert lease is not None
        with lease:
            proxy.arm(COMMIT, loss)
        assert proxy.losses == 1
    give_back(take_lease(stand_in.warehouse, "second", wait_seconds=0))
