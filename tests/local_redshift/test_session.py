"""Transactions, settings and errors as a client of Redshift sees them."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure

Connect = Callable[..., Any]


def count(cursor: Any, table: str) -> int:
    cursor.execute(f"select count(*) from {table}")
    return int(cursor.fetchone()[0])


def test_what_is_committed_is_seen_and_what_is_rolled_back_is_not(
    connect: Connect, cursor: Any, table: str
) -> None:
    writer = connect()
    writer.cursor().execute(f"insert into {table} values (1, 'kept')")
    assert count(cursor, table) == 0
    writer.commit()
    assert count(cursor, table) == 1
    writer.cursor().execute(f"insert into {table} values (2, 'dropped')")
    writer.rollback()
    assert count(cursor, table) == 1


def test_an_error_fails_the_transaction_until_rollback(connect: Connect, table: str) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute(f"insert into {table} values (1, 'x')")
    with pytest.raises(Failure) as caught:
        cursor.execute(f"insert into {table} values (2, 'longer than ten bytes')")
    assert caught.value.args[0]["C"] == "22001"
    with pytest.raises(Failure) as caught:
        cursor.execute("select 1")
    assert caught.value.args[0]["C"] == "25P02"
    connection.rollback()
    assert count(cursor, table) == 0


def test_commit_of_a_failed_transaction_rolls_back(connect: Connect, table: str) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute(f"insert into {table} values (1, 'x')")
    with pytest.raises(Failure):
        cursor.execute("select * from nope")
    connection.commit()
    assert count(cursor, table) == 0


def test_a_failed_statement_in_autocommit_leaves_nothing(cursor: Any, table: str) -> None:
    with pytest.raises(Failure):
        cursor.execute(f"insert into {table} values (1, 'x'), (2, 'longer than ten bytes')")
    assert count(cursor, table) == 0
    cursor.execute(f"insert into {table} values (1, 'x')")
    assert count(cursor, table) == 1


def test_the_snapshot_begins_at_the_first_statement_and_not_at_begin(
    connect: Connect, cursor: Any, table: str
) -> None:
    # docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
    reader = connect(autocommit=True).cursor()
    reader.execute("begin")
    cursor.execute(f"insert into {table} values (1, 'x')")
    assert count(reader, table) == 1
    cursor.execute(f"insert into {table} values (2, 'y')")
    assert count(reader, table) == 1
    reader.execute("commit")
    assert count(reader, table) == 2


def test_truncate_commits_the_transaction_it_is_in(
    connect: Connect, cursor: Any, table: str
) -> None:
    # docs.aws.amazon.com/redshift/latest/dg/r_TRUNCATE.html
    cursor.execute(f"insert into {table} values (1, 'x')")
    cursor.execute("create table public.before_truncate (a integer)")
    connection = connect()
    other = connection.cursor()
    other.execute("insert into public.before_truncate values (1)")
    other.execute(f"truncate {table}")
    connection.rollback()
    assert count(cursor, table) == 0
    assert count(cursor, "public.before_truncate") == 1


def test_tables_created_in_a_transaction_that_rolls_back_are_gone(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("create table public.undone (a integer)")
    connection.rollback()
    with pytest.raises(Failure) as caught:
        cursor.execute("select * from public.undone")
    assert caught.value.args[0]["C"] == "42P01"


def test_a_temporary_table_is_its_sessions_own(connect: Connect) -> None:
    one, two = connect(autocommit=True).cursor(), connect(autocommit=True).cursor()
    one.execute("create temp table mine (a integer)")
    two.execute("create temp table mine (a integer)")
    one.execute("insert into mine values (1)")
    assert (count(one, "mine"), count(two, "mine")) == (1, 0)


def test_vacuum_is_refused_in_a_transaction_block(connect: Connect) -> None:
    cursor = connect().cursor()
    with pytest.raises(Failure) as caught:
        cursor.execute("vacuum")
    assert caught.value.args[0]["C"] == "25001"


@pytest.mark.parametrize(
    ("sql", "sqlstate", "message"),
    [  # a SQLSTATE of None is the dialect's to choose
        ("select * from nope", "42P01", 'relation "nope" does not exist'),
        ("select nope from public.errors", "42703", 'column "nope" does not exist'),
        ("select a, count(*) from public.errors", "42803", "GROUP BY"),
        ("select a from public.errors x, public.errors y", "42702", '"a" is ambiguous'),
        ("selct 1", None, "selct"),
        ("insert into nope.t values (1)", None, "nope"),
        ("create table public.errors (a integer)", "42P07", '"errors" already exists'),
        ("create schema public", "42P06", 'schema "public" already exists'),
        ("insert into public.errors values (null, 'x')", "23502",
         "Cannot insert a NULL value into column a"),
        ("insert into public.errors values (1, 'four')", "22001",
         "value too long for type character varying(3)"),
        ("insert into public.errors values ('x', 'y')", "22P02", '"x"'),
        ("select cast(99999999999 as integer)", "22003", "out of range"),
        ("select cast(300000000 as integer) * 100", "22003", "out of range"),
        ("select cast('2018-13-01' as date)", "22008", "2018-13-01"),
        ("select cast('monday' as date)", "22007", "monday"),
        ("select 1 / 0", "22012", "ivi"),
        ("select (select a from public.errors)", "21000", "more than one row"),
        ("drop table nope", "42P01", "nope"),
        ("set nope to 1", "42704", 'unrecognized configuration parameter "nope"'),
    ],
)  # fmt: skip
def test_errors_have_redshifts_sqlstate_and_words(
    cursor: Any, sql: str, sqlstate: str | None, message: str
) -> None:
    cursor.execute("create table if not exists public.errors (a integer not null, b varchar(3))")
    cursor.execute("delete from public.errors")
    cursor.execute("insert into public.errors values (1, 'x'), (2, 'y')")
    with pytest.raises(Failure) as caught:
        cursor.execute(sql)
    error = caught.value.args[0]
    assert sqlstate in (error["C"], None)
    assert message.lower() in error["M"].lower()
    assert not any(word in str(error) for word in ("Error:", "LINE 1", "DuckDB", "Candidate"))


def test_changes_that_conflict_with_the_snapshot_are_a_serialization_failure(
    connect: Connect, cursor: Any, table: str
) -> None:
    # docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
    cursor.execute(f"insert into {table} values (1, 'x')")
    late = connect().cursor()
    assert count(late, table) == 1
    cursor.execute(f"update {table} set name = 'early'")
    with pytest.raises(Failure) as caught:
        late.execute(f"update {table} set name = 'late'")
    assert caught.value.args[0]["C"] == "40001"
    assert caught.value.args[0]["M"] == "1023"
    assert table in caught.value.args[0]["D"]


def test_show_tells_what_set_did_until_reset(cursor: Any) -> None:
    cursor.execute("set application_name to 'tests'")
    cursor.execute("show application_name")
    assert cursor.fetchone() == ["tests"]
    cursor.execute("reset application_name")
    cursor.execute("show application_name")
    assert cursor.fetchone() == [""]


def test_a_setting_of_a_transaction_that_rolls_back_is_undone(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("set query_group to 'nightly'")
    connection.rollback()
    cursor.execute("show query_group")
    assert cursor.fetchone() == ["default"]


def test_search_path_decides_where_bare_names_are_found(cursor: Any) -> None:
    cursor.execute("create schema if not exists elsewhere")
    cursor.execute("create table elsewhere.placed (a integer)")
    with pytest.raises(Failure):
        cursor.execute("select * from placed")
    cursor.execute("set search_path to missing, elsewhere, public")
    assert count(cursor, "placed") == 0


def test_many_connections_work_at_the_same_time(connect: Connect, cursor: Any, table: str) -> None:
    connections = [connect(autocommit=True) for _ in range(20)]
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            own = connections[number].cursor()
            for step in range(5):
                own.execute(f"insert into {table} values (%s, 'x')", (number * 5 + step,))
                own.execute(f"select count(*) from {table}")
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count(cursor, table) == 100


def test_the_driver_can_prepare_again_what_failed_before(cursor: Any) -> None:
    with pytest.raises(Failure):
        cursor.execute("select * from public.made_later")
    cursor.execute("create table public.made_later (a integer)")
    cursor.execute("select * from public.made_later")
    assert cursor.fetchall() == ()


def test_a_commit_that_fails_ends_the_transaction(connect: Connect, cursor: Any) -> None:
    cursor.execute("create schema doomed")
    cursor.execute("create table doomed.t (a integer)")
    connection = connect()
    late = connection.cursor()
    late.execute("insert into doomed.t values (1)")
    cursor.execute("drop schema doomed cascade")
    with pytest.raises(Failure) as caught:
        connection.commit()
    assert caught.value.args[0]["C"] == "40001"
    assert not connection.in_transaction
    late.execute("select 1")
    assert late.fetchone() == [1]


@pytest.mark.stand_in_alone("other warehouses are asked with a search path of the tests' own")
def test_bare_names_belong_to_the_first_schema_of_the_path_that_exists(
    connect: Connect, cursor: Any
) -> None:
    def ask(text: str) -> Any:
        cursor.execute(text)
        return cursor.fetchall()[0][0]

    assert ask("select current_schema()") == "public"
    cursor.execute("create schema awsuser")
    try:
        assert ask("select current_schema()") == "awsuser"
        cursor.execute("create table of_the_user (a integer)")
        assert ask("select count(*) from awsuser.of_the_user") == 0
        other = connect(autocommit=True).cursor()
        other.execute("insert into of_the_user values (1)")
        assert ask("select a from of_the_user") == 1
    finally:
        cursor.execute("drop schema awsuser cascade")
    assert ask("select current_schema()") == "public"


def test_a_schema_that_is_rolled_back_is_not_looked_into(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("set search_path to fleeting, public")
    connection.commit()
    cursor.execute("create schema fleeting")
    cursor.execute("select current_schema()")
    assert cursor.fetchone() == ["fleeting"]
    connection.rollback()
    cursor.execute("select current_schema()")
    assert cursor.fetchone() == ["public"]


@pytest.mark.parametrize(
    "statement",
    [
        "analyze nothere",
        "analyze verbose public.nothere (a)",
        "vacuum full nothere to 75 percent",
        "alter table nothere owner to somebody",
    ],
)
def test_upkeep_of_a_missing_table_is_an_error(cursor: Any, statement: str) -> None:
    with pytest.raises(Failure) as caught:
        cursor.execute(statement)
    assert caught.value.args[0]["C"] == "42P01"


def test_upkeep_of_a_table_does_nothing(cursor: Any, table: str) -> None:
    for statement in ("analyze", "vacuum", "vacuum reindex {}", "alter table {} owner to awsuser"):
        cursor.execute(statement.format(table))


def test_all_settings_are_shown_and_reset(cursor: Any) -> None:
    cursor.execute("set query_group to 'night'")
    cursor.execute("reset all")
    cursor.execute("show all")
    names = [column[0] for column in cursor.description]
    shown = dict(zip(names, cursor.fetchone(), strict=True))
    assert shown["query_group"] == "default"
    assert shown["transaction_isolation"] == "serializable"
