"""PIVOT and UNPIVOT.

Source: docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html
"""

from typing import Any

import pytest


@pytest.fixture
def sales(warehouse: Any) -> Any:
    warehouse.run("create table sales (item varchar(10), color varchar(10), qty int)")
    warehouse.run(
        "insert into sales values ('a', 'red', 1), ('a', 'blue', 2), ('b', 'red', 3),"
        " ('b', 'red', 4), ('c', null, 5)"
    )
    return warehouse


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            "select * from sales pivot (sum(qty) for color in ('red', 'blue')) order by item",
            [("a", 1, 2), ("b", 7, None), ("c", None, None)],
        ),
        (
            """select p.blue_m, p.item from sales
               pivot (count(*) as n, max(qty) as m for color in ('red', 'blue')) as p
               where p.red_n = 1""",
            [(2, "a")],
        ),
        (
            """with s as (select color, qty from sales) select r, missing from s
               pivot (avg(qty) for color in ('red' as r, null as missing))""",
            [(2, 5)],
        ),
        (
            """select * from (select 1 as a, 2 as b, null::int as c)
               unpivot (v for n in (a, b, c)) order by n""",
            [("a", 1), ("b", 2)],
        ),
        (
            """select u.v, u.n from (select 1 as a, null::int as c)
               unpivot include nulls (v for n in (a as 'x', c)) as u order by u.n""",
            [(None, "c"), (1, "x")],
        ),
    ],
)
def test_rows_become_columns_and_columns_rows(sales: Any, query: str, rows: list[Any]) -> None:
    assert sales.run(query) == rows


def test_what_is_pivoted_has_the_types_of_its_aggregates(sales: Any) -> None:
    sales.run("create view wide as select * from sales pivot (sum(qty) for color in ('red'))")
    types = sales.run("select column_name, data_type from svv_columns where table_name = 'wide'")
    assert sorted(types) == [("item", "character varying"), ("red", "bigint")]


def test_a_table_is_made_of_what_is_pivoted(sales: Any) -> None:
    sales.run("create table wide as select * from sales pivot (sum(qty) for color in ('red'))")
    assert sales.run("select red from wide where item = 'b'") == [(7,)]
