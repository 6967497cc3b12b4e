"""Values go to the real driver and come back from it unchanged."""

import math
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError

MIDNIGHT = datetime(2018, 11, 30)  # noqa: DTZ001 - TIMESTAMP has no zone

CASES = [
    ("true", True, 16),
    ("cast(-3 as smallint)", -3, 21),
    ("2147483647", 2147483647, 23),
    ("cast(-9223372036854775807 as bigint)", -9223372036854775807, 20),
    ("cast(0.5 as real)", 0.5, 700),
    ("cast(1e300 as double precision)", 1e300, 701),
    ("cast('0.10' as numeric(10,2))", Decimal("0.10"), 1700),
    ("cast('-0.00000001' as numeric(20,8))", Decimal("-0.00000001"), 1700),
    ("cast(0 as numeric(20,10))", Decimal("0.0000000000"), 1700),
    ("cast('Bj\u00f6rk''s \u5927' as varchar(20))", "Bj\u00f6rk's \u5927", 1043),
    ("cast('' as varchar(20))", "", 1043),
    ("date '1969-07-20'", date(1969, 7, 20), 1082),
    ("timestamp '2018-11-01 21:01:46.796123'",
     datetime(2018, 11, 1, 21, 1, 46, 796123), 1114),  # noqa: DTZ001
    ("timestamp '1969-12-31 23:59:59.999999'",
     datetime(1969, 12, 31, 23, 59, 59, 999999), 1114),  # noqa: DTZ001
    ("cast('2018-11-01 21:01:46+02' as timestamptz)",
     datetime(2018, 11, 1, 19, 1, 46, tzinfo=UTC), 1184),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "value", "oid"), CASES)
def test_a_value_arrives_with_its_type(cursor: Any, sql: str, value: object, oid: int) -> None:
    cursor.execute(f"select {sql} as v")
    assert cursor.fetchone() == [value]
    assert cursor.description[0][:2] == ("v", oid)


@pytest.mark.parametrize(("sql", "value", "oid"), CASES)
def test_a_null_of_each_type_arrives_as_none(
    cursor: Any, sql: str, value: object, oid: int
) -> None:
    del value
    cursor.execute(f"select case when 1 = 2 then {sql} end as v")
    assert cursor.fetchone() == [None]
    assert cursor.description[0][1] == oid


@pytest.mark.parametrize(
    "value",
    [
        True,
        7,
        -40_000,
        2**40,
        1.25,
        Decimal("12.345"),
        "it's \\ % $1 ;",
        date(2018, 11, 30),
        MIDNIGHT + timedelta(hours=21, microseconds=796000),
        datetime(2018, 11, 30, 1, tzinfo=UTC),
        None,
    ],
)
def test_a_bound_value_comes_back(cursor: Any, value: object) -> None:
    types: dict[type, str] = {
        bool: "boolean",
        int: "bigint",
        float: "double precision",
        Decimal: "numeric(10,3)",
        str: "varchar(100)",
        date: "date",
        datetime: "timestamptz" if getattr(value, "tzinfo", None) else "timestamp",
    }
    cursor.execute(f"select cast(%s as {types.get(type(value), 'varchar(10)')}) as v", (value,))
    assert cursor.fetchone() == [value]


def test_a_bound_text_is_an_untyped_literal(cursor: Any) -> None:
    cursor.execute("select 1 where date '2018-11-30' = %s", ("2018-11-30",))
    assert cursor.fetchall() == ([1],)


def test_a_bound_time_is_a_time(cursor: Any) -> None:
    cursor.execute("select 1 where cast('10:00:01.5' as time) = %s", (clock(10, 0, 1, 500000),))
    assert cursor.fetchall() == ([1],)


def test_infinity_and_nan_arrive(cursor: Any) -> None:
    cursor.execute("select cast('infinity' as float8), cast('-infinity' as float8),"
                   " cast('nan' as float8)")  # fmt: skip
    up, down, nothing = cursor.fetchone()
    assert (up, down) == (math.inf, -math.inf)
    assert math.isnan(nothing)


def test_count_and_sums_have_redshifts_types(cursor: Any, table: str) -> None:
    cursor.execute(f"insert into {table} values (1, 'a'), (2, 'b')")
    cursor.execute(f"select count(*), sum(id), sum(cast(id as bigint)) from {table}")
    assert cursor.fetchone() == [2, 3, Decimal(3)]
    assert [column[1] for column in cursor.description] == [20, 20, 1700]


def test_rowcount_tells_how_many_rows_a_statement_changed(cursor: Any, table: str) -> None:
    cursor.execute(f"insert into {table} values (1, 'a'), (2, 'b'), (3, 'c')")
    assert cursor.rowcount == 3
    cursor.execute(f"update {table} set name = 'z' where id > 1")
    assert cursor.rowcount == 2
    cursor.execute(f"delete from {table} where id = 3")
    assert cursor.rowcount == 1


def test_many_rows_arrive_in_seconds(cursor: Any) -> None:
    cursor.execute("create table public.many (id integer, name varchar(20), price numeric(10,2))")
    cursor.execute("insert into public.many values (1, 'a', 1.5)")
    for _ in range(16):
        cursor.execute("insert into public.many select id + 1, name, price from public.many")
    begun = time.monotonic()
    cursor.execute("select id, name, price, id, name, price, id, name from public.many")
    assert len(cursor.fetchall()) == 65536
    assert time.monotonic() - begun < 10


def test_executemany_repeats_one_statement(cursor: Any, table: str) -> None:
    cursor.executemany(f"insert into {table} values (%s, %s)", [(1, "a"), (2, None)])
    cursor.execute(f"select id, name from {table} order by id")
    assert cursor.fetchall() == ([1, "a"], [2, None])


def test_a_value_that_is_not_its_type_is_an_error_of_the_client(cursor: Any) -> None:
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute("select cast(%s as integer)", ("seven",))
    assert caught.value.args[0]["C"] == "22P02"
