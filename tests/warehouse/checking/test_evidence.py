"""A failed check names the values that it found and where, and never those of a person."""

from contextlib import suppress

import pytest
from good_batch import GoodBatch

from warehouse.checking import Checker
from warehouse.checking.suites import load_suite
from warehouse.errors import CheckFailedError
from warehouse.planning.load_order import list_checked
from warehouse.sources import SOURCES

OF_A_PERSON = {"first_name", "last_name", "user_id", "location", "user_agent", "registration"}


def fail(checker: Checker, table: str, name: str) -> str:
    """The message of an expectation that fails."""
    with suppress(CheckFailedError):
        checker.check_table(table)
    (check,) = (check for check in checker.checks if check.table == table)
    return next(result.message for result in check.failed if result.name == name)


@pytest.mark.parametrize(
    ("change", "name", "found"),
    [
        (
            "update staging.staging_events set level = 'gold' where item_in_session in (3, 4)",
            "level_is_in_set",
            "2 of 121 rows have a level that is neither free nor paid: level 'gold' in {file} (2)",
        ),
        (
            "update staging.staging_events set status = item_in_session where item_in_session < 3",
            "status_is_in_set",
            "status 0 in {file} (1); status 1 in {file} (1); status 2 in {file} (1) (",
        ),
        (
            "update staging.staging_events set session_id = -4 where item_in_session = 3",
            "session_id_is_in_range",
            "session_id -4 in {file} (1) (",
        ),
        (
            "update staging.staging_events set page = null where item_in_session = 3",
            "page_is_known",
            "have no page: in {file} (1) (",
        ),
    ],
)
def test_a_value_that_is_wrong_is_named_with_its_file(
    change: str, name: str, found: str, *, good_batch: GoodBatch, checker: Checker
) -> None:
    (file,) = (row["file_uri"] for row in read_files(good_batch))
    good_batch.change(change)
    assert found.format(file=file) in fail(checker, "staging.staging_events", name)


def read_files(good_batch: GoodBatch) -> list[dict[str, str]]:
    return good_batch.stand_in.rows("select distinct file_uri from staging.staging_events")


@pytest.mark.parametrize(
    ("table", "change", "name", "found"),
    [
        (
            "audit.users",
            "update audit.users set level = 'gold' where user_id = '15'",
            "level_is_in_set",
            "1 of 2 rows have a level that is neither free nor paid: level 'gold' on 2018-11-05",
        ),
        (
            "audit.songs",
            "update audit.songs set year = 3000 where title = 'Song 1'",
            "year_is_in_range",
            "year 3000 of song_id SO0000000000000001 (1) (",
        ),
    ],
)
def test_a_table_without_files_names_the_day_or_the_key(
    table: str, change: str, name: str, found: str, *, good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change(change)
    assert found in fail(checker, table, name)


def test_texts_that_are_many_are_perhaps_names_and_not_told(
    good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change(
        "update staging.staging_events set auth = 'Zebulon ' || cast(item_in_session as varchar)"
    )
    message = fail(checker, "staging.staging_events", "auth_is_in_set")
    assert "Zebulon" not in message
    assert "more than 5 texts that auth does not have, in file:" in message


def test_a_message_keeps_short_where_many_values_and_files_are_wrong(
    good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change(
        "update staging.staging_events set status = item_in_session, "
        "file_uri = 'file:///' || cast(item_in_session as varchar)"
    )
    message = fail(checker, "staging.staging_events", "status_is_in_set")
    assert "more values (status_is_in_set" in message
    good_batch.change("update staging.staging_events set status = 42")
    message = fail(checker, "staging.staging_events", "status_is_in_set")
    assert "and 116 more places (status_is_in_set" in message


def test_no_column_that_may_hold_a_persons_value_shows_what_it_found() -> None:
    suites = [load_suite(table) for table in list_checked(SOURCES)]
    shown = {
        suite.configurations[name]["kwargs"]["column"]
        for suite in suites
        for name in suite.names
        if suite.find_place(name)
    }
    assert {"level", "page", "auth", "gender", "method", "status"} <= shown
    assert not shown & OF_A_PERSON
