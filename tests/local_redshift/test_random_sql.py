"""Random SQL over edge values: an answer or an error of Redshift's, never one of ours."""

import datetime as dt
import itertools
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError

from local_redshift import copying, dialect
from local_redshift.database import open_database
from local_redshift.dialect.functions import AGGREGATES, BUILT, NATIVE, SESSION
from local_redshift.dialect.macros import MACROS
from local_redshift.errors import RedshiftError
from local_redshift.locked_tables import KnownViews
from local_redshift.locks import LockTable
from local_redshift.session import Session
from local_redshift.session_state import Backend
from local_redshift.values import BINARY_FORMAT, TEXT_FORMAT, encode_rows

_SEED = 20181115
_SHORT_COUNT, _LONG_COUNT = 1_000, 60_000
_ROOT = Path(__file__).resolve().parents[2]
_TYPES = [
    *("smallint", "integer", "bigint", "numeric", "numeric(38, 37)", "numeric(5, 2)", "real"),
    *("double precision", "varchar", "varchar(1)", "char(3)", "boolean", "date", "time"),
    *("timestamp", "timestamptz"),
]
_VALUES = [
    *("null", "0", "1", "-1", "2147483647", "9223372036854775807", "-9223372036854775808"),
    *("0.1", "-99999999999999999999999999999999999999", "1e308::float8", "1e-320::float8"),
    *("'nan'::float8", "'inf'::float8", "1e38::real", "''", "' '", "'a'", "'%'", "'\\\\'"),
    *("'é😀'", "'2018-11-15'", "'24:00:00'", "'['", "'{\"a\": [1]}'", "'UTC'", "'1 day'", "'0x1F'"),
    *("true", "false", "date '0001-01-01'", "date '9999-12-31'", "date '2018-11-15'"),
    *("timestamp '2018-11-15 10:00:00.796'", "timestamp '9999-12-31 23:59:59.999999'"),
    *("'infinity'::timestamp", "'24:00:00'::time", "time '00:00:00'", "interval '1 day'"),
    *("'2018-11-15 10:00:00+00'::timestamptz", "interval '-1000 years'", "sysdate", "%s::varchar"),
]
_PARTS = ["year", "qtr", "month", "week", "day", "hour", "ms", "us", "epoch", "dow", "century"]
_OPERATORS = "+ - * / % ^ || = <> < >= & | << >> ~ like ilike and or".split()  # noqa: SIM905
_FORMS = [
    *("case when {0} then {1} else {2} end", "coalesce({0}, {1})", "nullif({0}, {1})"),
    *("{0} between {1} and {2}", "{0} in ({1}, {2})", "{0} is null", "not {0}", "- {0}"),
    *("extract({part} from {0})", "date_part({part}, {0})", "date_trunc('{part}', {0})"),
    *("dateadd({part}, {0}, {1})", "datediff({part}, {0}, {1})", "trim(both {0} from {1})"),
    *("substring({0} from {1} for {2})", "position({0} in {1})", "cast({0} as {type})"),
    *("to_char({0}, 'YYYY-MM-DD HH24:MI:SS.US')", "to_date({0}, 'YYYY-MM-DD')", "{0}::{type}"),
    *("{0} {operator} {1}", "{0} {operator} {1}", "{0} similar to 'a%'", "{0} ~ {1}"),
]

