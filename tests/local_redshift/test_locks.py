"""One writer per table, and who has it alone keeps readers out.

docs.aws.amazon.com/redshift/latest/dg/c_write_readwrite.html,
docs.aws.amazon.com/redshift/latest/dg/r_LOCK.html,
repost.aws/knowledge-center/prevent-locks-blocking-queries-redshift
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure

from local_redshift.errors import RedshiftError
from local_redshift.interruption import Interruption
from local_redshift.locks import LockTable

Connect = Callable[..., Any]


def in_thread(action: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    failures: list[Exception] = []

    def run() -> None:
        try:
            action()
        except (RedshiftError, Failure) as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failures


def take(locks: LockTable, backend_pid: int, table: str) -> None:
    with Interruption(locks.wake) as interruption:
        locks.acquire(backend_pid, table, interruption)


def test_a_second_writer_waits_for_the_first() -> None:
    locks = LockTable()
    take(locks, 1, "star.users")
    thread, failures = in_thread(lambda: take(locks, 2, "star.users"))
    thread.join(0.1)
    assert thread.is_alive()
    locks.release_all(1)
    thread.join(60)
    assert not thread.is_alive()
    assert failures == []


def test_writers_are_served_in_the_order_they_came() -> None:
    locks = LockTable()
    served: list[int] = []
    take(locks, 1, "t")

    def wait_in_line(backend_pid: int) -> None:
        take(locks, backend_pid, "t")
        served.append(backend_pid)
        locks.release_all(backend_pid)

    threads = []
    for backend_pid in (2, 3, 4):
        threads.append(in_thread(lambda pid=backend_pid: wait_in_line(pid))[0])  # type: ignore[misc]
        time.sleep(0.05)
    locks.release_all(1)
    for thread in threads:
        thread.join(60)
    assert served == [2, 3, 4]


def test_a_table_may_be_taken_twice_by_its_owner() -> None:
    locks = LockTable()
    take(locks, 1, "t")
    take(locks, 1, "t")


def test_a_circle_of_three_is_a_deadlock_and_only_the_last_fails() -> None:
    locks = LockTable()
    for backend_pid, table in enumerate("abc"):
        take(locks, backend_pid, table)
    first, first_failures = in_thread(lambda: take(locks, 0, "b"))
    second, second_failures = in_thread(lambda: take(locks, 1, "c"))
    time.sleep(0.1)
    with pytest.raises(RedshiftError) as caught:
        take(locks, 2, "a")
    assert caught.value.sqlstate == "40P01"
    locks.release_all(2)
    second.join(60)
    locks.release_all(1)
    first.join(60)
    assert first_failures == second_failures == []


def test_many_writers_of_one_table_hand_it_over_without_a_convoy() -> None:
    locks, rounds = LockTable(), 10
    begun_at = time.process_time()
    threads = []
    for backend_pid in range(1, 65):

        def write_often(pid: int = backend_pid) -> None:
            for _ in range(rounds):
                take(locks, pid, "public.t")
                time.sleep(0.001)  # the others get in line meanwhile
                locks.release_all(pid)

        threads.append(in_thread(write_often))
    for thread, errors in threads:
        thread.join(300)
        assert not errors
    # CPU, which other work does not change: 0.1 s, and 6 s when all wake each time
    assert time.process_time() - begun_at < 2


def test_an_interrupted_wait_leaves_the_line() -> None:
    locks = LockTable()
    take(locks, 1, "t")
    interruption = Interruption(locks.wake)

    def wait() -> None:
        with interruption:
            locks.acquire(2, "t", interruption)

    thread, failures = in_thread(wait)
    time.sleep(0.05)
    interruption.cancel()
    thread.join(60)
    assert [error.sqlstate for error in failures if isinstance(error, RedshiftError)] == ["57014"]
    locks.release_all(1)
    take(locks, 3, "t")


def test_a_writer_waits_and_then_sees_what_the_first_committed(
    connect: Connect, cursor: Any, table: str
) -> None:
    cursor.execute(f"insert into {table} values (1, 'a')")
    first, second = connect(), connect()
    first.cursor().execute(f"update {table} set id = id + 1")
    thread, failures = in_thread(lambda: second.cursor().execute(f"update {table} set id = id + 1"))
    thread.join(0.3)
    assert thread.is_alive()
    first.commit()
    thread.join(10)
    second.commit()
    assert failures == []
    cursor.execute(f"select id from {table}")
    assert cursor.fetchall() == ([3],)


def test_lock_makes_other_writers_wait_until_their_timeout(connect: Connect, table: str) -> None:
    holder, waiter = connect(), connect(autocommit=True).cursor()
    holder.cursor().execute(f"lock {table}")
    waiter.execute("set statement_timeout to 200")
    begun = time.monotonic()
    with pytest.raises(Failure) as caught:
        waiter.execute(f"delete from {table}")
    assert caught.value.args[0]["C"] == "57014"
    assert time.monotonic() - begun < 60
    holder.rollback()
    waiter.execute(f"delete from {table}")


def test_locking_a_missing_table_is_an_error(connect: Connect) -> None:
    with pytest.raises(Failure) as caught:
        connect().cursor().execute("lock public.missing")
    assert caught.value.args[0]["C"] == "42P01"


def test_writers_of_different_tables_do_not_wait(connect: Connect, cursor: Any, table: str) -> None:
    cursor.execute("create table public.unrelated (a integer)")
    connect().cursor().execute(f"lock {table}")
    cursor.execute("set statement_timeout to 2000")
    cursor.execute("insert into public.unrelated values (1)")


def test_readers_do_not_wait_for_writers(connect: Connect, cursor: Any, table: str) -> None:
    connect().cursor().execute(f"insert into {table} values (1, 'a')")
    cursor.execute("set statement_timeout to 2000")
    cursor.execute(f"select count(*) from {table}")
    assert cursor.fetchone() == [0]


def begin_with(connect: Connect, statement: str) -> Any:
    connection = connect()
    connection.cursor().execute(statement)
    return connection


@pytest.mark.parametrize("statement", ["lock {}", "drop table {}", "alter table {} rename id to k"])
def test_readers_wait_for_who_has_the_table_alone(
    connect: Connect, cursor: Any, table: str, statement: str
) -> None:
    holder = begin_with(connect, statement.format(table))
    thread, failures = in_thread(lambda: cursor.execute(f"select count(*) from {table}"))
    thread.join(0.3)
    assert thread.is_alive()
    holder.rollback()
    thread.join(10)
    assert failures == []
    assert cursor.fetchone() == [0]


def test_readers_of_a_view_wait_for_who_has_its_table_alone(
    connect: Connect, cursor: Any, table: str
) -> None:
    cursor.execute(f"create view {table}_v as select id from {table}")
    cursor.execute(f"create view {table}_w as select id from {table}_v")
    connect().cursor().execute(f"lock {table}")
    cursor.execute("set statement_timeout to 200")
    with pytest.raises(Failure) as caught:
        cursor.execute(f"select id from {table}_w")
    assert caught.value.args[0]["C"] == "57014"


def test_a_reader_that_was_there_first_is_not_disturbed(
    connect: Connect, cursor: Any, table: str
) -> None:
    cursor.execute(f"insert into {table} values (1, 'a')")
    reader = begin_with(connect, f"select * from {table}")
    dropping = connect(autocommit=True).cursor()
    thread, failures = in_thread(lambda: dropping.execute(f"truncate {table}"))
    thread.join(0.3)
    assert thread.is_alive()  # until the reader's transaction ends
    rows = reader.cursor()
    rows.execute(f"select id from {table}")
    assert rows.fetchall() == ([1],)
    reader.commit()
    thread.join(10)
    assert failures == []
    cursor.execute(f"select count(*) from {table}")
    assert cursor.fetchone() == [0]


def test_readers_that_both_want_the_table_alone_are_a_deadlock(
    connect: Connect, table: str
) -> None:
    one = begin_with(connect, f"select * from {table}")
    two = begin_with(connect, f"select * from {table}")
    thread, failures = in_thread(lambda: one.cursor().execute(f"lock {table}"))
    time.sleep(0.2)
    with pytest.raises(Failure) as caught:
        two.cursor().execute(f"lock {table}")
    assert caught.value.args[0]["C"] == "40P01"
    thread.join(10)
    assert failures == []


def test_a_table_is_one_table_with_and_without_its_schema(
    connect: Connect, cursor: Any, table: str
) -> None:
    begin_with(connect, f"insert into {table} values (1, 'a')")
    cursor.execute("set statement_timeout to 200")
    with pytest.raises(Failure) as caught:
        cursor.execute(f"insert into {table.removeprefix('public.')} values (1, 'a')")
    assert caught.value.args[0]["C"] == "57014"


def test_a_deadlock_between_clients_fails_one_and_the_other_goes_on(
    connect: Connect, cursor: Any, table: str
) -> None:
    cursor.execute(f"create table {table}_b (id integer, name varchar(10))")
    one, two = connect(), connect()
    one.cursor().execute(f"insert into {table} values (1, 'one')")
    two.cursor().execute(f"insert into {table}_b values (2, 'two')")
    thread, failures = in_thread(
        lambda: one.cursor().execute(f"insert into {table}_b values (1, 'one')")
    )
    time.sleep(0.2)
    with pytest.raises(Failure) as caught:
        two.cursor().execute(f"insert into {table} values (2, 'two')")
    assert caught.value.args[0]["C"] == "40P01"
    thread.join(10)
    one.commit()
    two.rollback()
    assert failures == []
    cursor.execute(f"select count(*) from {table}_b")
    assert cursor.fetchone() == [1]


def test_temporary_tables_of_one_name_do_not_wait_for_each_other(connect: Connect) -> None:
    for _ in range(2):
        own = connect().cursor()
        own.execute("set statement_timeout to 2000")
        own.execute("create temp table scratch (a integer)")
        own.execute("insert into scratch values (1)")
        own.execute("drop table scratch")
