"""What the stand-in bears: `python -m benchmarks.stand_in_load`.

Three figures, through the driver, on a stand-in of its own: inserts a second into one table from
more and more connections, milliseconds of a COPY of one small file, and seconds for many rows of
four columns, with the CPU seconds that the stand-in takes of them. Nothing is left behind.
"""

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import redshift_connector

from benchmarks.own_warehouse import read_cpu_seconds
from local_redshift import Endpoint, allow_reading, ensure_running
from local_redshift.process import stop_running

CONNECTIONS = (1, 8, 64)
COPIES, LINES = 50, 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stand_in_load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of inserts, for each count")
    parser.add_argument("--rows", type=int, default=2_000_000, help="rows that are fetched")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        endpoint = ensure_running(Path(directory) / "redshift")
        allow_reading(Path(directory) / "redshift", [Path(directory)])
        try:
            cursor = _connect(endpoint).cursor()
            cursor.execute("create table loaded (id integer, name varchar(100))")
            for count in CONNECTIONS:
                _measure_inserts(endpoint, count, options.seconds)
            _measure_copies(cursor, Path(directory))
            _measure_rows(cursor, endpoint, options.rows)
        finally:
            stop_running(Path(directory) / "redshift")
    return 0


def _connect(endpoint: Endpoint) -> Any:
    connection = redshift_connector.connect(**endpoint.driver_values)
    connection.autocommit = True
    return connection


def _measure_inserts(endpoint: Endpoint, count: int, seconds: float) -> None:
    cursors = [_connect(endpoint).cursor() for _ in range(count)]
    counts: list[int] = []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_insert, args=(each, end, counts)) for each in cursors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{count:4} connections   {sum(counts) / seconds:8.1f} inserts a second")


def _insert(cursor: Any, end: float, counts: list[int]) -> None:
    count = 0
    while time.monotonic() < end:
        cursor.execute("insert into loaded values (%s, %s)", (count, "name"))
        count += 1
    counts.append(count)


def _measure_copies(cursor: Any, folder: Path) -> None:
    source = folder / "rows.json"
    row = json.dumps({"id": 1, "name": "x" * 80})
    source.write_text(f"{row}\n" * LINES)
    started_at = time.perf_counter()
    for _ in range(COPIES):
        cursor.execute(f"copy loaded from 'file://{source}' iam_role default json 'auto'")
    each = (time.perf_counter() - started_at) / COPIES
    print(f"a COPY of {LINES} lines   {each * 1000:6.1f} ms")


def _measure_rows(cursor: Any, endpoint: Endpoint, rows: int) -> None:
    side = round(rows**0.5)
    cursor.execute(
        "create table many as with recursive r (n) as"  # noqa: S608
        f" (select 0 union all select n + 1 from r where n < {side - 1})"
        f" select cast(a.n * {side} + b.n as bigint) as id, dateadd(ms, b.n, '2018-11-15') as at,"
        " 'user agent ' || a.n as name, cast(b.n as double precision) as price from r a, r b"
    )
    started_at, before = time.perf_counter(), read_cpu_seconds(endpoint.pid)
    cursor.execute("select id, at, name, price from many")
    count = len(cursor.fetchall())
    took, mine = time.perf_counter() - started_at, read_cpu_seconds(endpoint.pid) - before
    print(f"{count:,} rows   {took:.1f} s, of which the stand-in's CPU {mine:.1f} s")


if __name__ == "__main__":
    raise SystemExit(main())
