"""What a reader sees while others commit and DuckDB checkpoints, against a model in Python.

Each commit of the writer makes a state of the table that the model knows. An answer must be that of
a state between the one that was committed when the query began and the one that the writer had
reached when the query ended. The seeded part runs for seconds, `--long` for minutes.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from local_redshift.database import open_database

State = tuple[int, ...]  # the rows' places; the item of a row is its place modulo 25
Answer = list[tuple[Any, ...]]

_SHORT_SECONDS, _LONG_SECONDS = 4.0, 180.0
_SEED = 20181114
_STEP, _ROWS = 20, 400  # how far each commit goes on, and how many rows it adds
_COMMITS = 64  # so many go on before two could add a row of the same place


def _newest(places: Iterable[int], count: int) -> list[int]:
    return sorted(places, reverse=True)[:count]


def _alone(places: Iterable[int]) -> Answer:
    return [(place,) for place in places]


# query, what it answers in a state; answers are compared without their order
READS: list[tuple[str, Callable[[State], Answer]]] = [
    (
        "select * from batches order by place desc limit 1",
        lambda state: [(max(state), max(state) % 25, "n")],
    ),
    (
        "select place, item from batches order by place desc limit 5",
        lambda state: [(place, place % 25) for place in _newest(state, 5)],
    ),
    (
        "select * from batches order by place limit 3",
        lambda state: [(place, place % 25, "n") for place in sorted(state)[:3]],
    ),
    (
        "select place from batches where item < 9 order by place desc limit 2 offset 2",
        lambda state: _alone(_newest((place for place in state if place % 25 < 9), 4)[2:]),
    ),
    (
        "select place from batches order by item, place limit 2",
        lambda state: _alone(sorted(state, key=lambda place: (place % 25, place))[:2]),
    ),
    ("select count(*) from batches", lambda state: [(len(state),)]),
    ("select max(place), min(place) from batches", lambda state: [(max(state), min(state))]),
    ("select sum(place) from batches", lambda state: [(sum(state),)]),
    ("select place from batches", _alone),
    (
        "select place from batches where item = 1",
        lambda state: _alone(place for place in state if place % 25 == 1),
    ),
    (
        "select item, count(*) from batches group by item",
        lambda state: list(Counter(place % 25 for place in state).items()),
    ),
    (
        """select place from (
            select place, row_number() over (order by place desc) as nth from batches
        ) as placed where nth = 1""",
        lambda state: _alone([max(state)]),
    ),
    (
        """select b.place from batches as b
        join (select max(place) as place from batches) as newest on newest.place - 9 < b.place""",
        lambda state: _alone(place for place in state if place > max(state) - 9),
    ),
]

_READ_HOW_OFTEN = [20 if " limit " in query else 1 for query, _ in READS]

# The rows of one commit lie between those of the commits around it: that is what breaks readers.
_ADD = (
    f"insert into batches select p, p % 25, 'n' from (select (commit * {_STEP} + range)"
    f" * {_COMMITS} + commit % {_COMMITS} as p from range({_ROWS}), (select {{commit}} as commit))"
)
_OLD = f"place < {{commit}} * {_STEP * _COMMITS}"


def _added(commit: int) -> State:
    first = commit * _STEP
    return tuple(token * _COMMITS + commit % _COMMITS for token in range(first, first + _ROWS))


def _gone_on(state: State, commit: int) -> State:
    return (*(place for place in state if place >= commit * _STEP * _COMMITS), *_added(commit))


# statements of one transaction, the state that they make of the one before
WRITES: list[tuple[tuple[str, ...], Callable[[State, int], State]]] = [
    ((f"delete from batches where {_OLD}", _ADD), _gone_on),
    ((_ADD, f"delete from batches where {_OLD}"), _gone_on),
    (
        (
            "delete from other",
            f"insert into other select place from batches where {_OLD}",
            "delete from batches using other where batches.place = other.place",
            "update batches set note = 'n' where item < 5",
            _ADD,
        ),
        _gone_on,
    ),
    (("delete from batches", _ADD), lambda _, commit: _added(commit)),
]
_WRITTEN_HOW_OFTEN = (20, 10, 5, 1)


@dataclass
class Table:
    """The table, and the states of it that the model knows."""

    root: duckdb.DuckDBPyConnection
    seconds: float
    states: list[State] = field(default_factory=lambda: [_added(0)])
    committed: int = 0
    answers: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Writes and reads at the same time."""
        end = time.monotonic() + self.seconds
        threads = [
            threading.Thread(target=work, args=(self.root.cursor(), random.Random(seed), end))  # noqa: S311
            for seed, work in enumerate((self._write, self._read, self._read), _SEED)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _write(self, cursor: duckdb.DuckDBPyConnection, chance: random.Random, end: float) -> None:
        while time.monotonic() < end:
            commit = len(self.states)
            [(statements, change)] = chance.choices(WRITES, _WRITTEN_HOW_OFTEN)
            self.states.append(change(self.states[-1], commit))
            for statement in ("begin", *statements, "commit"):
                cursor.execute(statement.format(commit=commit))
            self.committed = commit

    def _read(self, cursor: duckdb.DuckDBPyConnection, chance: random.Random, end: float) -> None:
        while time.monotonic() < end:
            [(query, answer)] = chance.choices(READS, _READ_HOW_OFTEN)
            first = self.committed
            found = Counter(cursor.execute(query).fetchall())
            seen = self.states[first:]
            if all(found != Counter(answer(state)) for state in seen):
                self.wrong.append(f"{query}: {found.total()} rows")
            self.answers += 1


@pytest.fixture
def root(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database as the server opens it, which checkpoints at almost every commit."""
    root = open_database(tmp_path / "warehouse.duckdb")
    root.execute("set global checkpoint_threshold = '16KB'")
    root.execute("create table batches (place bigint, item integer, note varchar)")
    root.execute(_ADD.format(commit=0))
    root.execute("create table other (place bigint)")
    yield root
    root.close()


@pytest.mark.timeout(300)
def test_readers_see_whole_commits_while_others_write(
    root: duckdb.DuckDBPyConnection, *, long: bool
) -> None:
    table = Table(root, _LONG_SECONDS if long else _SHORT_SECONDS)
    table.run()
    assert table.answers > 50
    assert table.committed > 10
    assert not table.wrong, f"{len(table.wrong)} of {table.answers}: {table.wrong[:5]}"