# Statements whose words are changed by chance; those of the pipeline come to them.
_STATEMENTS = """
create table t (a int not null default 5, b varchar(10) encode zstd, c numeric(10, 2), d timestamp)
create temp table s (like t including defaults)
create table u diststyle all sortkey (a) as select a, b from t
select t.a into temp w from t
insert into t (a, b) values (1, 'x'), (2, null)
update t set b = upper(s.b), c = 1.5 from s where t.a = s.a
delete from t using s where t.a = s.a
merge into t using s on t.a = s.a when matched then update set b = s.b when not matched then insert values (1, 'x', 2, null)
select t.a, count(distinct b) from t left join s using (a) where b like 'x%' group by 1 having count(*) > 1 order by 2 limit 3
select a, sum(c) over (partition by b order by d rows unbounded preceding) from t qualify row_number() over (order by a) = 1
with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) select * from r
select a from t where exists (select 1 from s where s.a = t.a) union select a from s except select 2 order by 1
select listagg(distinct b, ',') within group (order by b), percentile_cont(0.5) within group (order by a) from t
alter table t add column e varchar(5) default 'x'
alter table t owner to awsuser
create or replace view v (x) as select a from public.t with no schema binding
drop table if exists t cascade
truncate table t
lock table t
begin read only
declare c cursor for select * from t
fetch forward 10 from c
prepare p (int) as select $1 + 1
execute p (1)
explain select * from t
show tables from schema dev.public
set search_path to star, public
analyze t (a, b)
vacuum full t to 90 percent
grant select, insert on table t to public
create user u password 'Abc12345'
create group g with user u
alter default privileges in schema public grant select on tables to public
comment on column t.a is 'x'
create schema if not exists q authorization awsuser
copy t (a, b) from 's3://b/k' iam_role 'arn:aws:iam::1:role/r' format json 'auto' gzip maxerror 10
cancel 5 'x'
select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v')
select column_name, data_type from information_schema.columns where table_name = 't'
"""  # noqa: E501
_WORD = re.compile(r"'[^']*'|\w+|::|<>|[<>]=|\|\||\s+|.", re.DOTALL)
_STRANGE = [
    "'",
    '"',
    "$1",
    "$0",
    "$99999",
    "--",
    "/*",
    "\\",
    ";",
    "((((",
    "[1]",
    "{",
    "%",
    "@",
    "max",
]
_ASKED = """
select {}; select {} + {}; select {} || {}; select {}::int, {}::varchar; select cast({} as date)
select a from given where a = {}; select a from given where b in ({}, {}); select -{}; select not {}
select a from given where c between {} and {}; insert into given values ({}, {}, {}, {})
insert into given (b) values ({}); update given set b = {} where d = {}; select {} is null
delete from given where c > {}; select dateadd(day, {}, {}); select datediff(day, {}, {})
select coalesce({}, {}), nullif({}, {}); select case when {} then {} else {} end; explain select {}
select a from given limit {}; select count(*) from given group by {}; select {} union select {}
select decode({}, {}, {}); select substring({}, {}, {}); select lpad({}, {}, {}); select {} like {}
select round({}, {}); select extract(year from {}); select to_char({}, 'YYYY'); select chr({})
select * from (select {} as q) z where q = {}; select json_extract_path_text({}, 'a')
"""
_PARAMETERS = [
    *(None, True, False, 0, -1, 2**15, 2**31, 2**63 - 1, -(2**63), 0.0, 1.5, 1e308, 5e-324),
    *(float("nan"), float("-inf"), Decimal("1.10"), Decimal(-10**38 + 1), Decimal("1e50")),
    *(Decimal("1e-50"), Decimal("NaN"), "", " ", "x", "it's", "é😀", "\\", "%", "$1", "2018-11-15"),
    *("x" * 70_000, "1e5", "nan", "true", "{1,2}", dt.date.min, dt.date.max),
    *(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),  # noqa: DTZ001
    *(dt.datetime(2018, 11, 15, tzinfo=dt.UTC), dt.time.min, dt.time.max, dt.timedelta(0)),
    *(dt.timedelta(days=999, microseconds=1), dt.timedelta(microseconds=-1), [1, 2]),
]  # fmt: skip


def _value(chance: random.Random) -> str:
    return chance.choice(_VALUES).replace("%s", "null")


