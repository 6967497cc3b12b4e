"""The list of steps that the flow, its plan and the benchmarks follow is what a run sends."""

from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load
from quick_load import build, give_back
from quick_load import load as run_load
from stand_in import StandIn
from tiny_lake import Row, open_lake, write_files

from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Session
from warehouse.database.lease import take_lease
from warehouse.database.statements import load_statement
from warehouse.planning import batch as batches
from warehouse.planning.load_order import TRANSIENT, list_statements
from warehouse.planning.plan import Request, plan_batch
from warehouse.planning.plan_text import describe_plan

DAY_1, DAY_2 = (f"2018-11-0{day}-events.json" for day in (1, 2))
# who writes, and what was lost
ASIDE = (
    "ops/lease/",
    "ops/rejected_lines/copy",
    "ops/rejected_lines/delete",
    "ops/rejected_lines/update_forgotten",
)


EVENTS: dict[str, list[Row]] = {DAY_1: [{"artist": "BjÃ¶rk"}], DAY_2: [{}] * 40}
SONGS: dict[str, list[Row]] = {"TRB.json": [{}]}


@pytest.mark.parametrize(
    "new_files", [EVENTS | SONGS, EVENTS, SONGS], ids=["events and songs", "events", "songs"]
)
def test_each_step_sends_the_statements_that_are_listed_in_their_order(
    load: Load,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_files: dict[str, list[Row]],
) -> None:
    write_files(tmp_path, {DAY_1: [{}, {}], "TRA.json": [{}]})
    load(open_lake(tmp_path))
    write_files(tmp_path, new_files)
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", 10_000)
    sent: list[str] = []
    send = Session._send

    def record(self: Session, name: str, *args: Any) -> None:
        sent.append(name)
        send(self, name, *args)

    lake = open_lake(tmp_path)
    batch = plan_batch(stand_in.warehouse, lake, Request())
    assert [unit.is_packed for unit in batch.units] == ([True, False] if DAY_2 in new_files else [])
    lease = take_lease(stand_in.warehouse, batch.batch_id)
    assert lease is not None
    monkeypatch.setattr(Session, "_send", record)
    running = BatchLoad(lease, lake, batch, 100)
    for step in (step for stage in running.stages for step in stage):
        sent.clear()
        running.run(step)
        assert tuple(dict.fromkeys(filter(is_kept, sent))) == step.statements, step.name
    give_back(lease)


def is_kept(name: str) -> bool:
    """Whether a statement writes, and what it writes is not just emptied or beside the load."""
    verb = name.rpartition("/")[2].partition("_")[0]
    writes = verb in {"copy", "insert", "update", "delete"} and "/" in name
    return writes and name not in TRANSIENT and not name.startswith(ASIDE)


def test_a_plan_prints_the_same_statements_in_the_same_order(
    stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in.clean()
    write_files(tmp_path, {DAY_1: [{}]})
    text = describe_plan(plan_batch(stand_in.warehouse, open_lake(tmp_path), Request()))
    places = [text.index(load_statement(name).text.strip()) for name in list_statements({"events"})]
    assert places == sorted(places)
    assert text.count("-- Grain: ") == len(places) > 20


SONG = {"song_id": "SO1", "artist_id": "AR1", "title": "Song 1", "artist_name": "Artist 1"}
PLAY = {"song": "Song 1", "artist": "Artist 1", "userId": "15"}


@pytest.mark.parametrize(
    ("built", "loaded", "plays"),
    [
        ({"TRA.json": [SONG]}, {DAY_1: [PLAY]}, [(None,)]),
        ({DAY_1: [PLAY]}, {"TRA.json": [SONG]}, []),
    ],
    ids=["songs", "events"],
)
def test_what_an_unfinished_batch_left_of_other_files_is_in_no_later_batch(
    built: dict[str, list[Row]],
    loaded: dict[str, list[Row]],
    plays: list[tuple[None]],
    *,
    stand_in: StandIn,
    tmp_path: Path,
) -> None:
    stand_in.clean()
    write_files(tmp_path, built)
    lake = open_lake(tmp_path)
    unfinished = build(stand_in.warehouse, lake, plan_batch(stand_in.warehouse, lake, Request()))
    give_back(unfinished.lease)
    write_files(tmp_path, {**dict.fromkeys(built), **loaded})
    run_load(stand_in.warehouse, lake)
    found = stand_in.rows("select song_id from star.songplays")
    assert [tuple(row.values()) for row in found] == plays
    counts = {"songs": 0, "users": 1} if plays else {"songs": 1, "users": 0}
    for table, count in counts.items():
        assert stand_in.value(f"select count(*) from star.{table}") == count
