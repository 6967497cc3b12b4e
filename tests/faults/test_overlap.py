"""Runs that overlap: every play once, both end well, and one that was overtaken writes nothing."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import pytest
import stepwise
from changing_lake import ChangingLake
from stand_in import StandIn
from star_rows import hash_star, read_star
from stepwise import COPY, DIMENSIONS, Stepwise, run_steps

WAIT_SECONDS = 300.0  # only ends what hangs
READ_SECONDS = 0.02  # from one look at the star to the next
LONG = pytest.mark.long


@pytest.fixture(scope="module")
def changing(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> ChangingLake:
    return ChangingLake(stand_in, tmp_path_factory.mktemp("overlap"))


@contextmanager
def begin_run(
    stand_in: StandIn, changing: ChangingLake, *options: str
) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own, which ends with the block."""
    with subprocess.Popen(
        [sys.executable, stepwise.__file__, stand_in.directory, changing.root, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[str], step: str) -> None:
    """Lets a run go on until it reports the step."""
    assert process.stdout is not None
    assert process.stdin is not None
    for line in process.stdout:
        if line.strip() == step:
            return
        process.stdin.write("\n")
        process.stdin.flush()
    pytest.fail(f"the run ended before {step}")


def read_end(process: subprocess.Popen[str]) -> tuple[str, str]:
    """The last line of a run that goes on to its end, and its last error."""
    output, errors = process.communicate(timeout=WAIT_SECONDS)
    return output.strip().rpartition("\n")[2], errors.strip().rpartition("\n")[2]


@pytest.mark.parametrize("number", [0, *(pytest.param(each, marks=LONG) for each in (1, 2))])
def test_of_two_runs_that_start_together_one_loads_and_both_end_well(
    stand_in: StandIn, changing: ChangingLake, number: int
) -> None:
    changing.change()
    batches = stand_in.value("select count(*) from ops.batches")
    wait = f"--wait-seconds={WAIT_SECONDS}"
    with (
        begin_run(stand_in, changing, wait) as one,
        begin_run(stand_in, changing, wait) as other,
    ):
        for process in (one, other):
            read_until(process, "take lease")
        # both may go on now, to the end: their input ends
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
        ends = [read_end(process) for process in (one, other)]
        assert sorted(ends) == [("loaded", ""), ("nothing", "")]
        assert (one.returncode, other.returncode) == (0, 0)
    changing.check()
    assert stand_in.value("select count(*) from ops.batches") == batches + 1, number


def test_a_run_that_does_not_wait_says_that_another_is_at_work(
    stand_in: StandIn, changing: ChangingLake
) -> None:
    changing.change()
    with begin_run(stand_in, changing) as one:
        read_until(one, COPY)
        assert run_steps(stand_in.warehouse, changing.lake) is None
        assert read_end(one) == ("loaded", "")
    changing.check()


@pytest.mark.parametrize(
    "step",
    [COPY, pytest.param(DIMENSIONS, marks=LONG), "publish", pytest.param("empty", marks=LONG)],
)
def test_a_run_that_is_suspended_and_overtaken_is_refused_when_it_wakes(
    stand_in: StandIn, changing: ChangingLake, step: str
) -> None:
    changing.change()
    batches = stand_in.value("select count(*) from ops.batches")
    with begin_run(stand_in, changing) as sleeper:
        read_until(sleeper, step)
        sleeper.send_signal(signal.SIGSTOP)
        overtaker = Stepwise(
            stand_in.warehouse, changing.lake, wait_seconds=WAIT_SECONDS, lease_seconds=1
        )
        assert overtaker.run() is not None
        changing.check()
        sleeper.send_signal(signal.SIGCONT)
        _, error = read_end(sleeper)
        assert "LeaseLostError" in error
        assert "was overtaken by" in error
    run_steps(stand_in.warehouse, changing.lake)  # takes away what the refused one had written
    changing.check()
    assert stand_in.value("select count(*) from ops.batches") == batches + 1


def test_a_run_that_is_overtaken_with_other_files_leaves_the_overtakers_star(
    stand_in: StandIn, changing: ChangingLake
) -> None:
    changing.change()
    with begin_run(stand_in, changing) as sleeper:
        read_until(sleeper, "publish")
        sleeper.send_signal(signal.SIGSTOP)
        changing.change()
        overtaker = Stepwise(
            stand_in.warehouse, changing.lake, wait_seconds=WAIT_SECONDS, lease_seconds=1
        )
        assert overtaker.run() is not None
        sleeper.send_signal(signal.SIGCONT)
        assert "LeaseLostError" in read_end(sleeper)[1]
    changing.check()


class Reader:
    """Reads all tables of the star in one transaction, again and again, until it is stopped."""

    def __init__(self, stand_in: StandIn) -> None:
        self.seen: list[dict[str, str]] = []
        self._stand_in = stand_in
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def _read(self) -> None:
        while not self._stopping.wait(READ_SECONDS):
            self.seen.append(hash_star(read_star(self._stand_in.connect)))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()


def test_a_reader_sees_all_five_tables_as_they_were_or_as_they_are_and_nothing_between(
    stand_in: StandIn, changing: ChangingLake
) -> None:
    states = []
    with Reader(stand_in) as reader:
        for _ in range(4):
            changing.change()
            assert run_steps(stand_in.warehouse, changing.lake) is not None
            changing.check()
            states.append(hash_star(read_star(stand_in.connect)))
    assert len(reader.seen) > len(states)
    assert all(seen in states for seen in reader.seen)
    assert any(seen == states[0] for seen in reader.seen)
    assert any(seen == states[1] for seen in reader.seen)