def _expression(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return _value(chance)
    parts = [_expression(chance, chance.randrange(depth)) for _ in range(3)]
    if chance.random() < 0.5:
        name = chance.choice(sorted(NATIVE | MACROS | AGGREGATES | SESSION | set(BUILT)))
        return f"{name}({', '.join(parts[: chance.randrange(4)])})"
    form = chance.choice(_FORMS)
    return "(" + form.format(
        *parts,
        part=chance.choice(_PARTS),
        type=chance.choice(_TYPES),
        operator=chance.choice(_OPERATORS),
    ) + ")"  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session as the server opens it."""
    root = open_database(tmp_path / "warehouse.duckdb")
    dialect.bootstrap(root)
    copying.bootstrap(root)
    numbers = itertools.count(1)
    backend = Backend(
        1, "analyst", "dev", numbers.__next__, lambda: None, lambda _pid, _ends: False
    )
    session = Session(root.cursor(), LockTable(), KnownViews(root), backend)
    yield session
    session.close()
    root.close()


def _run(session: Session, sql: str) -> None:
    """Runs a query and encodes its rows, as for a client that binds nothing."""
    statement = session.parse(sql)
    described = session.describe(statement, [])
    with session.running(statement) as interruption:
        result = session.execute(statement, [], [], interruption)
        while rows := result.fetch():
            for code in (TEXT_FORMAT, BINARY_FORMAT):
                encode_rows(rows, described or [], [code] * len(described or []))
    session.end_cycle()


@pytest.mark.timeout(3600)
def test_no_expression_ends_in_an_internal_error(session: Session, *, long: bool) -> None:
    chance = random.Random(_SEED)  # noqa: S311
    answers, internal = 0, []
    for _ in range(_LONG_COUNT if long else _SHORT_COUNT):
        sql = f"select {_expression(chance, chance.choice((1, 1, 2, 3)))} as x"
        try:
            _run(session, sql)
            answers += 1
        except RedshiftError as error:
            if error.sqlstate == "XX000":
                internal.append(f"{sql}: {error.message}")
    assert answers > 100
    assert not internal, "\n".join(internal[:20])


def _statement(chance: random.Random, statements: list[str]) -> str:
    """A statement with a word or two that belong elsewhere, missing or doubled."""
    words = _WORD.findall(chance.choice(statements))
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(words))
        others = [chance.choice(_VALUES), chance.choice(_STRANGE), chance.choice(words), ""]
        words[at] = chance.choice([*others, words[at] * 2])
    return "".join(words)


@pytest.mark.timeout(3600)
def test_no_statement_ends_in_an_internal_error(session: Session, *, long: bool) -> None:
    chance = random.Random(_SEED)  # noqa: S311
    statements = _STATEMENTS.strip().splitlines()
    # a word that is changed may make a recursion endless
    for text in ["set statement_timeout to 2000", *statements, *statements[:3]]:
        _outcome(session, text)
    files = sorted((_ROOT / "sql").rglob("*.sql"))
    statements += [re.sub(r"(?<!:):\w+|--.*", "", file.read_text()) for file in files]
    internal = []
    for _ in range(_LONG_COUNT if long else _SHORT_COUNT):
        sql = _statement(chance, statements)
        error = _outcome(session, sql)
        if error is not None and error.sqlstate == "XX000":
            internal.append(f"{sql}: {error.message}")
    assert not internal, "\n".join(internal[:20])


def _outcome(session: Session, sql: str) -> RedshiftError | None:
    """The error of a statement, outside of any transaction block."""
    error = None
    try:
        _run(session, sql)
    except RedshiftError as found:
        error = found
    if session.status != "I":
        _run(session, "rollback")
    return error


@pytest.mark.timeout(3600)
def test_no_parameter_ends_in_an_internal_error(cursor: Any, *, long: bool) -> None:
    chance = random.Random(_SEED)  # noqa: S311
    forms = [form.strip() for form in re.split(r"[;\n]", _ASKED.strip())]
    cursor.execute(
        "create temporary table given (a int, b varchar(9), c timestamp, d decimal(9, 2))"
    )
    answers, internal = 0, []
    for _ in range(_LONG_COUNT if long else _SHORT_COUNT):
        form = chance.choice(forms)
        given = [chance.choice(_PARAMETERS) for _ in range(form.count("{}"))]
        try:
            cursor.execute(form.replace("{}", "%s"), given)
            answers += 1
        except ProgrammingError as error:
            if error.args[0]["C"] == "XX000":
                internal.append(f"{form} {given}: {error.args[0]['M']}")
    assert answers > 100
    assert not internal, "\n".join(internal[:20])
