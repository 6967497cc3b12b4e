"""Whatever happens to a file, its lines are accounted for in full, or it is left out.

`--long` damages 2,000 files, else a seeded few.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path

from quick_load import build, finish
from stand_in import StandIn
from tiny_lake import Row, find_path, make_event, open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.loading.rejected_lines import RejectedLine
from warehouse.planning.plan import Request, plan_batch

SEED = 20181101
DAMAGES, MANY_DAMAGES = 20, 2000
PLAYS = 12
DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2, 3)]


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
        "select file_uri from star.songplays union all select file_uri from ops.repeated_plays"
        ") as plays group by file_uri"
    )
    return {str(row["file_uri"]): int(row["n"]) for row in rows}


def test_a_damaged_file_is_accounted_for_in_full_or_left_out(
    stand_in: StandIn,
    warehouse: Warehouse,
    tmp_path: Path,
    long: bool,  # noqa: FBT001 - a fixture
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - seeded damage, no secret
    write_files(tmp_path, {name: make_rows(name) for name in DAYS})
    lake = open_lake(tmp_path)
    finish(build(warehouse, lake, plan_batch(warehouse, lake, Request())))
    for number in range(MANY_DAMAGES if long else DAMAGES):
        name = dice.choice(DAYS)
        path = find_path(tmp_path, name)
        before = count_by_file(stand_in)
        good = b"\n".join(json.dumps(row).encode() for row in make_rows(name))
        path.write_bytes(damage(dice, good))
        batch = plan_batch(warehouse, lake, Request())
        built = build(warehouse, lake, batch, max_rejected=10_000)
        finish(built)
        assert built.settled is not None
        after = count_by_file(stand_in)
        uri = f"file://{path}"
        if built.settled.left_out:
            assert after == before, number
        else:
            (unit,) = built.settled.units
            parts = unit.plays + unit.other_pages + unit.duplicates + unit.rejected
            assert unit.lines == parts, number
            assert after.get(uri, 0) == unit.plays >= before[uri] / 2, number
            rejected = built.copies["events"].rejected
            assert all(isinstance(line, RejectedLine) for line in rejected)
            assert stand_in.value(
                f"select count(*) from ops.rejected_lines where batch_id = '{batch.batch_id}'"
            ) == len(rejected)
        path.write_bytes(good)
        batch = plan_batch(warehouse, lake, Request())
        if not batch.is_empty:
            finish(build(warehouse, lake, batch))
    assert set(count_by_file(stand_in).values()) == {PLAYS}
