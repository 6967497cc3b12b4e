"""Sources: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html,
https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_DETAIL.html
"""

import os
from pathlib import Path

import duckdb
import pytest

from local_redshift import allow_reading
from local_redshift.copying import LoadLog, bootstrap, parse_copy, run_copy
from local_redshift.database import open_database
from local_redshift.errors import RedshiftError

from .conftest import Loader

ERRORS = "select count(*) from redshift_catalog.sys_load_error_detail"
FILES = "select count(*) from redshift_catalog.sys_load_detail"


def count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    [(number,)] = connection.execute(sql).fetchall()
    return int(number)


@pytest.fixture
def statement(loader: Loader) -> str:
    loader.table("a integer")
    uri = loader.write("1.json", '{"a": 1}\n{"a": "x"}\n{"a": 3}')
    return f"copy target from '{uri}' json 'auto'"


def test_the_session_sees_its_rejected_lines_before_it_commits(
    loader: Loader, statement: str
) -> None:
    loader.connection.execute("begin")
    loader.run(f"{statement} maxerror 2")
    assert count(loader.connection, ERRORS) == 1
    loader.run(f"{statement} maxerror 2")
    assert count(loader.connection, ERRORS) == 2
    loader.connection.execute("commit")
    assert count(loader.connection, ERRORS) == 2


def test_other_sessions_see_rejected_lines_at_once(loader: Loader, statement: str) -> None:
    loader.connection.execute("begin")
    loader.run(f"{statement} maxerror 2")
    with loader.connection.cursor() as other:
        assert count(other, ERRORS) == 1
        assert count(other, FILES) == 1
    loader.connection.execute("rollback")


def test_rejected_lines_survive_a_rollback(loader: Loader, statement: str) -> None:
    loader.connection.execute("begin")
    loader.run(f"{statement} maxerror 2")
    loader.connection.execute("rollback")
    assert count(loader.connection, ERRORS) == 1
    assert loader.rows() == []


def test_rejected_lines_of_a_failed_load_are_told(loader: Loader, statement: str) -> None:
    loader.connection.execute("begin")
    with pytest.raises(RedshiftError):
        loader.run(statement)
    loader.connection.execute("rollback")
    assert count(loader.connection, ERRORS) == 1


def test_a_failed_load_tells_more_lines_than_the_first(loader: Loader) -> None:
    loader.table("a integer")
    with pytest.raises(RedshiftError):
        loader.load('{"a": "x"}\n' * 500)
    assert count(loader.connection, ERRORS) == 100


def test_each_file_has_its_figures(loader: Loader) -> None:
    loader.table("a integer")
    one = loader.write("1.json", '{"a": 1}\n{"a": 2}\n')
    two = loader.write("2.json", '{\n"a": 3\n}')
    large = loader.write("3.json", '{"a": 1, "rest": "%s"}\n' % ("x" * 999) * 1500)
    loader.copy(f"file://{loader.folder}/")
    assert loader.connection.execute(
        "select file_name, lines_scanned, bytes_scanned from redshift_catalog.sys_load_detail"
        " where query_id = 1 order by file_name"
    ).fetchall() == [(one, 2, 18), (two, 3, 10), (large, 1500, 1500 * 1020)]
    assert loader.connection.execute(
        "select filename, lines_scanned from redshift_catalog.stl_load_commits where query = 1"
        " order by filename"
    ).fetchall() == [(one, 2), (two, 3), (large, 1500)]


def test_the_log_outlives_the_server_and_a_kill_leaves_no_files(tmp_path: Path) -> None:
    database = tmp_path / "db" / "warehouse.duckdb"
    database.parent.mkdir()
    source = tmp_path / "1.json"
    source.write_text('{"a": 1}\nbroken\n')
    allow_reading(database.parent, [tmp_path])
    left = database.parent / f".warehouse.copy-{os.getpid() + 1}-abc"
    left.mkdir()
    (left / "1.json").write_text("{}")
    with open_database(database) as connection:
        connection.execute("create table public.target (a integer)")
        bootstrap(connection)
        command = parse_copy(f"copy target from 'file://{source}' json 'auto' maxerror 2")
        with connection.cursor() as cursor:
            run_copy(connection, command, LoadLog(cursor, 1, 5, 5, 100, "dev"))
    with open_database(database) as connection:
        bootstrap(connection)
        assert count(connection, ERRORS) == 1
    left_over = sorted(path.name for path in database.parent.iterdir())
    assert left_over == ["lakes", "warehouse.duckdb"]


HISTORY = (
    "select status, table_name, loaded_rows, error_count, source_file_count, source_file_bytes,"
    " query_id from redshift_catalog.sys_load_history order by query_id"
)


def test_each_load_has_its_rows_and_errors_by_query_id(loader: Loader, statement: str) -> None:
    loader.connection.execute("begin")
    loader.run(f"{statement} maxerror 2")
    assert loader.rows(HISTORY) == [("completed", "target", 2, 1, 1, 28, 1)]
    loader.connection.execute("rollback")
    assert loader.rows(HISTORY) == [("completed", "target", 2, 1, 1, 28, 1)]


def test_a_load_that_fails_is_in_the_history_as_aborted(loader: Loader, statement: str) -> None:
    for text in (statement, statement.replace("1.json", "missing.json")):
        loader.connection.execute("begin")
        with pytest.raises(RedshiftError):
            loader.run(text)
        loader.connection.execute("rollback")
    assert loader.rows(HISTORY) == [
        ("aborted", "target", 0, 0, 0, 0, 2),
        ("aborted", "target", 0, 1, 1, 28, 1),
    ]
    [source, took] = loader.connection.execute(
        "select data_source, duration from redshift_catalog.sys_load_history where query_id = 1"
    ).fetchall()[0]
    assert source == f"file://{loader.folder}/1.json"
    assert 0 < took < 60_000_000
