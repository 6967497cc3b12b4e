"""psycopg 2 and 3: parameters, cursors with a name, pipelines, read-only transactions."""

from typing import Any

import pytest

from local_redshift import Endpoint


def options(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "host": endpoint.host,
        "port": endpoint.port,
        "dbname": endpoint.database,
        "user": endpoint.user,
        "password": endpoint.password,
    }


@pytest.mark.parametrize("module", ["psycopg", "psycopg2"])
def test_a_cursor_with_a_name_gives_rows_in_parts(demo: Endpoint, module: str) -> None:
    with pytest.importorskip(module).connect(**options(demo)) as connection:
        cursor = connection.cursor(name="parts")
        cursor.execute("select id from demo.t where id > %s order by id", (0,))
        assert cursor.fetchone() == (1,)
        assert cursor.fetchall() == [(2,)]
        cursor.close()


def test_pipelines_prepared_statements_and_streams(demo: Endpoint) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(**options(demo), autocommit=True) as connection:
        with connection.pipeline():
            first, second = connection.execute("select 1"), connection.execute("select 2")
            assert (first.fetchone(), second.fetchone()) == ((1,), (2,))
        text = "select id from demo.t where id = %s"
        found = [connection.execute(text, (n,), prepare=True).fetchall() for n in (1, 2, 3)]
        assert found == [[(1,)], [(2,)], []]
        assert list(connection.cursor().stream("select id from demo.t order by 1")) == [(1,), (2,)]


def test_prepared_statements_are_forgotten_when_the_client_says_so(demo: Endpoint) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(**options(demo)) as connection:
        text = "select id from demo.t where id = %s"
        for round_trip in range(2):  # a roll-back makes the client deallocate all
            rows = [connection.execute(text, (n,)).fetchall() for n in range(7)]
            assert rows[:3] == [[], [(1,)], [(2,)]], round_trip
            connection.rollback()


def test_a_read_only_transaction_writes_nothing(demo: Endpoint) -> None:
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(**options(demo))
    connection.set_session(readonly=True)
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
        connection.cursor().execute("delete from demo.t")
    connection.close()
