"""What Redshift lacks is an error here too, so that a script cannot pass here and fail there."""

from typing import Any

import pytest

from local_redshift.errors import RedshiftError

REFUSED = [
    # DuckDB's own syntax
    "select * replace (1 as a) from t",
    "select columns('a.*') from t",
    "select [1, 2]",
    "select {'a': 1}",
    "select array[1]",
    "select x[1] from t",
    "select list_transform(a, x -> x + 1) from t",
    "select [x for x in a] from t",
    "select a from t group by all",
    "select a from t order by all",
    "select distinct on (a) b from t",
    "select * from t using sample 5",
    "select * from t tablesample (5 percent)",
    "select * from (values (1), (2)) v",
    "select * from t asof join u using (a)",
    "select * from t, lateral (select 1) l",
    "select count(*) filter (where a > 1) from t",
    "select a from t window w as (order by a)",
    "select sum(a order by b) from t",
    "select 1 is distinct from 2",
    "select a->'b' from t",
    "select 5 // 2",
    "select 2 ** 3",
    "select x'AB'",
    "pivot t on a",
    "unpivot t on a into name b value c",
    "select * from t pivot (listagg(a) for b in (1, 2))",
    "select * from t pivot (count(distinct a) for b in (1, 2))",
    "select * from (pivot t on a using sum(b))",
    "insert into t values (1) on conflict do nothing",
    "insert or replace into t values (1)",
    "insert into t by name select 1 as a",
    "insert into t values (1) returning a",
    "delete from t returning a",
    "update t set a = 1 returning a",
    "from t",
    "from t select a",
    "summarize t",
    "describe t",
    "values (1)",
    # files and functions as tables
    "select * from read_json('x.json')",
    "select * from read_csv('x.csv')",
    "select * from parquet_scan('x')",
    "select * from range(5)",
    "select t.a from t, generate_series(1, 5)",
    "select format_type(23, -1), a from t",
    'select b from t order by b collate "de_DE"',
    "select * from unnest([1])",
    # the engine itself
    "attach 'x.db'",
    "detach x",
    "use x",
    "pragma version",
    "install httpfs",
    "load httpfs",
    "export database 'x'",
    "import database 'x'",
    "checkpoint",
    "call pragma_version()",
    "copy (select 1) to 'x.csv'",
    "create macro m(x) as x",
    "create function f() returns int as $$ 1 $$ language plpythonu",
    "create type t as enum ('a')",
    "create sequence s",
    "create index i on t (a)",
    "create or replace table t (a int)",
    "create external table e (a int)",
    "explain create table t (a int)",
    "savepoint s",
    "rollback to s",
    "declare c cursor with hold for select 1",
    # functions
    "select list_value(1)",
    "select struct_pack(a := 1)",
    "select string_agg(a, ',') from t",
    "select array_agg(a) from t",
    "select arg_max(a, b) from t",
    "select strftime(a, '%Y') from t",
    "select epoch_ms(a) from t",
    "select hash(a) from t",
    "select try_strptime('x', 'y')",
    "select if(true, 1, 2)",
    "select error('x')",
    "select getvariable('x')",
    "select current_setting('x')",
    "select redshift_catalog.len('x')",
    "select main.lower('x')",
    "select now()",
    "select current_timestamp",
    "select checksum('x')",
    "select to_char(5, 'PL999')",
    "select to_char(sysdate, 'SSSS')",
    "select nextval('s')",
    "select row_number() from t",
    "select approximate sum(a) from t",
    "select percentile_disc(0.5) within group (order by a) from t",
    "select count(distinct a, b) from t",
    # types and columns
    "create table x (a int[])",
    "create table x (a struct(b int))",
    "create table x (a hugeint)",
    "create table x (a uuid)",
    "create table x (a super)",
    "create table x (a serial)",
    "create table x (a int check (a > 0))",
    "create table x (a int, check (a > 0))",
    "create table x (a int generated always as (1))",
    "alter table t append from u",
    "alter table t alter column a type bigint",
    "alter table t add column b int not null",
    # MERGE
    (
        "merge into t using (select 1 as a) s on t.a = s.a"
        " when matched then delete when not matched then insert values (1)"
    ),
    "merge into t using t on t.a = t.a remove duplicates",
    # several at once
    "drop table t, u",
    "select 1 as a union by name select 2 as b",
    "select 1 intersect all select 1",
    # databases
    "select * from elsewhere.public.t",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_redshift_lacks_is_refused(shared: Any, sql: str) -> None:
    with pytest.raises(RedshiftError) as refusal:
        shared.run(sql)
    assert refusal.value.sqlstate in {"0A000", "42601"}


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("select [1]", "arrays"),
        ("select list_value(1)", "function list_value()"),
        ("select * from read_json('x.json')", "functions in FROM"),
        ("insert into t values (1) on conflict do nothing", "ON CONFLICT"),
        ("insert into t values (1) returning a", "RETURNING"),
        ("attach 'x.db'", "ATTACH"),
        ("create table x (a super)", "SUPER"),
        ("select * from stl_query", "stl_query"),
        ("select * from information_schema.triggers", "information_schema.triggers"),
        ("select count(*) filter (where true)", "FILTER"),
        ("create schema warehouse", "warehouse"),
        ("alter table t add primary key (a)", "constraint"),
        ("select a is true from t", "IS TRUE"),
        ("select case when a is false then 1 end from t", "IS FALSE"),
        (
            "with recursive r(n) as (select 1 union select n + 1 from r) select n from r",
            "UNION",
        ),
        ("create schema main", "main"),
        ("create table if not exists x as select 1", "IF NOT EXISTS"),
    ],
)
def test_a_refusal_names_what_it_refuses(shared: Any, sql: str, name: str) -> None:
    with pytest.raises(RedshiftError) as refusal:
        shared.run(sql)
    assert refusal.value.sqlstate == "0A000"
    assert name in refusal.value.message


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("select 1 +", "+"),
        ("selec 1", "SELEC"),
        ("select from t", "SELECT"),
        ("select * from t where", "where"),
        ("create table x", "columns"),
        ("create table x (a)", "end"),
        ("create table x (a int,)", ")"),
        ("create table x (a int a int)", "int"),
        ("select user from tag", "tag"),
        ("create table x (tag int)", '"tag"'),
        ("select 'abc", "closed"),
        ("select 1; select 2", "multiple"),
        ("lock", "end"),
        ("select sum(a) over (order by a) from (select 1 as a) t", "frame"),
    ],
)
def test_a_syntax_error_says_where_it_is(shared: Any, sql: str, near: str) -> None:
    with pytest.raises(RedshiftError) as refusal:
        shared.run(sql)
    assert refusal.value.sqlstate in {"42601", "0A000"}
    assert near in refusal.value.message


@pytest.mark.parametrize(
    "sql",
    [
        "select * from main.t",
        "select * from redshift_catalog.version",
        "select * from memory.main.t",
        "select * from duckdb_tables",
        "select * from sqlite_master",
        "select * from 'x.json'",
        'select * from "x.csv"',
        'select * from "/etc/passwd"',
        "create table main.x (a int)",
        "create schema redshift_catalog",
        "drop schema main cascade",
        "drop table redshift_catalog.version",
        "insert into redshift_catalog.version values ('x')",
        "delete from main.x",
        "update temp.x set a = 1",
    ],
)
def test_what_is_the_stand_ins_own_cannot_be_reached(shared: Any, sql: str) -> None:
    with pytest.raises(RedshiftError) as refusal:
        shared.run(sql)
    assert refusal.value.sqlstate in {"3F000", "42P01", "0A000", "42501"}
