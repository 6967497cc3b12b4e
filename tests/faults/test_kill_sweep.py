"""A run that is killed at any moment and started again gives the star of a run that was not.

Each run of the tests kills once at every step; `--long` kills as each of them begins as well, and
at 200 random moments.
"""

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import stepwise
from changing_lake import ChangingLake
from stand_in import StandIn
from stepwise import COPY, DIMENSIONS, STEPS, run_steps

SEED = 20181101
RANDOM_KILLS = 200
AT_ONCE_SECONDS = 20.0  # a third of the time after which a silent holder is taken for dead


@dataclass(frozen=True)
class Kill:
    """Where a run is killed: as a step begins, or a part of its usual seconds later."""

    step: str
    part: float | None = None


def draw_kills() -> list[Any]:
    """Kills for a parameter: of two steps in a row, one as it begins, and one inside of it."""
    dice = random.Random(SEED)  # noqa: S311 - a seeded choice, no secret
    kills = [Kill(step) for step in STEPS[1::2]]
    kills += [Kill(step, dice.random()) for step in STEPS[2::2]]
    more = [Kill(step) for step in STEPS[::2]]
    # most of the time goes to these three
    busy = [COPY, DIMENSIONS, "publish"]
    more += [Kill(dice.choice([*busy, *STEPS[3:-1]]), dice.random()) for _ in range(RANDOM_KILLS)]
    return [*kills, *(pytest.param(kill, marks=pytest.mark.long) for kill in more)]


class Sweep:
    """A lake that changes with each run, and how long the steps of a run take."""

    def __init__(self, stand_in: StandIn, root: Path) -> None:
        self.stand_in = stand_in
        self.changing = ChangingLake(stand_in, root)
        self.seconds: dict[str, float] = {}

    def begin(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, stepwise.__file__, self.stand_in.directory, self.changing.root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, kill: Kill | None) -> None:
        """Changes the lake and runs the steps over it, until they end or are killed."""
        self.changing.change()
        with self.begin() as process:
            assert process.stdin is not None
            assert process.stdout is not None
            previous, began = "", time.monotonic()
            for line in process.stdout:
                step = line.strip()
                self.seconds.setdefault(previous, time.monotonic() - began)
                if kill and kill.step == step and kill.part is None:
                    break
                previous, began = step, time.monotonic()
                process.stdin.write("\n")
                process.stdin.flush()
                if kill and kill.step == step:
                    time.sleep(self.seconds[step] * (kill.part or 0))
                    break
            if kill:
                process.kill()

    def run_again(self) -> None:
        """The run after a killed one, which must begin at once."""
        began = time.monotonic()
        assert run_steps(self.stand_in.warehouse, self.changing.lake) is not None
        assert time.monotonic() - began < AT_ONCE_SECONDS


@pytest.fixture(scope="module")
def sweep(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    made = Sweep(stand_in, tmp_path_factory.mktemp("sweep"))
    made.run(None)  # shows how long each step takes
    made.changing.check()
    return made


@pytest.mark.parametrize("kill", draw_kills(), ids=lambda kill: f"{kill.step} {kill.part or 0:.2f}")
def test_a_killed_run_that_is_started_again_ends_like_one_that_was_not(
    sweep: Sweep, kill: Kill
) -> None:
    sweep.run(kill)
    sweep.run_again()
    sweep.changing.check()
