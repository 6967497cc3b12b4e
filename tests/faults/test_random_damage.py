"""Whatever happens to a file, its lines are accounted for in full, or it is left out.

`--long` damages 2,000 files, else a seeded few.
"""

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from quick_load import build, finish
from stand_in import StandIn
from tiny_lake import Row, find_path, make_event, open_lake, write_files

from warehouse.batch_load import BatchLoad
from warehouse.planning.plan import Request, plan_batch

SEED = 20181101
DAMAGES, MANY_DAMAGES = 24, 2000
DAMAGES_A_RUN = 4
PLAYS = 12
DAYS = [f"2018-11-0{day}-events.json" for day in range(1, 9)]


def make_rows(name: str) -> list[Row]:
    return [make_event({}, name, number) for number in range(PLAYS)]


def damage(dice: random.Random, content: bytes) -> bytes:
    """Content after one accident."""
    lines = content.split(b"\n")
    place = dice.randrange(len(content))
    accidents: list[Callable[[], bytes]] = [
        lambda: dice.randbytes(dice.randrange(5000)),
        lambda: content[:place],
        lambda: content[place:] + content[:place],
        lambda: spoil(dice, content),
        lambda: b"\n".join(dice.choices(lines, k=dice.randrange(1, 30))),
        lambda: content + b"\n" + content,
        lambda: b"\n".join(change(dice, line, is_key=False) for line in lines),
        lambda: b"\n".join(change(dice, line, is_key=True) for line in lines),
    ]
    return dice.choice(accidents)()


def spoil(dice: random.Random, content: bytes) -> bytes:
    """Content with some bytes that are others."""
    spoiled = bytearray(content)
    for _ in range(dice.randrange(1, 40)):
        spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled)


def change(dice: random.Random, line: bytes, *, is_key: bool) -> bytes:
    """A line with one value, or one key, that is none."""
    if dice.random() < 0.5:
        return line
    event = json.loads(line)
    key = dice.choice(sorted(event))
    odd = [None, True, {"a": 1}, [1], "", " ", "x" * 2000, 1e308, -1, 2**63, "NaN", 39.0, "ü\u0000"]
    if is_key:
        event[key.swapcase()] = event.pop(key)
    else:
        event[key] = dice.choice(odd)
    return json.dumps(event).encode()


def count_by_file(stand_in: StandIn) -> dict[str, int]:
    rows = stand_in.rows(
        "select file_uri, count(*) as n from ("
        "select file_uri from star.songplays union all select file_uri from ops.repeated_events"
        ") as plays group by file_uri"
    )
    return {str(row["file_uri"]): int(row["n"]) for row in rows}


class Damages:
    """Runs over a lake of which half of the files are damaged, each time others.

    In the same batch the files that were damaged before become good again.
    """

    def __init__(self, stand_in: StandIn, root: Path) -> None:
        self.stand_in = stand_in
        self.lake = open_lake(root)
        self._paths = {name: find_path(root, name) for name in DAYS}
        self._good = {
            name: b"\n".join(json.dumps(row).encode() for row in make_rows(name)) for name in DAYS
        }
        write_files(root, {name: make_rows(name) for name in DAYS})
        self.load()

    def load(self) -> BatchLoad:
        batch = plan_batch(self.stand_in.warehouse, self.lake, Request())
        built = build(self.stand_in.warehouse, self.lake, batch, max_rejected=10_000)
        finish(built)
        return built

    def damage(self, dice: random.Random, names: Iterable[str]) -> None:
        """Damages some files, loads, and checks what became of each file."""
        broken = set(names)
        for name, path in self._paths.items():
            good = self._good[name]
            path.write_bytes(damage(dice, good) if name in broken else good)
        before = count_by_file(self.stand_in)
        built = self.load()
        after = count_by_file(self.stand_in)
        for name, path in self._paths.items():
            self.check(built, f"file://{path}", before, after)
            if name not in broken:
                assert after[f"file://{path}"] == PLAYS, name

    def check(
        self, built: BatchLoad, uri: str, before: dict[str, int], after: dict[str, int]
    ) -> None:
        """A file is left out as it was, or accounted for; fewer plays than before are named."""
        settled = built.settled
        assert settled is not None
        count, known = after.get(uri, 0), before.get(uri, 0)
        if uri in {each.unit for each in settled.left_out}:
            assert count == known
            return
        named = any(each.startswith(f"{uri}: {known:,} plays before") for each in settled.warnings)
        assert count >= known or named
        for unit in settled.units:
            if unit.unit == uri:
                parts = unit.plays + unit.page_views + unit.duplicates + unit.rejected
                assert unit.lines == parts
                assert count == unit.plays >= known / 2
                assert self.count_rejected(built, uri) == unit.rejected

    def count_rejected(self, built: BatchLoad, uri: str) -> int:
        return int(
            self.stand_in.value(
                "select count(*) from ops.rejected_lines "
                f"where batch_id = '{built.batch.batch_id}' and file_uri = '{uri}'"
            )
        )


@pytest.mark.timeout(7200)
@pytest.mark.usefixtures("warehouse")
def test_a_damaged_file_is_accounted_for_in_full_or_left_out(
    stand_in: StandIn,
    tmp_path: Path,
    long: bool,  # noqa: FBT001 - a fixture
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - seeded damage, no secret
    damages = Damages(stand_in, tmp_path)
    for _ in range((MANY_DAMAGES if long else DAMAGES) // DAMAGES_A_RUN):
        damages.damage(dice, dice.sample(DAYS, DAMAGES_A_RUN))
    damages.damage(dice, [])
