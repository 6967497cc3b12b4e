"""Queries: result types and names, aggregates, windows, orders, joins."""

from decimal import Decimal
from typing import Any

import pytest

from local_redshift.dialect import split
from local_redshift.errors import RedshiftError

PAGES = "https://docs.aws.amazon.com/redshift/latest/dg/"
NUMBERS = (
    "(select 1::smallint as s, 1 as i, 1::bigint as b, 1.25::numeric(10,2) as n, 1::float8 as f"
    " union all select 2::smallint, 2, 2::bigint, 2.50::numeric(10,2), 2::float8) as numbers"
)

# expression, value, DuckDB's type of it, page
AGGREGATES: list[tuple[str, Any, str, str]] = [
    ("sum(s)", 3, "BIGINT", "r_SUM.html"),
    ("sum(i)", 3, "BIGINT", "r_SUM.html"),
    ("sum(b)", Decimal(3), "DECIMAL(38,0)", "r_SUM.html"),
    ("sum(n)", Decimal("3.75"), "DECIMAL(38,2)", "r_SUM.html"),
    ("sum(f)", 3.0, "DOUBLE", "r_SUM.html"),
    ("sum(distinct i)", 3, "BIGINT", "r_SUM.html"),
    ("sum(case when i > 1 then 1 else 0 end)", 1, "BIGINT", "r_SUM.html"),
    ("avg(i)", 1, "BIGINT", "r_AVG.html"),
    ("avg(n)", Decimal("1.88"), "DECIMAL(38,2)", "r_AVG.html"),
    ("avg(f)", 1.5, "DOUBLE", "r_AVG.html"),
    ("avg(i * 1.0)", Decimal("1.5"), "DECIMAL(38,1)", "r_AVG.html"),
    ("count(*)", 2, "BIGINT", "r_COUNT.html"),
    ("count(distinct s)", 2, "BIGINT", "r_COUNT.html"),
    ("approximate count(distinct s)", 2, "BIGINT", "r_COUNT.html"),
    ("sum(i) / count(*)", 1, "BIGINT", "r_numeric_computations201.html"),
    ("100.0 * sum(i) / count(*)", Decimal(150), "DECIMAL(32,8)", "r_numeric_computations201.html"),
    ("sum(f) / sum(i)", 1.0, "DOUBLE", "r_numeric_computations201.html"),
    ("median(f)", 1.5, "DOUBLE", "r_MEDIAN.html"),
    ("percentile_cont(0.25) within group (order by f)", 1.25, "DOUBLE", "r_PERCENTILE_CONT.html"),
    (
        "approximate percentile_disc(0.5) within group (order by i)",
        1,
        "INTEGER",
        "r_APPROXIMATE_PERCENTILE_DISC.html",
    ),
    ("listagg(s, '|') within group (order by s desc)", "2|1", "VARCHAR", "r_LISTAGG.html"),
    ("stddev_pop(f)", 0.5, "DOUBLE", "r_STDDEV_functions.html"),
    ("bool_or(i > 1)", True, "BOOLEAN", "r_BOOL_OR.html"),
    ("max(n)::varchar", "2.50", "VARCHAR", "r_CAST_function.html"),
]


@pytest.mark.parametrize(
    ("expression", "value", "kind", "page"), AGGREGATES, ids=[case[0] for case in AGGREGATES]
)
def test_an_aggregate_has_redshifts_value_and_type(
    shared: Any, expression: str, value: Any, kind: str, page: str
) -> None:
    query = f"select {expression} as found from {NUMBERS}"
    assert shared.run(query) == [(value,)], PAGES + page
    assert shared.describe(query) == [("found", kind)], PAGES + page


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (f"select sum(i) over () from {NUMBERS} limit 1", [(3,)]),
        (f"select avg(i) over () from {NUMBERS} limit 1", [(1,)]),
        (f"select sum(sum(i)) over () from {NUMBERS}", [(Decimal(3),)]),
        (f"select sum(count(*)) over () from {NUMBERS}", [(2,)]),
        (
            (
                f"select s, sum(i) / count(*) from {NUMBERS}"
                " group by s having sum(i) / count(*) > 0"
                " order by sum(n) / count(*) desc"
            ),
            [(2, 2), (1, 1)],
        ),
        (
            (
                "select i, sum(i) over (order by i rows unbounded preceding)"
                f" from {NUMBERS} order by i"
            ),
            [(1, 1), (2, 3)],
        ),
        (f"select i, lag(i) over (order by i) from {NUMBERS} order by i", [(1, None), (2, 1)]),
        (
            f"select i, ratio_to_report(f) over () * 3 from {NUMBERS} order by i",
            [(1, 1.0), (2, 2.0)],
        ),
        (
            (
                "select first_value(i ignore nulls) over (order by i"
                " rows between unbounded preceding"
                f" and unbounded following) from {NUMBERS} limit 1"
            ),
            [(1,)],
        ),
        (f"select i from {NUMBERS} qualify row_number() over (order by i desc) = 1", [(2,)]),
    ],
)
def test_windows_and_groups_give_their_rows(
    shared: Any, query: str, rows: list[tuple[Any, ...]]
) -> None:
    assert shared.run(query) == rows


