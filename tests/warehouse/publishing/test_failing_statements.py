"""Publishing that fails in any of its statements changes nothing, and the next try publishes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from quick_load import build, finish
from stand_in import StandIn
from tiny_lake import find_path, open_lake, write_files

from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Session, Warehouse
from warehouse.errors import StatementError
from warehouse.planning.plan import Request, plan_batch

DAYS = [f"2018-11-0{day}-events.json" for day in (1, 2, 3, 4)]
LEAST_STATEMENTS = 30  # that publishing a batch sends
MARTS = ("mart.plays", "mart.batches")


def read_all(stand_in: StandIn) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of star and ops, and of what readers see of them."""
    tables = stand_in.rows(
        "select table_schema || '.' || table_name as name from svv_tables "
        "where table_schema in ('star', 'ops') and table_type = 'BASE TABLE'"
    )
    names = {str(row["name"]) for row in tables} - {"ops.lease"}  # its holder renews it meanwhile
    found = {}
    with stand_in.connect() as connection, connection.cursor() as cursor:
        for name in sorted([*names, *MARTS]):
            cursor.execute(f"select * from {name}")
            found[name] = sorted((tuple(row) for row in cursor.fetchall()), key=repr)
    return found


@contextmanager
def failing(number: int) -> Iterator[list[str]]:
    """Makes the warehouse refuse a statement; the list holds the names of those that were sent."""
    send, names = Session._send, []

    def send_or_fail(self: Session, name: str, text: str, values: Any) -> None:
        names.append(name)
        wrong = len(names) == number
        send(self, name, *("select 1 / 0", None) if wrong else (text, values))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Session, "_send", send_or_fail)
        yield names


@pytest.fixture
def built(warehouse: Warehouse, tmp_path: Path) -> BatchLoad:
    """A batch that replaces, adds, prunes and leaves out; a batch before it is published."""
    write_files(tmp_path, {DAYS[0]: [{}, {}, {}], DAYS[1]: [{}], DAYS[2]: [{}], "TRA.json": [{}]})
    lake = open_lake(tmp_path)
    finish(build(warehouse, lake, plan_batch(warehouse, lake, Request())))
    again = {"sessionId": 20181103, "itemInSession": 0}  # a play that the pruned file has as well
    write_files(tmp_path, {DAYS[0]: [{}, {}, again], DAYS[2]: None, DAYS[3]: [{}]})
    write_files(tmp_path, {"TRA.json": [{"title": "Other"}], "TRB.json": [{}]})
    find_path(tmp_path, DAYS[1]).write_bytes(b"garbage")
    return build(warehouse, lake, plan_batch(warehouse, lake, Request(is_prune=True)))


def test_publishing_that_fails_in_any_statement_changes_nothing_and_is_done_by_the_next_try(
    built: BatchLoad, stand_in: StandIn
) -> None:
    before = read_all(stand_in)
    count, is_published = 0, False
    while not is_published:
        with failing(count + 1) as names, suppress(StatementError):
            built.publish()
            is_published = True
        if not is_published:
            count += 1
            assert read_all(stand_in) == before, names[-1]
    assert count == len(names) >= LEAST_STATEMENTS
    counts = {
        row["name"]: row["n"]
        for row in stand_in.rows(
            "select split_part(file_uri, '/11/', 2) as name, count(*) as n "
            "from star.songplays group by 1"
        )
    }
    assert counts == {DAYS[0]: 3, DAYS[1]: 1, DAYS[3]: 1}
    assert stand_in.value("select count(*) from ops.quarantined_files") == 1
    assert stand_in.value("select count(*) from ops.batches") == 2
