"""What Redshift's functions and operators mean, each with the AWS page that says so."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from local_redshift.errors import RedshiftError

PAGES = "https://docs.aws.amazon.com/redshift/latest/dg/"


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


# expression, its value, the page of PAGES
MEANINGS: list[tuple[str, Any, str]] = [
    # numbers
    ("7 / 2", 3, "r_numeric_computations201.html"),
    ("-7 / 2", -3, "r_numeric_computations201.html"),
    ("7.0 / 2", Decimal("3.5"), "r_numeric_computations201.html"),
    ("cast(1 as numeric(18,0)) / 4", Decimal("0.25"), "r_numeric_computations201.html"),
    ("7::float8 / 2", 3.5, "r_numeric_computations201.html"),
    ("7 % 3", 1, "r_OPERATOR_SYMBOLS.html"),
    ("2 ^ 10", 1024.0, "r_OPERATOR_SYMBOLS.html"),
    ("1.5::numeric", Decimal(2), "r_Numeric_types201.html"),
    ("cast(2.345 as numeric(10,2))", Decimal("2.35"), "r_Numeric_types201.html"),
    ("round(2.5)", Decimal(3), "r_ROUND.html"),
    ("round(-2.5)", Decimal(-3), "r_ROUND.html"),
    ("round(2.345, 2)", Decimal("2.35"), "r_ROUND.html"),
    ("trunc(-2.7)", Decimal(-2), "r_TRUNC.html"),
    ("trunc(2.789, 2)", Decimal("2.78"), "r_TRUNC.html"),
    ("ceil(1.2)", Decimal(2), "r_CEILING_FLOOR.html"),
    ("floor(-1.2)", Decimal(-2), "r_CEILING_FLOOR.html"),
    ("mod(10, 3)", 1, "r_MOD.html"),
    ("power(2, 3)", 8.0, "r_POWER.html"),
    ("log(100)", 2.0, "r_LOG.html"),
    ("ln(1)", 0.0, "r_LN.html"),
    ("dlog10(1000)", 3.0, "r_DLOG10.html"),
    ("sqrt(16)", 4.0, "r_SQRT.html"),
    ("sign(-2)", -1, "r_SIGN.html"),
    ("abs(-2)", 2, "r_ABS.html"),
    # conditions
    ("greatest(1, null, 3)", 3, "r_GREATEST_LEAST.html"),
    ("least(null, 'b', 'a')", "a", "r_GREATEST_LEAST.html"),
    ("nvl(null, 'x')", "x", "r_NVL_function.html"),
    ("nvl2(null, 'set', 'missing')", "missing", "r_NVL2.html"),
    ("nullif('', '')", None, "r_NULLIF_function.html"),
    ("decode(null, 1, 'one', null, 'none', 'other')", "none", "r_DECODE_expression.html"),
    ("decode(3, 1, 'one', 2, 'two')", None, "r_DECODE_expression.html"),
    ("case when null then 1 else 2 end", 2, "r_CASE_function.html"),
    ("'' is null", False, "r_Nulls.html"),
    ("'a' || null", None, "r_concat_op.html"),
    ("concat('a', null)", None, "r_CONCAT.html"),
    # text
    ("len('Françoise')", 9, "r_LEN.html"),
    ("octet_length('Françoise')", 10, "r_OCTET_LENGTH.html"),
    ("cast('abcdef' as varchar(3))", "abc", "r_Character_types.html"),
    ("cast('äöü' as varchar(3))", "ä", "r_Character_types.html"),
    ("cast('a😀' as varchar(4))", "a", "r_Character_types.html"),
    ("'abc'::char", "a", "r_Character_types.html"),
    ("lower('ÄB')", "äb", "r_LOWER.html"),
    ("initcap('new YORK-city')", "New York-City", "r_INITCAP.html"),
    ("trim(both 'x' from 'xxaxx')", "a", "r_TRIM.html"),
    ("trim('  a ')", "a", "r_TRIM.html"),
    ("btrim('  a ')", "a", "r_BTRIM.html"),
    ("ltrim('xxa', 'x')", "a", "r_LTRIM.html"),
    ("substring('caterpillar', 6, 4)", "pill", "r_SUBSTRING.html"),
    ("substring('caterpillar', 0, 3)", "ca", "r_SUBSTRING.html"),
    ("substring('caterpillar' from 6 for 4)", "pill", "r_SUBSTRING.html"),
    ("left('abc', 2) || right('abc', 1)", "abc", "r_LEFT.html"),
    ("lpad('7', 3, '0')", "007", "r_LPAD.html"),
    ("replace('aXbX', 'X', '-')", "a-b-", "r_REPLACE.html"),
    ("split_part('a$b$c', '$', 2)", "b", "SPLIT_PART.html"),
    ("split_part('a$b', '$', 3)", "", "SPLIT_PART.html"),
    ("strpos('dogfish', 'fish')", 4, "r_STRPOS.html"),
    ("position('fish' in 'dogfish')", 4, "r_POSITION.html"),
    ("charindex('fish', 'dogfish')", 4, "r_CHARINDEX.html"),
    ("md5('a')", "0cc175b9c0f1b6a831c399e269772661", "r_MD5.html"),
    ("sha1('a')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "SHA1.html"),
    ("len(sha2('a', 256))", 64, "SHA2.html"),
    ("strtol('ff', 16)", 255, "r_STRTOL.html"),
    ("regexp_replace('a1b2', '[0-9]', '#')", "a#b#", "REGEXP_REPLACE.html"),
    ("regexp_replace('ab', '(a)(b)', '$2$1')", "ba", "REGEXP_REPLACE.html"),
    ("regexp_substr('x12y34', '[0-9]+')", "12", "REGEXP_SUBSTR.html"),
    ("regexp_substr('x12y34', '[0-9]+', 1, 2)", "34", "REGEXP_SUBSTR.html"),
    ("regexp_substr('xy', '[0-9]+')", "", "REGEXP_SUBSTR.html"),
    ("regexp_instr('x12', '[0-9]')", 2, "REGEXP_INSTR.html"),
    ("regexp_count('x12y3', '[0-9]')", 3, "REGEXP_COUNT.html"),
    ("'abc' like 'a%'", True, "r_patternmatching_condition_like.html"),
    (r"'a_c' like 'a\\_c'", True, "r_patternmatching_condition_like.html"),
    (r"'abc' like 'a\\_c'", False, "r_patternmatching_condition_like.html"),
    ("'a%c' not like 'a^%c' escape '^'", False, "r_patternmatching_condition_like.html"),
    ("'ABC' ilike 'a%'", True, "r_patternmatching_condition_like.html"),
    ("'abc' similar to '%(b|d)%'", True, "pattern-matching-conditions-similar-to.html"),
    ("'abc' similar to 'b'", False, "pattern-matching-conditions-similar-to.html"),
    ("'abc' ~ '^a.c$'", True, "pattern-matching-conditions-posix.html"),
    ("'abc' !~* 'B'", False, "pattern-matching-conditions-posix.html"),
    ("json_extract_path_text('{\"a\":{\"b\":1}}', 'a', 'b')", "1", "JSON_EXTRACT_PATH_TEXT.html"),
    ("is_valid_json('{\"a\":1}')", True, "IS_VALID_JSON.html"),
    ("is_valid_json('[1,2,3]')", False, "IS_VALID_JSON.html"),
    ("is_valid_json('{{}}')", False, "IS_VALID_JSON.html"),
    ("json_array_length('[1,2,3]')", 3, "JSON_ARRAY_LENGTH.html"),
    ("1.0::float8::varchar", "1", "r_CAST_function.html"),
    ("1.50::numeric(5,2)::varchar", "1.50", "r_CAST_function.html"),
    ("1 = '1'", True, "c_Supported_data_types.html"),
    ("'t'::boolean", True, "r_Boolean_type.html"),
    # dates and times
    ("dateadd(month, 1, '2008-01-31')", at(2008, 2, 29), "r_DATEADD_function.html"),
    (
        "dateadd('day', -1, timestamp '2008-01-01 06:00:00')",
        at(2007, 12, 31, 6),
        "r_DATEADD_function.html",
    ),
    ("dateadd(qtr, 1, '2008-01-01')", at(2008, 4, 1), "r_DATEADD_function.html"),
    ("dateadd(ms, 796, '2018-11-01')", at(2018, 11, 1, 0, 0, 0, 796000), "r_DATEADD_function.html"),
    (
        "dateadd(ms, 1541030400796, 'epoch')",
        at(2018, 11, 1, 0, 0, 0, 796000),
        "r_DATEADD_function.html",
    ),
    ("datediff(week, '2009-01-01', '2009-12-31')", 52, "r_DATEDIFF_function.html"),
    ("datediff(year, '2008-12-31', '2009-01-01')", 1, "r_DATEDIFF_function.html"),
    ("datediff(hour, '2009-01-01 08:30:00', '2009-01-01 10:00:00')", 2, "r_DATEDIFF_function.html"),
    ("datediff(qtr, '1998-07-01', '2008-06-05')", 39, "r_DATEDIFF_function.html"),
    ("date_trunc('week', timestamp '2018-11-18 05:00:00')", at(2018, 11, 12), "r_DATE_TRUNC.html"),
    ("date_trunc('month', date '2018-11-18')", at(2018, 11, 1), "r_DATE_TRUNC.html"),
    (
        "extract(dow from timestamp '2018-11-18 00:00:00')",
        0,
        "r_Dateparts_for_datetime_functions.html",
    ),
    ("extract(week from timestamp '2019-12-30 00:00:00')", 1, "r_EXTRACT_function.html"),
    ("extract(ms from timestamp '2009-09-09 12:08:43.101')", 101, "r_EXTRACT_function.html"),
    (
        "extract(sec from timestamp '2009-09-21 11:10:03.189717')",
        3,
        "r_Dateparts_for_datetime_functions.html",
    ),
    (
        "date_part(sec, timestamp '2009-09-21 11:10:03.189717')",
        3.189717,
        "r_Dateparts_for_datetime_functions.html",
    ),
    ("date_part(week, timestamp '2022-05-02 04:05:06.789')", 18.0, "r_DATE_PART_function.html"),
    ("extract(epoch from timestamp '2018-11-01 00:00:00')", 1541030400, "r_EXTRACT_function.html"),
    ("trunc(timestamp '2018-11-18 05:06:07')", date(2018, 11, 18), "r_TRUNC_date.html"),
    ("last_day('2008-02-10')", date(2008, 2, 29), "r_LAST_DAY.html"),
    ("next_day('2014-08-20', 'Tuesday')", date(2014, 8, 26), "r_NEXT_DAY.html"),
    ("next_day('2014-08-26', 'tu')", date(2014, 9, 2), "r_NEXT_DAY.html"),
    ("next_day('2014-08-20', 'M')", date(2014, 8, 25), "r_NEXT_DAY.html"),
    ("months_between('1969-01-18', '1969-03-18')", -2.0, "r_MONTHS_BETWEEN_function.html"),
    ("months_between('2014-08-31', '2014-09-30')", -1.0, "r_MONTHS_BETWEEN_function.html"),
    (
        "months_between('2008-12-01 19:30:00', '2008-01-03 15:00:00')::numeric(4,2)",
        Decimal("10.94"),
        "r_MONTHS_BETWEEN_function.html",
    ),
    ("add_months('2008-02-29', 1)", at(2008, 3, 31), "r_ADD_MONTHS.html"),
    ("date '2018-11-18' - date '2018-11-01'", 17, "r_DATE_functions.html"),
    ("date '2018-11-18' + 1", date(2018, 11, 19), "r_DATE_functions.html"),
    ("timestamp '2018-11-02' - timestamp '2018-11-01'", timedelta(days=1), "r_DATE_functions.html"),
    (
        "timestamp '2018-11-01' + interval '1 day 2 hours'",
        at(2018, 11, 2, 2),
        "r_interval_literals.html",
    ),
    ("timestamp '2018-11-01' + interval '2 weeks'", at(2018, 11, 15), "r_interval_literals.html"),
    (
        "to_char(timestamp '2009-12-31 23:15:59', 'YYYY-MM-DD HH24:MI:SS')",
        "2009-12-31 23:15:59",
        "r_TO_CHAR.html",
    ),
    ("to_char(date '2018-11-05', 'YYYYMMDD')", "20181105", "r_TO_CHAR.html"),
    ("to_date('05 11 2018', 'DD MM YYYY')", date(2018, 11, 5), "r_TO_DATE_function.html"),
    (
        "convert_timezone('America/New_York', timestamp '2018-11-01 12:00:00')",
        at(2018, 11, 1, 8),
        "CONVERT_TIMEZONE.html",
    ),
    (
        "convert_timezone('EST', 'UTC', timestamp '2018-11-01 12:00:00')",
        at(2018, 11, 1, 17),
        "CONVERT_TIMEZONE.html",
    ),
    # the session
    ("pg_catalog.version() like '%Redshift%'", True, "r_VERSION.html"),
    ("current_database()", "dev", "r_CURRENT_DATABASE.html"),
    ("current_schema()", "public", "r_CURRENT_SCHEMA.html"),
    ("date_part(us, getdate())::int % 1000000", 0, "r_GETDATE.html"),
]


@pytest.mark.parametrize(
    ("expression", "value", "page"), MEANINGS, ids=[meaning[0] for meaning in MEANINGS]
)
def test_an_expression_has_the_value_that_redshift_gives_it(
    shared: Any, expression: str, value: Any, page: str
) -> None:
    found = shared.run(f"select {expression} as found")[0][0]
    assert found == value, PAGES + page
    assert type(found) is type(value), PAGES + page


# of the session that the tests make up
OF_SESSION: list[tuple[str, Any, str]] = [
    ("current_user", "analyst", "r_CURRENT_USER.html"),
    ("pg_backend_pid()", 4711, "PG_BACKEND_PID.html"),
    ("pg_last_copy_count()", 12, "PG_LAST_COPY_COUNT.html"),
    ("sysdate", at(2018, 11, 15, 10, 0, 0, 796000), "r_SYSDATE.html"),
]


@pytest.mark.stand_in_alone("the session is made up")
@pytest.mark.parametrize(
    ("expression", "value", "page"), OF_SESSION, ids=[meaning[0] for meaning in OF_SESSION]
)
def test_a_function_answers_what_the_session_is(
    shared: Any, expression: str, value: Any, page: str
) -> None:
    assert shared.run(f"select {expression} as found") == [(value,)], PAGES + page


# expression, part of the error, page
FAILURES = [
    ("1 / 0", "ivision by zero", "r_numeric_computations201.html"),
    ("1.5 / 0", "ivision by zero", "r_numeric_computations201.html"),
    ("1::float8 / 0", "ivision by zero", "r_numeric_computations201.html"),
    ("mod(5, 0)", "ivision by zero", "r_MOD.html"),
    ("'1.5'::int", "invalid input syntax for integer", "r_CAST_function.html"),
    ("'x'::int", "invalid input syntax for integer", "r_CAST_function.html"),
    ("'x'::date", "date field|type date", "r_CAST_function.html"),
    ("1 = 'x'", "Could not convert|invalid input syntax", "c_Supported_data_types.html"),
    ("1000::numeric(5,2)", "DECIMAL|overflow", "r_numeric_computations201.html"),
    ("ln(0)", "logarithm", "r_LN.html"),
    ("sqrt(-1)", "square root", "r_SQRT.html"),
    ("2147483647 + 1", "Overflow|out of range", "r_numeric_computations201.html"),
    ("split_part('a,b', ',', -1)", "field position", "SPLIT_PART.html"),
]


@pytest.mark.parametrize(
    ("expression", "message", "page"), FAILURES, ids=[failure[0] for failure in FAILURES]
)
def test_an_expression_fails_where_redshift_fails(
    shared: Any, expression: str, message: str, page: str
) -> None:
    with pytest.raises((duckdb.Error, RedshiftError), match=message):
        pytest.fail(f"{shared.run(f'select {expression} as found')}, see {PAGES}{page}")
