"""VARCHAR(n) and CHAR(n) hold in tables that are made of others.

docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html,
docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html (LIKE),
docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
"""

from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure


def types(cursor: Any, table: str) -> list[str]:
    name = table.removeprefix("public.")
    cursor.execute(
        f'select "type" from pg_table_def where tablename = \'{name}\' order by "column"'
    )
    return [kind for (kind,) in cursor.fetchall()]


def refuses(cursor: Any, table: str, values: str) -> bool:
    with pytest.raises(Failure) as caught:
        cursor.execute(f"insert into {table} values ({values})")
    return bool(caught.value.args[0]["C"] == "22001")


@pytest.mark.parametrize(
    "query",
    [
        "select * from {}",
        "select t.* from {} t",
        "select t.id, t.name as other from {} t",
        "select id, name from {} where id = 1",
        "select id, max(name) from {} group by id",
        "select 1::integer, cast('a' as varchar(10))",
    ],
)
def test_a_table_made_of_a_query_keeps_the_lengths_of_its_columns(
    cursor: Any, table: str, query: str
) -> None:
    cursor.execute(f"insert into {table} values (1, 'a')")
    cursor.execute(f"create table {table}_n (id, name) as {query.format(table)}")
    assert types(cursor, f"{table}_n") == ["integer", "character varying(10)"]
    assert refuses(cursor, f"{table}_n", "2, 'äöüäöü'")
    cursor.execute(f"select name from {table}_n")
    assert cursor.fetchall() == (["a"],)


def test_columns_of_a_join_are_told_apart(cursor: Any, table: str) -> None:
    cursor.execute(f"create table {table}_o (k integer, word char(3))")
    cursor.execute(f"create table {table}_n as select * from {table} join {table}_o on id = k")
    assert types(cursor, f"{table}_n") == [
        "integer", "integer", "character varying(10)", "character(3)",
    ]  # fmt: skip


def test_an_expression_has_no_limit_here(cursor: Any, table: str) -> None:
    cursor.execute(f"create table {table}_n as select name || 'x' as name from {table}")
    assert types(cursor, f"{table}_n") == ["character varying(65535)"]


def test_a_temporary_table_made_of_a_query_keeps_lengths(cursor: Any, table: str) -> None:
    cursor.execute(f"create temp table scratch as select * from {table}")
    assert refuses(cursor, "scratch", "1, '12345678901'")


def test_like_copies_lengths_and_not_null_and_defaults_only_when_asked(cursor: Any) -> None:
    cursor.execute(
        "create table public.model (a integer not null, b varchar(2) default 'x', c char(1))"
    )
    cursor.execute("create table public.plain (like model)")
    cursor.execute("create table public.whole (like public.model including defaults)")
    assert types(cursor, "plain") == ["integer", "character varying(2)", "character(1)"]
    assert refuses(cursor, "plain", "1, 'abc', 'a'")
    for name, expected in (("plain", None), ("whole", "x")):
        cursor.execute(f"insert into public.{name} (a) values (1)")
        cursor.execute(f"select b from public.{name}")
        assert cursor.fetchone() == [expected]
        with pytest.raises(Failure) as caught:
            cursor.execute(f"insert into public.{name} (a) values (null)")
        assert caught.value.args[0]["C"] == "23502"
    cursor.execute("create table if not exists public.plain (like model)")
    cursor.execute("select count(*) from public.plain")
    assert cursor.fetchone() == [1]


def test_an_added_column_has_its_length_and_the_rest_stays(cursor: Any, table: str) -> None:
    cursor.execute(f"comment on table {table} is 'kept'")
    cursor.execute(f"insert into {table} values (1, 'a')")
    cursor.execute(f"create view {table}_v as select id from {table}")
    cursor.execute(f"alter table {table} add column code varchar(3) default 'abc'")
    assert refuses(cursor, table, "1, 'a', 'abcd'")
    assert refuses(cursor, table, "1, '12345678901', 'abc'")
    cursor.execute(f"select id, name, code from {table}")
    assert cursor.fetchall() == ([1, "a", "abc"],)
    cursor.execute(f"select id from {table}_v")
    assert cursor.fetchall() == ([1],)
    name = table.removeprefix("public.")
    cursor.execute(f"select remarks from svv_tables where table_name = '{name}'")
    assert cursor.fetchone() == ["kept"]
