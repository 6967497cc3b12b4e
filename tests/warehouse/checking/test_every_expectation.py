"""Each expectation can fail: by the smallest change of a good batch, alone, with its outcome.

`bad/<schema>/<table>.yaml` holds that change for each expectation of the suite of that path; an
expectation that looks at several columns has a case of each, `name/column`.
"""

from pathlib import Path

import pytest
import yaml
from good_batch import GoodBatch

from warehouse.checking import Checker
from warehouse.checking.suites import SUITES_DIRECTORY, load_suite
from warehouse.errors import CheckFailedError
from warehouse.planning.load_order import list_checked
from warehouse.sources import SOURCES

BAD = Path(__file__).parent / "bad"
SUITES = {table: load_suite(table) for table in sorted(list_checked(SOURCES))}


def read_changes(table: str) -> dict[str, list[str]]:
    path = BAD.joinpath(*table.split(".")).with_suffix(".yaml")
    changes: dict[str, list[str]] = yaml.safe_load(path.read_text("utf-8"))
    return changes


CHANGES = {table: read_changes(table) for table in SUITES}
CASES = [
    pytest.param(table, name.split("/")[0], statements, id=f"{table}-{name}")
    for table, changes in CHANGES.items()
    for name, statements in changes.items()
]


def test_every_suite_is_checked() -> None:
    paths = SUITES_DIRECTORY.rglob("*.json")
    found = {".".join(path.relative_to(SUITES_DIRECTORY).with_suffix("").parts) for path in paths}
    assert found - {"next_steps"} == set(SUITES)


@pytest.mark.parametrize("table", SUITES)
def test_every_expectation_has_a_case_that_makes_it_fail(table: str) -> None:
    assert {name.split("/")[0] for name in CHANGES[table]} == set(SUITES[table].names)


@pytest.mark.parametrize("table", SUITES)
def test_a_good_batch_fails_no_expectation(
    table: str, good_batch: GoodBatch, checker: Checker
) -> None:
    check = checker.check_table(table)
    checker.save()
    assert check.failed == []
    assert [row["check_name"] for row in good_batch.read_checks()] == sorted(SUITES[table].names)


@pytest.mark.parametrize(("table", "name", "statements"), CASES)
def test_a_bad_table_fails_exactly_one_expectation_and_stops_when_it_is_critical(
    table: str, name: str, statements: list[str], good_batch: GoodBatch, checker: Checker
) -> None:
    good_batch.change(*statements)
    configuration = SUITES[table].configurations[name]
    message = ""
    try:
        (warning,) = checker.check_table(table).warnings
        assert warning.unexpected_count
    except CheckFailedError as error:
        message = str(error)
    checker.save()
    assert good_batch.list_failed() == [name]
    assert bool(message) == (configuration["severity"] == "critical")
    if message:
        assert message.startswith(f"{table}: ")
        assert configuration["meta"]["problem"] in message