def test_nulls_sort_as_the_largest_value(shared: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_ORDER_BY_clause.html."""
    values = "(select 1 as a union all select null union all select 2) as v"
    assert shared.run(f"select a from {values} order by a") == [(1,), (2,), (None,)]
    assert shared.run(f"select a from {values} order by a desc") == [(None,), (2,), (1,)]
    assert shared.run(f"select a from {values} order by a desc nulls last limit 1") == [(2,)]
    first = f"select a from {values} qualify row_number() over (order by a desc) = 1"
    assert shared.run(first) == [(None,)]


# query, names; the pages of the functions show them in their examples
NAMES = [
    ("select 1, 'x', 1 + 1", ["?column?", "?column?", "?column?"]),
    ("select count(*), SUM(1), max(1) over ()", ["count", "sum", "max"]),
    ("select 1::bigint, cast('a' as varchar(3)), getdate()", ["int8", "varchar", "getdate"]),
    ('select 1 as "MixedCase", 2 AS Upper', ["mixedcase", "upper"]),
    ("select case when true then 1 end, coalesce(1, 2)", ["case", "coalesce"]),
    (
        "select datediff(day, sysdate, sysdate), extract(day from sysdate)",
        ["date_diff", "date_part"],
    ),
]


@pytest.mark.parametrize(("query", "names"), NAMES)
def test_columns_are_named_as_redshift_names_them(
    shared: Any, query: str, names: list[str]
) -> None:
    assert [name for name, _ in shared.describe(query)] == names


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("select top 1 a from (select 1 as a union all select 2) x order by a desc", [(2,)]),
        ("select a from (select 1 as a union all select 2) x order by 1 limit 1 offset 1", [(2,)]),
        (
            (
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 4)"
                " select count(*) from n"
            ),
            [(4,)],
        ),
        ("select 1 minus select 1", []),
        ("select 1 intersect select 1", [(1,)]),
        (
            "select a.x, b.y from (select 1 as x) a left join (select 2 as x, 3 as y) b using (x)",
            [(1, None)],
        ),
        ("select 1 where exists (select 1) and 1 in (select 1) and not 2 = any (select 1)", [(1,)]),
        (
            "select x, grouping(x), count(*) from (select 1 as x) a group by rollup(x) order by 2",
            [(1, 0, 1), (None, 1, 1)],
        ),
        ('select "time"."HOUR" from (select 5 as hour) as "time"', [(5,)]),
        ("select 'it''s', '', null", [("it's", "", None)]),
        ("select 1 -- a comment with a ' quote\n /* and ; another */", [(1,)]),
        ("select $$a'b$$", [("a'b",)]),
    ],
)
def test_a_query_gives_its_rows(shared: Any, query: str, rows: list[tuple[Any, ...]]) -> None:
    assert shared.run(query) == rows


# the list of columns, what is left, page r_EXCLUDE_list.html
EXCLUSIONS = [
    ("* exclude (a, b)", ["c"]),
    ("* exclude a, b", ["c"]),
    ("t.* exclude a", ["b", "c"]),
    ("*, a + 1 as d exclude (c)", ["a", "b", "d"]),
]


@pytest.mark.parametrize(("columns", "left"), EXCLUSIONS)
def test_excluded_columns_are_left_out(shared: Any, columns: str, left: list[str]) -> None:
    source = "(select 1 as a, 2 as b, 3 as c) as t"
    assert [name for name, _ in shared.describe(f"select {columns} from {source}")] == left


@pytest.mark.parametrize("columns", ["* exclude (a), 1 as b", "a exclude a", "* exclude a + 1"])
def test_exclude_ends_a_list_of_columns_with_names(shared: Any, columns: str) -> None:
    with pytest.raises(RedshiftError) as caught:
        shared.run(f"select {columns} from (select 1 as a) as t")
    assert caught.value.sqlstate == "42601"


@pytest.mark.parametrize("letter", ["\u205f", "\u00a0", "\u3000", "é"])
def test_any_letter_beyond_ascii_is_part_of_a_name(shared: Any, letter: str) -> None:
    [statement] = split(f"select 1 as x{letter}")
    assert [name for name, _ in shared.describe(statement)] == [f"x{letter}"]
