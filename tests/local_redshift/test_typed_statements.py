"""Statements that people who read a warehouse type.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html, a page a command.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

Connect = Callable[..., Any]


@pytest.fixture
def rows(cursor: Any) -> Iterator[Callable[..., list[Any]]]:
    """Runs statements beside the schema `typed` and gives the rows of the last."""
    cursor.execute("create schema typed")
    cursor.execute("create table typed.t (id integer not null, name varchar(9) default 'x')")
    cursor.execute("insert into typed.t values (1, 'a'), (2, 'b'), (3, 'c')")
    cursor.execute("create view typed.v as select id from typed.t")

    def run(text: str, *values: Any) -> list[Any]:
        cursor.execute(text, values or None)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    yield run
    cursor.execute("rollback")
    cursor.execute("drop schema typed cascade")


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(DriverError) as caught:
        call()
    state: str = caught.value.args[0]["C"]
    return state


Rows = Callable[..., list[Any]]


def test_explain_tells_a_plan_and_runs_nothing(rows: Rows) -> None:
    assert any("t" in line for (line,) in rows("explain select * from typed.t where id = 1"))
    rows("explain delete from typed.t")
    assert rows("select count(*) from typed.t") == [(3,)]


def test_a_cursor_is_fetched_and_closed_inside_a_transaction(rows: Rows) -> None:
    rows("begin")
    rows("declare c cursor for select id from typed.t order by id")
    assert rows("fetch next from c") == [(1,)]
    assert rows("fetch forward 1 from c") == [(2,)]
    assert rows("fetch all from c") == [(3,)]
    assert rows("fetch forward all from c") == []
    rows("close c")
    assert refusal(lambda: rows("fetch 1 from c")) == "34000"


def test_a_cursor_needs_a_transaction_and_ends_with_it(rows: Rows) -> None:
    assert refusal(lambda: rows("declare c cursor for select 1")) == "25P01"
    rows("begin")
    rows("declare c cursor for select 1")
    rows("commit")
    assert refusal(lambda: rows("fetch 1 from c")) == "34000"


def test_a_read_only_transaction_writes_nothing(rows: Rows) -> None:
    rows("begin read only")
    assert rows("select count(*) from typed.t") == [(3,)]
    assert refusal(lambda: rows("delete from typed.t")) == "25006"
    rows("rollback")
    rows("delete from typed.t where id = 3")
    assert rows("select count(*) from typed.t") == [(2,)]


def test_select_into_makes_a_table_with_the_lengths_of_its_source(rows: Rows) -> None:
    rows("select id, name into typed.copied from typed.t where id < 3")
    assert rows("select * from typed.copied order by id") == [(1, "a"), (2, "b")]
    length = "select character_maximum_length from svv_columns where table_name = 'copied'"
    assert rows(f"{length} and column_name = 'name'") == [(9,)]
    rows("select id into temp only_here from typed.t")
    assert rows("select count(*) from only_here") == [(3,)]


def test_show_lists_what_is_there(rows: Rows) -> None:
    assert [row[:4] for row in rows("show tables from schema dev.typed")] == [
        ("dev", "typed", "t", "TABLE"),
        ("dev", "typed", "v", "VIEW"),
    ]
    assert [row[2] for row in rows("show tables from schema typed like 't%' limit 5")] == ["t"]
    columns = rows("show columns from table dev.typed.t")
    assert [(row[3], row[7], row[8]) for row in columns] == [
        ("id", "integer", None),
        ("name", "character varying", 9),
    ]
    assert "typed" in [row[1] for row in rows("show schemas from database dev")]
    assert [row[0] for row in rows("show databases")] == ["dev"]
    assert rows("show grants on table typed.t") == []
    assert rows("show tables from schema other.typed") == []


def test_show_table_and_view_tell_their_definition(rows: Rows) -> None:
    [(definition,)] = rows("show table typed.t")
    assert [line.strip() for line in definition.splitlines()] == [
        "CREATE TABLE typed.t (",
        "id integer NOT NULL ENCODE az64,",
        "name character varying(9) DEFAULT 'x' ENCODE lzo",
        ")",
        "DISTSTYLE AUTO;",
    ]
    assert "typed.t" in rows("show view typed.v")[0][0]


def test_a_statement_and_a_session_are_ended_by_their_process(rows: Rows, connect: Connect) -> None:
    other = connect(autocommit=True)
    cursor = other.cursor()
    cursor.execute("select pg_backend_pid()")
    [pid] = cursor.fetchone()
    ended: list[str] = []

    def run() -> None:
        numbers = "with recursive n(i) as (select 1 union all select i + 1 from n)"
        ended.append(refusal(lambda: cursor.execute(f"{numbers} select max(i) from n")))

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.3)
    rows(f"cancel {pid} 'too slow'")
    thread.join(timeout=20)
    assert ended == ["57014"]
    assert rows(f"select pg_terminate_backend({pid})") == [(1,)]
    with pytest.raises((DriverError, OSError)):
        cursor.execute("select 1")
    assert rows("select pg_terminate_backend(1)") == [(0,)]


def test_a_session_is_ended_by_the_number_that_is_bound(connect: Connect, rows: Rows) -> None:
    other = connect(autocommit=True).cursor()
    other.execute("select pg_backend_pid()")
    [[pid]] = other.fetchall()
    assert rows("select pg_terminate_backend(%s)", pid) == [(1,)]
    with pytest.raises((DriverError, OSError)):
        other.execute("select 1")
    assert rows("select pg_terminate_backend(%s)", 1) == [(0,)]
    assert refusal(lambda: rows("select pg_terminate_backend(%s)", "one")) == "22P02"


@pytest.mark.parametrize("kind", ["json", "uuid", "serial", "int[]", "bytea", "oid", "tstzrange"])
def test_types_that_redshift_lacks_are_refused_with_the_column(rows: Rows, kind: str) -> None:
    with pytest.raises(DriverError, match=r'Column "t1\.a" has unsupported type'):
        rows(f"create table typed.t1 (a {kind})")


def test_the_runbooks_own_statements_run(rows: Rows) -> None:
    rows("select pid, txn_start, relation, lock_mode from svv_transactions where granted")
    rows("create group a")
    rows("alter default privileges for user etl in schema typed grant select on tables to group a")
    rows("alter default privileges for user etl in schema typed revoke all on tables from group a")
    rows("drop group a")


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("select count(*) from pg_class where oid = 'typed.t'::regclass::oid and relname = 't'", 1),
        ("select format_type(1043, 14)", "character varying(10)"),
        ("select format_type(1700, 655366)", "numeric(10,2)"),
        ("select pg_get_userbyid(100)", "awsuser"),
        (r"select E'a\tb'", "a\tb"),
        ("select count(*) from generate_series(1, 3)", 3),
        ("select datname operator(pg_catalog.~) '^d' from pg_catalog.pg_database", True),
        ("select array_to_string(array[1, 2], '-') from pg_user", "1-2"),
        ("select datname::text collate \"default\" from pg_database", "dev"),
        ("select max(table_catalog) from information_schema.tables where table_schema = 'typed'",
         "dev"),
    ],
)  # fmt: skip
def test_what_the_leader_node_alone_computes(rows: Rows, query: str, value: Any) -> None:
    assert rows(query) == [(value,)]


def test_functions_of_the_leader_node_are_refused_beside_tables(rows: Rows) -> None:
    assert refusal(lambda: rows("select pg_get_userbyid(100) from typed.t")) == "0A000"
    assert refusal(lambda: rows("select regclass_oid('typed.t')")) == "0A000"


def test_a_prepared_statement_runs_with_its_values(rows: Rows) -> None:
    rows(
        "prepare named (integer, varchar) as"
        " select id, '$1' from typed.t where id > $1 or name = $2"
    )
    assert sorted(rows("execute named (2, 'a')")) == [(1, "$1"), (3, "$1")]
    assert rows("execute named (1 + 1, 'it''s, (b)')") == [(3, "$1")]
    assert refusal(lambda: rows("execute named (1)")) == "42601"
    assert refusal(lambda: rows("prepare named as select 1")) == "42P05"
    rows("deallocate named")
    assert refusal(lambda: rows("execute named (2, 'b')")) == "26000"
    rows("prepare named as delete from typed.t where id = $1")
    rows("execute named (3)")
    assert rows("select max(id) from typed.t") == [(2,)]


def test_execute_runs_what_is_prepared_under_the_name_now(rows: Rows) -> None:
    for number in (1, 2):
        rows(f"prepare latest as select {number} as n")
        assert rows("execute latest") == [(number,)]
        rows("deallocate latest")
