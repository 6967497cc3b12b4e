"""Statements that define, change and merge, and what the server learns of each."""

from typing import Any

import duckdb
import pytest

from local_redshift import dialect
from local_redshift.dialect import Kind

USERS = """
    create table if not exists star.users (
        user_id bigint not null distkey,
        first_name varchar(5) encode zstd default 'none',
        points numeric,
        share numeric(10, 2) encode az64,
        flag char(1),
        seen_at timestamp default sysdate,
        primary key (user_id),
        unique (first_name),
        foreign key (user_id) references star.people (id)
    )
    diststyle key
    compound sortkey (user_id, seen_at)
    backup no
"""


@pytest.fixture
def users(warehouse: Any) -> Any:
    warehouse.run("create schema star")
    warehouse.run(USERS)
    return warehouse


def test_keys_are_not_enforced(users: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html."""
    users.run("insert into star.users (user_id) values (1), (1)")
    assert users.run("select count(*) from star.users") == [(2,)]


def test_a_varchar_takes_its_length_in_bytes(users: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html."""
    users.run("insert into star.users (user_id, first_name) values (1, 'ab€')")
    with pytest.raises(duckdb.ConstraintException, match="strlen"):
        users.run("insert into star.users (user_id, first_name) values (1, 'a€€')")
    with pytest.raises(duckdb.ConstraintException, match="strlen"):
        users.run("update star.users set first_name = 'too long'")


def test_blanks_at_the_end_of_a_char_do_not_count(users: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html."""
    users.run("insert into star.users (user_id, flag) values (1, 'a   ')")
    with pytest.raises(duckdb.ConstraintException, match="strlen"):
        users.run("insert into star.users (user_id, flag) values (1, 'ab')")


def test_a_bare_numeric_has_no_fraction(users: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_Numeric_types201.html."""
    users.run("insert into star.users (user_id, points, share) values (1, 12.7, 12.7)")
    assert users.run("select points::varchar, share::varchar from star.users") == [("13", "12.70")]


def test_not_null_and_defaults_are_kept(users: Any) -> None:
    users.run("insert into star.users (user_id, first_name) values (1, default)")
    assert users.run("select first_name, seen_at is null from star.users") == [("none", False)]
    with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
        users.run("insert into star.users (first_name) values ('x')")


def test_tables_are_made_from_queries_and_from_others(users: Any) -> None:
    users.run("insert into star.users (user_id) values (1)")
    users.run("create table copied distkey(user_id) as select user_id, 1 as one from star.users")
    users.run("create temp table renamed (a, b) as select * from copied")
    users.run("create table alike (like star.users including defaults)")
    assert users.run("select a, b from renamed") == [(1, 1)]
    assert users.run("select count(*) from alike") == [(0,)]


def test_views_are_made_and_replaced(users: Any) -> None:
    users.run(
        "create view star.v (id, now) as select user_id, getdate() from star.users"
        " with no schema binding"
    )
    users.run("create or replace view star.v as select 1 as one")
    assert users.run("select * from star.v") == [(1,)]
    users.run("drop view star.v")


def test_tables_are_altered(users: Any) -> None:
    users.run("insert into star.users (user_id) values (1)")
    users.run("alter table star.users add column city varchar(20) default 'Lyon'")
    users.run("alter table star.users rename column city to town")
    assert users.run("select town from star.users") == [("Lyon",)]
    users.run("alter table star.users drop column town")
    users.run("alter table star.users owner to someone")
    users.run("alter table star.users rename to people")
    assert users.run("select count(*) from star.people") == [(1,)]


def test_comments_are_kept(users: Any) -> None:
    users.run("comment on column star.users.user_id is 'ISO, 1 = Monday'")
    users.run("comment on table star.users is 'one row a user'")
    query = "select remarks from svv_columns where column_name = 'user_id'"
    assert users.run(query) == [("ISO, 1 = Monday",)]
    assert users.run("select remarks from svv_tables") == [("one row a user",)]


def test_rows_are_updated_and_deleted_through_other_tables(users: Any) -> None:
    users.run("insert into star.users (user_id) values (1), (2), (3)")
    users.run(
        "update star.users set first_name = s.name"
        " from (select 2 as id, 'two' as name) s where star.users.user_id = s.id"
    )
    users.run("delete from star.users using (select 3 as id) s where user_id = s.id")
    users.run("delete star.users where user_id = 1")
    assert users.run("select user_id, first_name from star.users") == [(2, "two")]
    users.run("truncate table star.users")
    assert users.run("select count(*) from star.users") == [(0,)]


@pytest.fixture
def merged(warehouse: Any) -> Any:
    """The tables of AWS's example."""
    for name, rows in {
        "target": "(101, 'Bob'), (102, 'John'), (103, 'Susan')",
        "source": "(102, 'Tony'), (103, 'Alice'), (104, 'Bill')",
    }.items():
        warehouse.run(f"create table {name} (id int, name char(10))")
        warehouse.run(f"insert into {name} values {rows}")
    return warehouse


MERGES = [
    (
        (
            "when matched then update set id = source.id, name = source.name"
            " when not matched then insert values (source.id, source.name)"
        ),
        [(101, "Bob"), (102, "Tony"), (103, "Alice"), (104, "Bill")],
    ),
    (
        (
            "when matched then update set name = case when source.id = 102 then upper(source.name)"
            " else null end when not matched then insert (name, id) values ($1, source.id)"
        ),
        [(101, "Bob"), (102, "TONY"), (103, None), (104, "new")],
    ),
    (
        "when matched then delete when not matched then insert values (source.id, source.name)",
        [(101, "Bob"), (104, "Bill")],
    ),
    ("remove duplicates", [(101, "Bob"), (102, "Tony"), (103, "Alice"), (104, "Bill")]),
]


@pytest.mark.parametrize(("clauses", "rows"), MERGES)
def test_merge_changes_and_adds_rows(
    merged: Any, clauses: str, rows: list[tuple[Any, ...]]
) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html."""
    merged.run(f"merge into target using source on target.id = source.id {clauses}", "new")
    assert merged.run("select * from target order by id") == rows


@pytest.mark.parametrize("action", ["update set name = source.name", "delete"])
def test_merge_fails_when_two_source_rows_match_one(merged: Any, action: str) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html."""
    merged.run("insert into source values (102, 'Once more')")
    with pytest.raises(duckdb.Error, match="multiple matches to update the same tuple"):
        merged.run(
            "merge into target using source on target.id = source.id"
            f" when matched then {action}"
            " when not matched then insert values (source.id, source.name)"
        )


def test_merge_with_remove_duplicates_adds_equal_rows_once(merged: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html."""
    merged.run("insert into source values (104, 'Bill')")
    merged.run("merge into target using source s on target.id = s.id remove duplicates")
    assert merged.run("select count(*) from target where id = 104") == [(1,)]


# statement, kind, tag, tables written, whether rows come back
FACTS: list[tuple[str, Kind, str, tuple[str, ...], bool]] = [
    ("select 1", Kind.SELECT, "SELECT", (), True),
    ("(select 1) union all (select 2)", Kind.SELECT, "SELECT", (), True),
    ("with a as (select 1) select * from a", Kind.SELECT, "SELECT", (), True),
    ("INSERT INTO Star.T values (1)", Kind.INSERT, "INSERT 0", ("star.t",), False),
    (
        "insert into t (a) with c as (select 1) select * from c",
        Kind.INSERT,
        "INSERT 0",
        ("public.t",),
        False,
    ),
    ("update t set a = 1", Kind.UPDATE, "UPDATE", ("public.t",), False),
    ("delete from dev.star.t", Kind.DELETE, "DELETE", ("star.t",), False),
    (
        "merge into t using s on t.a = s.a remove duplicates",
        Kind.MERGE,
        "MERGE",
        ("public.t",),
        False,
    ),
    ("create table t (a int)", Kind.CREATE, "CREATE TABLE", ("public.t",), False),
    ("create table t as select 1 as a", Kind.CREATE, "SELECT", ("public.t",), False),
    ("create view v as select 1", Kind.CREATE, "CREATE VIEW", ("public.v",), False),
    ("create schema if not exists s", Kind.CREATE, "CREATE SCHEMA", (), False),
    ("drop table if exists s.t cascade", Kind.DROP, "DROP TABLE", ("s.t",), False),
    ("alter table t rename to u", Kind.ALTER, "ALTER TABLE", ("public.t",), False),
    ("truncate t", Kind.TRUNCATE, "TRUNCATE TABLE", ("public.t",), False),
    ("comment on table t is null", Kind.COMMENT, "COMMENT", (), False),
    ("lock table a, s.b", Kind.LOCK, "LOCK TABLE", ("public.a", "s.b"), False),
    ("lock a", Kind.LOCK, "LOCK TABLE", ("public.a",), False),
    ("begin", Kind.BEGIN, "BEGIN", (), False),
    ("begin work isolation level serializable", Kind.BEGIN, "BEGIN", (), False),
    ("start transaction", Kind.BEGIN, "START TRANSACTION", (), False),
    ("commit transaction", Kind.COMMIT, "COMMIT", (), False),
    ("end", Kind.COMMIT, "COMMIT", (), False),
    ("abort", Kind.ROLLBACK, "ROLLBACK", (), False),
    ("analyze t", Kind.ANALYZE, "ANALYZE", ("public.t",), False),
    ("vacuum full t to 99 percent", Kind.VACUUM, "VACUUM", ("public.t",), False),
    ("grant select on t to u", Kind.GRANT, "GRANT", (), False),
    ("revoke all on t from u", Kind.GRANT, "REVOKE", (), False),
    ("show search_path", Kind.SHOW, "SHOW", (), True),
    ("", Kind.EMPTY, "", (), False),
    (" ; ", Kind.EMPTY, "", (), False),
    ("-- only words", Kind.EMPTY, "", (), False),
]


@pytest.mark.parametrize(
    ("sql", "kind", "tag", "written", "returns"), FACTS, ids=[fact[0] for fact in FACTS]
)
def test_the_server_is_told_what_a_statement_does(
    sql: str, kind: Kind, tag: str, written: tuple[str, ...], *, returns: bool
) -> None:
    found = dialect.parse(sql)
    assert (found.kind, found.tag, found.tables_written) == (kind, tag, written)
    assert found.returns_rows is returns
    assert found.text == sql


@pytest.mark.parametrize(
    ("sql", "name", "value"),
    [
        ("set search_path to star, public", "search_path", "star,public"),
        ("set query_group = 'nightly load'", "query_group", "nightly load"),
        ("SET statement_timeout TO 5000", "statement_timeout", "5000"),
        ("set session timezone to 'UTC'", "timezone", "UTC"),
        ("set extra_float_digits = -1", "extra_float_digits", "-1"),
        ("set autocommit to off", "autocommit", "off"),
        ("reset query_group", "query_group", ""),
        ("show timezone", "timezone", ""),
        ("show transaction isolation level", "transaction_isolation", ""),
    ],
)
def test_settings_are_told_by_name_and_value(sql: str, name: str, value: str) -> None:
    found = dialect.parse(sql)
    assert (found.setting, found.value) == (name, value)


def test_unqualified_tables_are_written_in_the_first_schema_of_the_search_path() -> None:
    assert dialect.parse("delete from t", ("star", "public")).tables_written == ("star.t",)
    assert dialect.parse("delete from t", ("ops", "star")).tables_written == ("ops.t",)
