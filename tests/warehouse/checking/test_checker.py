"""What a check reports, keeps and does when it cannot run."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from good_batch import GoodBatch
from redshift_connector.core import Connection
from stand_in import ROLE, connect_to

from warehouse.checking import Checker, TableCheck, suites
from warehouse.database.connection import Warehouse
from warehouse.errors import CheckFailedError, TransientError

WriteSuite = Callable[..., None]
LEVEL: dict[str, Any] = {
    "type": "expect_column_values_to_not_be_null",
    "kwargs": {"column": "level"},
    "severity": "critical",
    "notes": "It is asked first.",
    "meta": {
        "name": "level",
        "owner": "me",
        "problem": "have no level",
        "next_step": "Fix it.",
    },
}


@pytest.fixture
def write_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteSuite:
    """`write_suite(table, expectation, ...)`: a suite in place of the project's."""
    monkeypatch.setattr(suites, "SUITES_DIRECTORY", tmp_path)

    def write(table: str, *expectations: dict[str, Any]) -> None:
        path = tmp_path.joinpath(*table.split(".")).with_suffix(".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"name": table, "expectations": expectations}))

    return write


def test_importing_the_checks_does_not_import_great_expectations() -> None:
    code = "import sys, warehouse.checking; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_failure_names_table_count_problem_expectation_and_next_step(
    good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change("update audit.users set level = null where user_id = '15'")
    with pytest.raises(CheckFailedError) as caught:
        checker.check_table("audit.users")
    message = str(caught.value)
    assert message.startswith(
        "audit.users: 1 of 2 rows have no level: on 2018-11-05 (1) (level_is_known: "
    )
    assert "expect_column_values_to_not_be_null, critical)" in message
    assert "staging.staging_events" in message
    assert message.endswith("Nothing was published.")


def test_a_failure_after_publish_says_that_the_batch_is_published(
    good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change("delete from star.songs where title = 'Song 1'")
    with pytest.raises(CheckFailedError, match=r"The batch is published\.$"):
        checker.check_table("star")


def test_results_of_a_failed_check_are_kept_and_replaced_by_the_next_try(
    good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change("update audit.users set level = null where user_id = '15'")
    with pytest.raises(CheckFailedError):
        checker.check_table("audit.users")
    (failed,) = [row for row in good_batch.read_checks() if not row["success"]]
    assert failed["batch_id"] == good_batch.batch.batch_id
    assert (failed["unexpected_count"], failed["element_count"]) == (1, 2)
    assert (failed["subject"], failed["severity"], failed["owner"]) == (
        "level",
        "critical",
        "pipeline",
    )
    good_batch.change("update audit.users set level = 'free'")
    results = checker.check_table("audit.users").results
    checker.save()
    assert len(good_batch.read_checks()) == len(results)
    assert good_batch.list_failed() == []


def test_trends_say_that_there_is_too_little_history(
    good_batch: GoodBatch, checker: Checker
) -> None:
    checker.check_table("audit.songplays")
    checker.check_table("star")  # which saves
    observed = {row["check_name"]: row["observed_value"] for row in good_batch.read_checks()}
    assert "too few batches to compare with" in observed["match_rate_is_usual"]
    assert "too few weeks to compare with" in observed["day_volumes_are_usual"]
    assert "too few prompt batches to judge" in observed["days_are_fresh"]


def test_no_value_of_a_row_is_told_anywhere(good_batch: GoodBatch, docs_directory: Path) -> None:
    good_batch.change(
        "update audit.users set gender = 'Q', first_name = 'Sesame', last_name = 'Sesame'",
        "update audit.users set level = 'gold', user_id = 'Sesame'",
    )
    with good_batch.make_checker(docs_directory) as checker:
        with pytest.raises(CheckFailedError) as caught:
            checker.check_table("audit.users")
        index = checker.build_docs()
    assert index is not None
    pages = sorted(docs_directory.rglob("*.html"))
    assert pages == sorted(
        [docs_directory / "index.html", index, index.parent / "audit.users.html"]
    )
    output = [page.read_text("utf-8") for page in pages]
    output += [str(caught.value), str(good_batch.read_checks())]
    assert not [text for text in output if "Sesame" in text]
    assert "have a level" in str(caught.value)


def test_there_are_no_docs_without_a_directory(good_batch: GoodBatch) -> None:
    with good_batch.make_checker() as checker:
        checker.check_table("audit.time")
        assert checker.build_docs() is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kwargs": {"column": "lever"}}, 'The column "lever" in BatchData does not exist'),
        ({"type": "expect_miracles"}, r"knows no expect_miracles \(level\)"),
        ({"kwargs": None}, "is not as it must be"),
        ({"meta": None}, "lacks name, owner"),
        ({"kwargs": {}}, "column"),
        ({"severity": "grave"}, "no severity"),
        ({"notes": None}, "notes"),
        (
            {
                "type": "expect_no_offenders",
                "kwargs": {"unexpected_rows_query": "sql/audit/users/insert.sql"},
            },
            "which writes",
        ),
        (
            {
                "type": "expect_no_offenders",
                "kwargs": {"unexpected_rows_query": "sql/audit/users/select_miracles.sql"},
            },
            "select_miracles",
        ),
    ],
)
def test_an_expectation_that_cannot_be_evaluated_stops_the_run(
    change: dict[str, Any], words: str, write_suite: WriteSuite, good_batch: GoodBatch
) -> None:
    write_suite("audit.users", LEVEL | change)
    with good_batch.make_checker() as checker, pytest.raises(CheckFailedError, match=words):
        checker.check_table("audit.users")


def test_an_expectation_that_cannot_be_evaluated_is_kept_as_failed_beside_those_that_can(
    write_suite: WriteSuite, good_batch: GoodBatch, checker: Checker
) -> None:
    bad = LEVEL | {"kwargs": {"column": "lever"}, "severity": "warning"}
    write_suite("audit.users", LEVEL, bad | {"meta": {**LEVEL["meta"], "name": "lever"}})
    with pytest.raises(CheckFailedError, match="a check did not run"):
        checker.check_table("audit.users")
    kept = {row["check_name"]: row["success"] for row in good_batch.read_checks()}
    assert kept == {"level": True, "lever": False}


@pytest.mark.parametrize("expectations", [[], [LEVEL, LEVEL]])
def test_a_suite_that_is_empty_or_ambiguous_stops_the_run(
    expectations: list[dict[str, Any]], write_suite: WriteSuite, checker: Checker
) -> None:
    write_suite("audit.users", *expectations)
    with pytest.raises(CheckFailedError, match="empty or has a name twice"):
        checker.check_table("audit.users")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"expectations": [', r"users\.json is not as it must be \(JSONDecodeError"),
        ("{}", r"KeyError: 'expectations'"),
        ("[]", "is not as it must be"),
        ('{"expectations": ["unique"]}', "is not as it must be"),
        ('{"expectations": [{"meta": {}}]}', "lacks name"),
    ],
)
def test_a_suite_that_cannot_be_read_stops_the_run_and_is_named(
    text: str, words: str, write_suite: WriteSuite, tmp_path: Path, checker: Checker
) -> None:
    write_suite("audit.users")
    (tmp_path / "audit" / "users.json").write_text(text)
    with pytest.raises(CheckFailedError, match=words):
        checker.check_table("audit.users")


