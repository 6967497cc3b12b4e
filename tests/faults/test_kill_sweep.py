"""A run that is killed at any moment and started again gives the star of a run that was not.

Each run of the tests kills once at every step; `--long` kills as each of them begins as well, and
at 200 random moments.
"""

import random
from typing import Any

import pytest
from changing_lake import ChangingLake
from kill_sweep import Kill, Sweep
from stand_in import StandIn
from stepwise import COPY, DIMENSIONS, STEPS

SEED = 20181101
RANDOM_KILLS = 200


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


@pytest.fixture(scope="module")
def sweep(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return Sweep(stand_in, ChangingLake(stand_in, tmp_path_factory.mktemp("sweep")))


@pytest.mark.parametrize("kill", draw_kills(), ids=str)
def test_a_killed_run_that_is_started_again_ends_like_one_that_was_not(
    sweep: Sweep, kill: Kill
) -> None:
    sweep.run(kill)
    sweep.run_again()
    sweep.changing.check()
