"""Values and refusals that AWS documents, asked through the real driver, each with its page."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure

PAGES = "https://docs.aws.amazon.com/redshift/latest/dg/"
_NINES = "cast(99999999999999999999999999999999999999 as numeric(38, 0))"
_PARTS = "r_Dateparts_for_datetime_functions.html"
_PART = "r_DATE_PART_function.html"
_TRUNC = "r_DATE_TRUNC.html"
_ADD = "r_DATEADD_function.html"
_LITERALS = "r_Date_and_time_literals.html"
_INTERVALS = "r_interval_literals.html"
_NUMBERS = "r_Numeric_formating.html"
_FORMATS = "r_FORMAT_strings.html"
_ELEMENT = "JSON_EXTRACT_ARRAY_ELEMENT_TEXT.html"
_PATH = "JSON_EXTRACT_PATH_TEXT.html"

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
    # parts: a century begins with the year 1, so does a decade; microseconds hold milliseconds
    # in DATE_PART alone
    ("extract(decade from timestamp '1999-02-16 20:38:40')", 200, _PARTS),
    ("extract(decade from timestamp '2000-02-16 20:38:40')", 201, _PARTS),
    ("extract(century from timestamp '2000-12-16 12:21:13')", 20, _PARTS),
    ("extract(mil from timestamp '2001-12-16 12:21:13')", 3, _PARTS),
    ("extract(sec from timestamp '2009-09-21 11:10:03.189717')", 3, _PARTS),
    ("extract(us from timestamp '2009-09-21 11:10:03.189717')", 717, _PARTS),
    ("extract(epoch from timestamp '2018-11-04 00:00:00.9')", 1541289600, _PARTS),
    ("extract(ms from time '18:25:33.123456')", 123, "r_EXTRACT_function.html"),
    ("date_part(sec, timestamp '2009-09-21 11:10:03.189717')", 3.189717, _PARTS),
    ("date_part(microsecond, timestamp '20220502 04:05:06.789')", 789000.0, _PART),
    ("date_part(week, timestamp '20220502 04:05:06.789')", 18.0, _PART),
    ("date_part(dayofweek, timestamp '20220502 04:05:06.789')", 1.0, _PART),
    ("to_char(date_trunc('century', timestamp '20200430'), 'YYYY-MM-DD')", "2001-01-01", _TRUNC),
    ("to_char(date_trunc('millennium', timestamp '20200430'), 'YYYY')", "2001", _TRUNC),
    ("to_char(date_trunc('quarter', date '20200430'), 'YYYY-MM-DD')", "2020-04-01", _TRUNC),
    ("datediff(century, '2000-06-01', '2001-01-01')", 1, "r_DATEDIFF_function.html"),
    ("datediff(century, '1999-06-01', '2000-06-01')", 0, "r_DATEDIFF_function.html"),
    ("datediff(minute, time '20:00:00', time '21:00:00')", 60, "r_DATEDIFF_function.html"),
    ("dateadd(year, 1, '2016-02-29')::varchar", "2017-03-01 00:00:00", "r_DATEADD_function.html"),
    ("dateadd(month, 12, '2016-02-29')::varchar", "2017-02-28 00:00:00", _ADD),
    ("dateadd(m, 30, '2008-02-28')::varchar", "2008-02-28 00:30:00", _ADD),
    ("dateadd(hour, 12, time '13:24:55')", dt.time(1, 24, 55), _ADD),
    ("dateadd(day, 1, 'today') = dateadd(day, 0, 'tomorrow')", True, _LITERALS),
    ("dateadd(day, 0, 'now') = sysdate", True, _LITERALS),
    ("add_months('2008-04-30', 1)::varchar", "2008-05-31 00:00:00", "r_ADD_MONTHS.html"),
    ("months_between('1969-01-18', '1969-03-18')", -2.0, "r_MONTHS_BETWEEN_function.html"),
    ("convert_timezone('EST', 'PST', '20080305 12:25:29')::varchar", "2008-03-05 09:25:29",
     "CONVERT_TIMEZONE.html"),
    # spellings of dates, times and intervals
    *((f"date '{text}'", dt.date(year, month, day), _LITERALS) for text, year, month, day in (
        ("January 8, 1999", 1999, 1, 8), ("1/8/1999", 1999, 1, 8), ("01/02/00", 2000, 1, 2),
        ("2000-Jan-31", 2000, 1, 31), ("Jan-31-2000", 2000, 1, 31), ("31-Jan-2000", 2000, 1, 31),
        ("20080215", 2008, 2, 15), ("080215", 2008, 2, 15), ("2008.366", 2008, 12, 31),
        ("12-31-2008", 2008, 12, 31))),
    *((f"(timestamp '20080215 {text}')::varchar", f"2008-02-15 {time}", _LITERALS)
      for text, time in (("04:05:06.789", "04:05:06.789"), ("04:05", "04:05:00"),
                         ("040506", "04:05:06"), ("04:05 PM", "16:05:00"))),
    ("time '04:05 PM'", dt.time(16, 5), _LITERALS),
    ("(date '2008-12-31' + interval '3 hours, 35 minutes')::varchar", "2008-12-31 03:35:00",
     _INTERVALS),
    ("(date '2008-12-31' + interval '1w, 1h, 1m, 1s')::varchar", "2009-01-07 01:01:01",
     _INTERVALS),
    ("(date '2008-12-31' + interval '0.5 days')::varchar", "2008-12-31 12:00:00", _INTERVALS),
    ("(date '2023-03-31' - interval '4 months')::varchar", "2022-11-30 00:00:00", _INTERVALS),
    # formats: names as wide as the longest, in the case of the format
    ("to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')",
     "DECEMBER -THU-31-2009 11:15PM", "r_TO_CHAR.html"),
    ("to_char(timestamp '2008-01-25 14:30', 'MON-DD-YYYY HH12:MIPM')", "JAN-25-2008 02:30PM",
     "r_TO_CHAR.html"),
    ("to_char(timestamp '2015-04-10 18:45:09.325143', 'HH24:MI:SS.MS US')",
     "18:45:09.325 325143", "r_TO_CHAR.html"),
    ("to_char(timestamp '2022-05-16 23:15:59', 'ID DDD cc')", "1 136 21", "r_TO_CHAR.html"),
    ("to_char(timestamp '2008-01-25 14:30', 'HH12:MI:SS TZ')", "02:30:00 UTC", "r_TO_CHAR.html"),
    ("to_char(date '2009-03-05', 'Y,YYY YYY YY Y IYYY IYY IY I')", "2,009 009 09 9 2009 009 09 9",
     _FORMATS),
    ("to_char(date '2009-03-05', 'Q MM RM rm W WW IW DDD IDDD DD D ID J')",
     "1 03 III  iii  1 10 10 064 067 05 5 4 2454896", _FORMATS),
    ("to_char(date '2009-03-05', 'Month|month|Mon|DAY|Day|day|dy|AD b.c.|\"at\" HH AM a.m.')",
     "March    |march    |Mar|THURSDAY |Thursday |thursday |thu|AD a.d.|at 12 AM a.m.", _FORMATS),
    # numbers: a place for the sign, digits where there are some, zeros where they are wanted
    ("to_char(-125.8, '999D99S')", "125.80-", "r_TO_CHAR.html"),
    ("to_char(-125.88, '$S999D99')", "$-125.88", "r_TO_CHAR.html"),
    ("to_char(-125.88, '$999D99PR')", "$<125.88>", "r_TO_CHAR.html"),
    ("ltrim(to_char(125, 'RN'))", "CXXV", "r_TO_CHAR.html"),
    ("ltrim(to_char(728.00 - 109.20, 'rn'))", "dcxix", "r_TO_CHAR.html"),
    ("to_char(618.80, 'l99999D99')", "$   618.80", "r_TO_CHAR.html"),
    ("to_char(-1485.5, '9,999.00')", "-1,485.50", _NUMBERS),
    ("to_char(12, '9990999.9')", "    0012.0", _NUMBERS),
    ("to_char(148.5, 'FM999.999')", "148.5", _NUMBERS),
    ("to_char(-0.1, '99.99')", "  -.10", _NUMBERS),
    ("to_char(-485, '999MI') || to_char(485, 'SG999')", "485-+485", _NUMBERS),
    ("to_char(482, '999th') || to_char(11, '99TH')", " 482nd 11TH", _NUMBERS),
    ("to_char(1234, '999')", " ###", _NUMBERS),
    ("to_number('12,454.8-', '99G999D9S')", Decimal("-12454.8"), "r_TO_NUMBER.html"),
    ("to_number('$ 12,454.88', 'L 99G999D99')", Decimal("12454.88"), "r_TO_NUMBER.html"),
    ("to_date('02 Oct 2001', 'DD Mon YYYY')", dt.date(2001, 10, 2), "r_TO_DATE_function.html"),
    ("to_timestamp('2017', 'YYYY')::varchar", "2017-01-01 00:00:00+00", "r_TO_TIMESTAMP.html"),
    # a quoted number beside a number
    ("1 + '1'", 2, "c_Supported_data_types.html"),
    ("'7' / 2", 3, "c_Supported_data_types.html"),
    # text
    ("substring(12345, 2, 2)", "23", "r_SUBSTRING.html"),
    ("cast(2008 as char(4))", "2008", "r_CAST_function.html"),
    ("substring('caterpillar', 6, 4)", "pill", "r_SUBSTRING.html"),
    ("substring('caterpillar', -2, 6)", "cat", "r_SUBSTRING.html"),
    ("substring('caterpillar', -5, 4)", "", "r_SUBSTRING.html"),
    ("len(rtrim('a' || chr(160)))", 2, "r_RTRIM.html"),
    ("trim('    dog    ')", "dog", "r_TRIM.html"),
    ("lpad('a', -1)", "", "r_LPAD.html"),
    ("strtol('0xf', 16)", 15, "r_STRTOL.html"),
    ("strtol('abcd1234', 16)", 2882343476, "r_STRTOL.html"),
    ("strtol('1234567', 8)", 342391, "r_STRTOL.html"),
    ("strtol('110101', 2)", 53, "r_STRTOL.html"),
    ("strtol('-11', 2)", -3, "r_STRTOL.html"),
    ("to_hex(2147676847)", "8002f2af", "r_TO_HEX.html"),
    # JSON: a comma behind the last element is an error
    ("json_array_length('[11,12,13,{\"f1\":21,\"f2\":[25,26]},14]')", 5, "JSON_ARRAY_LENGTH.html"),
    ("json_array_length('[11,12', true)", None, "JSON_ARRAY_LENGTH.html"),
    ("json_extract_array_element_text('[111,112,113]', 2)", "113", _ELEMENT),
    ("json_extract_array_element_text('[111]', -1)", None, _ELEMENT),
    ("json_extract_array_element_text('[\"a\",[\"b\",1,null,]]', 1, true)", None, _ELEMENT),
    ("json_extract_path_text('{\"f4\":{\"f5\":99,\"f6\":\"star\"}}', 'f4', 'f6')", "star", _PATH),
    ("json_extract_path_text('{\"f4\":{\"f6\":\"star\"}', 'f4', 'f6', true)", None, _PATH),
    ("is_valid_json('{\"a\":1}')", True, "IS_VALID_JSON.html"),
    ("is_valid_json('{\"a\":\", }\",}')", False, "IS_VALID_JSON.html"),
]  # fmt: skip

_T, _U, _V = (f"(select 1 as a) {name}" for name in "tuv")
_OF = f"t.a from {_T} where exists"
_CORRELATED = "r_correlated_subqueries.html"

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
    ("select 1e400", "22003", "r_Numeric_types201.html"),
    ("select 1e", "42601", "r_numeric_literals201.html"),
    ("select cast(1 as float(''))", "42601", "r_Numeric_types201.html"),
    ("select sum(a = 1) from (select 1 as a) t", "42883", "r_SUM.html"),
    ("select 12345.6::numeric(5, 2)", "22003", "r_Numeric_types201.html"),
    ("select '99999'::smallint", "22003", "r_Numeric_types201.html"),
    ("select repeat('abc', 1000000)", "22001", "r_Character_types.html"),
    ("select lpad('a', 70000)", "22001", "r_Character_types.html"),
    ("select 'a' like 'a\\\\'", "22025", "r_patternmatching_condition_like.html"),
    ("select min(a, 2) from (select 1 as a) t", "42883", "r_MIN.html"),
    ("select json_array_length('[11,12')", "22023", "JSON_ARRAY_LENGTH.html"),
    ("select json_extract_array_element_text('[1,]', 0)", "22023", _ELEMENT),
    ("select json_extract_path_text('{\"a\":1,}', 'a')", "22023", _PATH),
    ("select to_date('20010631', 'YYYYMMDD', true)", "22008", "r_TO_DATE_function.html"),
    ("select to_char(sysdate, 'FMMonth')", "0A000", _FORMATS),
    ("select to_char(485, 'PL999')", "0A000", _NUMBERS),
    ("select to_number('x', '9')", "22P02", "r_TO_NUMBER.html"),
    ("select acos(2)", "22003", "r_ACOS.html"),
    ("select exp(1000)", "22003", "r_EXP.html"),
    ("select power(-8, 0.5)", "2201F", "r_POWER.html"),
    ("select strtol('12', 2)", "22P02", "r_STRTOL.html"),
    ("select 'a' || true", "42883", "r_CONCAT_op.html"),
    ("select 1::date", "42846", "c_Supported_data_types.html"),
    # correlated subqueries: past a block, in an outer join, with a window, grouped by
    (f"select {_OF} (select * from {_U} where not exists (select * from {_V} where v.a = t.a))",
     "0A000", _CORRELATED),
    (f"select t.a from {_T} left join {_U} on u.a = (select max(v.a) from {_V} where v.a = t.a)",
     "0A000", _CORRELATED),
    (f"select {_OF} (select sum(u.a) over () from {_U} where u.a = t.a)", "0A000", _CORRELATED),
    (f"select (select count(*) from {_U} where u.a = t.a) as n from {_T} group by n", "0A000",
     _CORRELATED),
    (f"select t.a from {_T} where t.a in (select sum(u.a) from {_U} where u.a = t.a group by u.a)",
     "0A000", _CORRELATED),
    (f"select 1 from {_T}, (select u.a from {_U} where u.a = t.a) x", "42P01",
     "r_FROM_clause30.html"),
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
]  # fmt: skip

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


def test_a_column_may_name_one_before_it(cursor: Any) -> None:
    """https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_list.html, lateral aliases."""
    cursor.execute(
        "select a as i, b as n, i / 2, n / i, trunc(n), n::int, sum(i) over (), i::varchar(1)"
        " from (select 7 as a, 1.75 as b) t"
    )
    assert cursor.fetchall() == (
        [7, Decimal("1.75"), 3, Decimal("0.25000000"), Decimal(1), 2, 7, "7"],
    )


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