def test_an_unknown_type_prints_no_trace_of_great_expectations(
    write_suite: WriteSuite, checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    write_suite("audit.users", LEVEL | {"type": "expect_miracles"})
    with pytest.raises(CheckFailedError):
        checker.check_table("audit.users")
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(("usual", "is_told"), [(250, True), (230, False), (50, True), (70, False)])
def test_a_day_of_half_or_twice_the_plays_of_all_its_weekdays_is_told(
    usual: int, *, is_told: bool, good_batch: GoodBatch, checker: Checker
) -> None:
    weekdays = ["2018-10-08", "2018-10-15", "2018-10-22", "2018-10-29"]
    for number, day in enumerate(weekdays):
        good_batch.change(
            "insert into ops.load_units (unit, day, plays) "
            f"values ('{number}', '{day}', {usual + number})",
        )
    warned = {result.name for result in checker.check_table("audit.songplays").warnings}
    assert ("day_volumes_are_usual" in warned) == is_told


def test_a_table_without_a_suite_stops_the_run(checker: Checker) -> None:
    with pytest.raises(CheckFailedError, match=r"staging\.nothing was not checked"):
        checker.check_table("staging.nothing")


def test_a_table_that_is_missing_stops_the_run(
    write_suite: WriteSuite, good_batch: GoodBatch
) -> None:
    write_suite("audit.nobody", LEVEL)
    with good_batch.make_checker() as checker, pytest.raises(CheckFailedError, match="nobody"):
        checker.check_table("audit.nobody")


def test_a_lost_connection_is_transient_and_the_next_try_works(
    good_batch: GoodBatch, docs_directory: Path
) -> None:
    made: list[Connection] = []

    def connect() -> Connection:
        made.append(good_batch.stand_in.connect())
        return made[-1]

    warehouse = Warehouse("local", connect, ROLE)
    with Checker(warehouse, good_batch.lake, good_batch.batch, docs_directory) as checker:
        checker.check_table("audit.time")
        for connection in made:
            with contextlib.suppress(OSError):  # it is closed already
                connection._usock.shutdown(socket.SHUT_RDWR)
        with pytest.raises(TransientError, match=r"check audit\.users"):
            checker.check_table("audit.users")
        assert checker.check_table("audit.users").failed == []
        checker.build_docs()
    assert {"audit.time.html", "audit.users.html"} <= {
        page.name for page in docs_directory.rglob("*.html")
    }


def test_a_warehouse_that_cannot_be_reached_is_transient(good_batch: GoodBatch) -> None:
    def connect() -> Connection:
        return connect_to(good_batch.stand_in.endpoint, port=1)

    away = Warehouse("away", connect, ROLE)
    checker = Checker(away, good_batch.lake, good_batch.batch)
    with pytest.raises(TransientError):
        checker.check_table("audit.users")


def test_tables_are_checked_from_several_threads_at_once(
    good_batch: GoodBatch, checker: Checker
) -> None:
    tables = ["users", "songs", "artists", "time", "songplays"]
    checks: dict[str, TableCheck] = {}

    def check(table: str) -> None:
        checks[table] = checker.check_table(f"audit.{table}")

    threads = [threading.Thread(target=check, args=(table,)) for table in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checker.save()
    assert sorted(checks) == sorted(tables)
    kept = {row["table_name"] for row in good_batch.read_checks()}
    assert kept == {f"audit.{table}" for table in tables}


def test_what_is_prepared_beforehand_is_used(good_batch: GoodBatch) -> None:
    with good_batch.make_checker() as checker:
        checker.start_import()
        assert checker.check_table("audit.time").failed == []


def test_checks_of_columns_share_few_queries(good_batch: GoodBatch, checker: Checker) -> None:  # noqa: ARG001
    checker.check_table("staging.staging_events")
    check = checker.check_table("staging.staging_events")
    assert len(check.results) == 19
    assert check.query_count <= 10  # seven rules, the table's columns, and all sums of columns
