# ruff: noqa: INP001 - a script to send away, no package
"""A reader of DuckDB gets no rows while another thread commits: a script to report it upstream.

Each transaction of the writer removes older rows and adds newer ones, so that every snapshot has
some, and the file is checkpointed at almost every commit. `select * ... order by ... limit 1` then
answers no row now and then, without an error. Two optimizers cause it, each alone:

- `row_group_pruner` chooses the row groups to read by figures that other transactions change; it
  loses rows without a checkpoint as well (`checkpoint_threshold = '1TB'`: 4 of 4,701 answers),
- `late_materialization` finds a row id first and looks the row up in a second scan, before which a
  checkpoint moves the rows (without one: none of 3,046).

Measured on 2 cores with DuckDB 2.0.0, 10 seconds a setting, two readers:

    disabled_optimizers = ''                                        894 of 10,252 answers are empty
    disabled_optimizers = 'late_materialization'                    852 of 16,053 answers are empty
    disabled_optimizers = 'row_group_pruner'                          1 of  5,347 answers are empty
    disabled_optimizers = 'late_materialization,row_group_pruner'     0 of  5,055 answers are empty

2.0.1 does the same. The script needs nothing but DuckDB:
`python docs/duckdb_missing_rows.py [seconds]`.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb

_WRITE = (
    "begin",
    "delete from batches where token < {0}",
    "insert into batches select {0} + range, 'batch', repeat('x', 100) from range(400)",
    "commit",
)
_SETTINGS = (
    "",
    "late_materialization",
    "row_group_pruner",
    "late_materialization,row_group_pruner",
)
_READ = "select * from batches order by token desc limit 1"


def count_empty_answers(seconds: float, disabled_optimizers: str) -> tuple[int, int]:
    """How many answers there were, and how many of them had no row.

    Args:
        seconds: How long to try.
        disabled_optimizers: The value of DuckDB's setting.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = duckdb.connect(str(Path(folder) / "late.duckdb"))
        root.execute(f"set global disabled_optimizers = '{disabled_optimizers}'")
        root.execute("set global checkpoint_threshold = '16KB'")
        root.execute("create table batches (token integer, name varchar, note varchar)")
        root.execute("insert into batches values (0, 'batch', 'first')")
        end = time.monotonic() + seconds
        counts: list[tuple[int, int]] = []
        threads = [threading.Thread(target=_write, args=(root.cursor(), end))]
        threads += [
            threading.Thread(target=_read, args=(root.cursor(), end, counts)) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        root.close()
    return sum(answers for answers, _ in counts), sum(empty for _, empty in counts)


def _write(connection: duckdb.DuckDBPyConnection, end: float) -> None:
    token = 0
    while time.monotonic() < end:
        token += 1
        for statement in _WRITE:
            connection.execute(statement.format(token))


def _read(connection: duckdb.DuckDBPyConnection, end: float, counts: list[tuple[int, int]]) -> None:
    answers = empty = 0
    while time.monotonic() < end:
        answers += 1
        empty += not connection.execute(_READ).fetchall()
    counts.append((answers, empty))


def main() -> None:
    """Prints the rates with the optimizer and without it."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    for disabled in _SETTINGS:
        answers, empty = count_empty_answers(seconds, disabled)
        print(  # noqa: T201
            f"duckdb {duckdb.__version__}, disabled_optimizers = '{disabled}':"
            f" {empty:,} of {answers:,} answers are empty"
        )


if __name__ == "__main__":
    main()
