"""asyncpg, which asks for the types of its parameters and sends their values in binary."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from local_redshift import Endpoint

asyncpg = pytest.importorskip("asyncpg")


def run(endpoint: Endpoint, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def connected() -> Any:
        connection = await asyncpg.connect(
            host=endpoint.host,
            port=endpoint.port,
            database=endpoint.database,
            user=endpoint.user,
            password=endpoint.password,
            ssl=False,
        )
        try:
            return await work(connection)
        finally:
            await connection.close(timeout=5)

    return asyncio.run(connected())


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        ("select id from demo.t where id = $1", (2,), [(2,)]),
        ("select id from demo.t where name = $1", ("a",), [(1,)]),
        ("select id from demo.t where amount > $1", (Decimal("2.4"),), [(2,)]),
        ("select id from demo.t where at > $1", (datetime(2020, 1, 1, 12),), [(2,)]),  # noqa: DTZ001
        ("select id from demo.t where ok = $1", (True,), [(1,)]),
        ("select id from demo.t where id between $1 and $2 and name like $3", (1, 2, "b%"), [(2,)]),
        ("select id from demo.t where id in ($1, $2) order by id", (1, 2), [(1,), (2,)]),
        ("select id from demo.t order by id limit $1 offset $2", (1, 1), [(2,)]),
        ("select a.id from demo.t a join demo.v b on a.id = b.id where b.id = $1", (1,), [(1,)]),
        ("with w as (select id from demo.t) select id from w where id = $1", (1,), [(1,)]),
        ("select $1::text, $2::date, $3::numeric(9, 2)", ("x", date(2020, 1, 1), Decimal("-1.25")),
         [("x", date(2020, 1, 1), Decimal("-1.25"))]),
    ],
)  # fmt: skip
def test_parameters_have_the_types_of_what_is_beside_them(
    demo: Endpoint, query: str, values: tuple[Any, ...], expected: list[tuple[Any, ...]]
) -> None:
    rows = run(demo, lambda connection: connection.fetch(query, *values))
    assert [tuple(row) for row in rows] == expected


def test_rows_are_written_and_read_by_a_cursor_in_a_transaction(demo: Endpoint) -> None:
    async def work(connection: Any) -> Any:
        await connection.executemany(
            "insert into demo.t (id, name) values ($1, $2)", [(3, "c"), (4, "d")]
        )
        assert (
            await connection.execute("update demo.t set name = $2 where id = $1", 4, "e")
            == "UPDATE 1"
        )
        async with connection.transaction(readonly=True):
            cursor = connection.cursor("select name from demo.t where id > $1 order by id", 2)
            return [row["name"] async for row in cursor]

    assert run(demo, work) == ["c", "e"]


def test_a_pool_resets_its_connections(demo: Endpoint) -> None:
    async def work(_connection: Any) -> Any:
        pool = asyncpg.create_pool(
            host=demo.host, port=demo.port, database=demo.database, user=demo.user,
            password=demo.password, ssl=False, min_size=1, max_size=1,
        )  # fmt: skip
        async with pool:
            return [await pool.fetchval("select count(*) from demo.t") for _ in range(3)]

    assert run(demo, work) == [2, 2, 2]
