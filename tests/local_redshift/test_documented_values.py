"""Values and refusals that AWS documents, asked through the real driver, each with its page."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure

PAGES = "https://docs.aws.amazon.com/redshift/latest/dg/"
_NINES = "cast(99999999999999999999999999999999999999 as numeric(38, 0))"

# expression, its value, the page of PAGES
VALUES: list[tuple[str, Any, str]] = [
    # boundaries that are crossed; those of weeks are Sundays
    ("datediff(week, '2019-12-31', '2019-12-27')", -1, "r_DATEDIFF_function.html"),
    ("datediff(week, '2019-12-31', '2019-12-30')", 0, "r_DATEDIFF_function.html"),
    ("datediff(week, '2019-12-31', '2020-01-02')", 0, "r_DATEDIFF_function.html"),
    ("datediff(week, '2020-01-02', '2020-01-06 02:00')", 1, "r_DATEDIFF_function.html"),
    ("datediff(week, '2018-11-03', '2018-11-04')", 1, "r_DATEDIFF_function.html"),
    ("datediff(week, '2018-11-04', '2018-11-10 23:59')", 0, "r_DATEDIFF_function.html"),
    ("datediff(week, '2009-01-01', '2009-12-31')", 52, "r_DATEDIFF_function.html"),
    ("datediff(qtr, '1998-07-01', '2018-11-15')", 81, "r_DATEDIFF_function.html"),
    ("datediff(day, '2018-01-01 23:59', '2018-01-02 00:01')", 1, "r_DATEDIFF_function.html"),
    ("datediff(month, '2018-01-31', '2018-02-01')", 1, "r_DATEDIFF_function.html"),
    ("datediff(year, '2018-12-31', '2019-01-01')", 1, "r_DATEDIFF_function.html"),
    ("datediff(hour, '2018-01-01 01:59', '2018-01-01 02:01')", 1, "r_DATEDIFF_function.html"),
    ("datediff(hour, null, '2018-01-01 02:01')", None, "r_DATEDIFF_function.html"),
    (
        "dateadd(month, 1, '2008-01-31')",
        dt.datetime(2008, 2, 29),  # noqa: DTZ001
        "r_DATEADD_function.html",
    ),
    (
        "date_trunc('week', timestamp '2022-04-30 04:05:06')",
        dt.datetime(2022, 4, 25),  # noqa: DTZ001
        "r_DATE_TRUNC.html",
    ),
    # a part of a second is that part alone
    ("extract(ms from timestamp '2009-09-09 12:08:43.101')", 101, "r_EXTRACT_function.html"),
    ("date_part(ms, timestamp '2009-09-09 12:08:43.101')", 101.0, "r_DATE_PART_function.html"),
    # TIME goes from 00:00:00 to 24:00:00
    ("cast(cast('24:00:00' as time) as varchar)", "24:00:00", "r_Datetime_types.html"),
    ("cbrt(27)", 3.0, "r_CBRT.html"),
    ("cbrt(-8)", -2.0, "r_CBRT.html"),
    ("repeat('ab', 3)", "ababab", "r_REPEAT.html"),
    ("case when true then 1 else '2' end", 1, "r_CASE_function.html"),
    ("coalesce(null, '2', 1)", 2, "r_NVL_function.html"),
]

# statement, SQLSTATE, the page of PAGES
REFUSALS: list[tuple[str, str, str]] = [
    # what is due in one type and comes in two
    ("select 1 union all select 'a'", "22P02", "r_UNION.html"),
    ("select true union select 1", "42804", "r_UNION.html"),
    ("select 1 except select 'a'", "22P02", "r_EXCEPT.html"),
    ("select case when true then 1 else 'a' end", "22P02", "r_CASE_function.html"),
    ("select case when true then 1 else 'a' || 'b' end", "42804", "r_CASE_function.html"),
    ("select coalesce(1, 'a')", "22P02", "r_NVL_function.html"),
    ("select nvl(sysdate::date, 1)", "42804", "r_NVL_function.html"),
    ("select cast(1 = 1 as varchar)", "42846", "c_Supported_data_types.html"),
    # overflows
    (f"select {_NINES} * 10", "22003", "r_numeric_computations201.html"),
    (f"select sum(x) from (select {_NINES} as x union all select 1) t", "22003", "r_SUM.html"),
    ("select 12345.6::numeric(5, 2)", "22003", "r_Numeric_types201.html"),
    ("select '99999'::smallint", "22003", "r_Numeric_types201.html"),
    ("select repeat('abc', 1000000)", "22001", "r_Character_types.html"),
    ("select lpad('a', 70000)", "22001", "r_Character_types.html"),
    ("select 'a' like 'a\\\\'", "22025", "r_patternmatching_condition_like.html"),
    ("select min(a, 2) from (select 1 as a) t", "42883", "r_MIN.html"),
    # keys of tables
    ("create table x (a int distkey, b int distkey)", "42601", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int) diststyle key", "42601", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int) diststyle even distkey (a)", "42601", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int) distkey (b)", "42703", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int) sortkey (a, b)", "42703", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int) sortkey (a) sortkey (a)", "42601", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int sortkey, b int sortkey)", "42601", "r_CREATE_TABLE_NEW.html"),
    ("create table x (a int encode zip)", "42601", "c_Compression_encodings.html"),
    ("create table x (a interval)", "0A000", "r_interval_data_types.html"),
    # window functions and recursion
    (
        "select count(distinct a) over () from (select 1 as a) t",
        "0A000",
        "r_WF_COUNT.html",
    ),
    (
        "select listagg(a) over (order by a) from (select 'a' as a) t",
        "42601",
        "r_WF_LISTAGG.html",
    ),
    (
        "select median(a) over (order by a) from (select 1 as a) t",
        "42601",
        "r_WF_MEDIAN.html",
    ),
    (
        """with recursive r as (select 1 as n union all select n + 1 from r where n < 3)
        select n from r""",
        "42601",
        "r_WITH_clause.html",
    ),
]

# what tables may say of keys
ACCEPTED = [
    "(a int encode az64 distkey sortkey)",
    "(a int, b int) diststyle key distkey (a) compound sortkey (a, b)",
    "(a int) interleaved sortkey (a)",
    "(a int) diststyle auto sortkey auto",
    "(a int encode zstd) diststyle all encode auto backup no",
]


@pytest.mark.parametrize(("expression", "value", "page"), VALUES)
def test_a_value_is_what_aws_documents(cursor: Any, expression: str, value: Any, page: str) -> None:
    assert cursor.execute(f"select {expression}").fetchall() == ([value],), PAGES + page


@pytest.mark.parametrize(("statement", "sqlstate", "page"), REFUSALS)
def test_what_redshift_refuses_is_refused(
    cursor: Any, statement: str, sqlstate: str, page: str
) -> None:
    with pytest.raises(Failure) as caught:
        cursor.execute(statement)
    assert caught.value.args[0]["C"] == sqlstate, PAGES + page


@pytest.mark.parametrize("definition", ACCEPTED)
def test_a_table_may_have_keys(cursor: Any, definition: str) -> None:
    cursor.execute(f"create temporary table keyed {definition}")
    assert cursor.execute("select a from keyed").fetchall() == ()
    cursor.execute("drop table keyed")


def test_a_quoted_literal_beside_a_number_is_a_number(cursor: Any) -> None:
    assert cursor.execute("select 10 union all select '9' order by 1").fetchall() == ([9], [10])


@pytest.mark.parametrize(
    "value",
    [
        dt.time(1, 2, 3, 500_000),
        dt.time(0, 0),
        dt.timedelta(days=1, seconds=3),
        dt.timedelta(days=-1, microseconds=1),
        dt.date(2018, 11, 15),
        Decimal("-0.001"),
        2**40,
        "24:00:00",
    ],
)
def test_a_parameter_comes_back_as_it_was_sent(cursor: Any, value: Any) -> None:
    assert cursor.execute("select %s", (value,)).fetchall() == ([value],)


def test_a_list_as_a_parameter_is_refused_by_name(cursor: Any) -> None:
    with pytest.raises(Failure) as caught:
        cursor.execute("select %s", ([1, 2],))
    assert caught.value.args[0]["C"] == "0A000"
    assert "lists as parameters" in caught.value.args[0]["M"]


@pytest.mark.parametrize(
    "function", ["current_schema()", "has_schema_privilege('public', 'usage')"]
)
def test_functions_of_the_leader_node_read_no_tables(
    cursor: Any, table: str, function: str
) -> None:
    """https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions_leader_node_only.html."""
    cursor.execute(f"select {function}")
    cursor.execute(f"select {function}, nspname from pg_namespace")
    with pytest.raises(Failure) as caught:
        cursor.execute(f"select {function} from {table}")
    assert caught.value.args[0]["C"] == "0A000"


def test_what_a_view_reads_is_dropped_with_cascade_only(cursor: Any, table: str) -> None:
    """https://docs.aws.amazon.com/redshift/latest/dg/r_DROP_TABLE.html."""
    cursor.execute(f"create view {table}_view as select id from {table.partition('.')[2]}")
    with pytest.raises(Failure) as caught:
        cursor.execute(f"drop table {table}")
    assert caught.value.args[0]["C"] == "2BP01"
    cursor.execute(f"drop table {table} cascade")
    with pytest.raises(Failure):
        cursor.execute(f"select id from {table}_view")
