"""Runs that are killed at a step, and started again."""

import subprocess
import sys
import time
from dataclasses import dataclass

import stepwise
from changing_lake import ChangingLake
from stand_in import StandIn
from stepwise import run_steps

AT_ONCE_SECONDS = 20.0  # a third of the time after which a silent holder is taken for dead


@dataclass(frozen=True)
class Kill:
    """Where a run is killed: as a step begins, or a part of its usual seconds later."""

    step: str
    part: float | None = None

    def __str__(self) -> str:
        return f"{self.step} {self.part or 0:.2f}"


class Sweep:
    """A lake that changes with each run, and how long the steps of a run take."""

    def __init__(self, stand_in: StandIn, changing: ChangingLake) -> None:
        self.stand_in = stand_in
        self.changing = changing
        self.seconds: dict[str, float] = {}
        self.run(None)  # shows how long each step takes
        changing.check()

    def begin(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, stepwise.__file__, self.stand_in.directory, self.changing.place],
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
