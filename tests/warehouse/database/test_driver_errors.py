"""Every error of the driver becomes one of ours, sorted by whether a retry can help."""

import contextlib
import ssl
import struct
from pathlib import Path

import pytest
from redshift_connector import error as driver
from stand_in import ROLE, StandIn

from local_redshift.process import stop_running
from warehouse.database.connection import Warehouse
from warehouse.database.copy_statement import write_copy
from warehouse.database.driver_errors import DRIVER_ERRORS, NEXT_STEPS, TRANSIENT_STATES, sort_error
from warehouse.database.retry import can_retry
from warehouse.database.statements import load_statement
from warehouse.errors import (
    LoadFailedError,
    PermanentError,
    StatementError,
    StatementTimeoutError,
    TransientError,
    WarehouseError,
)


def list_classes(kind: type[driver.Error]) -> list[type[driver.Error]]:
    children = [list_classes(child) for child in kind.__subclasses__()]
    return [kind, *(item for items in children for item in items)]


def provoke(stand_in: StandIn, *texts: str) -> WarehouseError:
    """Our error for what the last statement makes the driver raise."""
    connection = stand_in.connect()
    try:
        for text in texts:
            connection.cursor().execute(text)
    except driver.Error as error:
        return sort_error(error, "star/users/insert")
    finally:
        connection.close()
    pytest.fail(f"{texts[-1]} raised nothing")


def answer(state: str, words: str, detail: str = "") -> driver.ProgrammingError:
    """What the driver raises when the server answers an error."""
    return driver.ProgrammingError({"S": "ERROR", "C": state, "M": words, "D": detail})


def frame(error: str, code: int, context: str) -> str:
    """The detail of an error that is Redshift's own."""
    line = "-" * 47
    lines = (f"error:  {error}", f"code:      {code}", f"context:   {context}", "query:     396648")
    return f"\n  {line}\n  " + "\n  ".join(lines) + f"\n  {line}\n"


@pytest.mark.parametrize("kind", list_classes(driver.Error), ids=lambda kind: kind.__name__)
def test_an_answer_of_the_server_is_sorted_by_its_sqlstate(kind: type[driver.Error]) -> None:
    fields = {"S": "ERROR", "C": "42501", "M": "permission denied for relation users"}
    assert isinstance(sort_error(kind(fields), "x"), StatementError)
    assert isinstance(sort_error(kind({**fields, "C": "40001"}), "x"), TransientError)


@pytest.mark.parametrize(
    "kind", [driver.Error, driver.InterfaceError, driver.OperationalError, driver.DatabaseError]
)
def test_a_lost_connection_can_be_retried(kind: type[driver.Error]) -> None:
    sorted_error = sort_error(kind("communication error", OSError("broken pipe")), "star/users")
    assert can_retry(sorted_error)
    assert str(sorted_error).startswith("star/users: the connection to the warehouse was lost")


def test_the_drivers_advice_about_timeouts_is_left_out() -> None:
    advice = "We noticed a timeout is set for this connection. Consider raising the timeout"
    error = driver.InterfaceError(f"BrokenPipe: server socket closed. {advice}")
    assert "(BrokenPipe: server socket closed.)" in str(sort_error(error, "check star"))


@pytest.mark.parametrize("error", [OSError("broken pipe"), TimeoutError(), struct.error("short")])
def test_an_error_of_the_network_can_be_retried(error: Exception) -> None:
    assert can_retry(sort_error(error, "star/users"))


@pytest.mark.parametrize(
    "kind",
    [
        driver.DataError,
        driver.ProgrammingError,
        driver.ArrayContentNotHomogenousError,
        driver.ArrayDimensionsNotConsistentError,
        driver.NotSupportedError,
        driver.ArrayContentNotSupportedError,
        driver.IntegrityError,
    ],
)
def test_a_misuse_of_the_driver_is_not_retried(kind: type[driver.Error]) -> None:
    assert isinstance(sort_error(kind("array is no rectangle"), "x"), PermanentError)


@pytest.mark.parametrize(
    "error",
    [
        driver.InterfaceError("Invalid connection property setting. SSL must be enabled"),
        driver.InterfaceError("server requesting MD5 password authentication, but no password"),
        driver.InterfaceError("Server refuses SSL"),
        driver.InterfaceError(
            "communication error", ssl.SSLCertVerificationError("certificate verify failed")
        ),
    ],
    ids=["settings", "no password", "no tls", "wrong certificate"],
)
def test_a_connection_that_is_set_up_wrongly_is_not_retried(error: Exception) -> None:
    assert isinstance(sort_error(error, "connect to redshift"), PermanentError)


@pytest.mark.parametrize("state", [*TRANSIENT_STATES, "08006", "08S01"])
def test_a_state_that_passes_can_be_retried(state: str) -> None:
    sorted_error = sort_error(answer(state, "something"), "star/users/insert")
    assert can_retry(sorted_error)
    assert state in str(sorted_error)
    assert str(sorted_error).endswith("Running again is safe.")


@pytest.mark.parametrize(
    "words",
    [
        "1023 DETAIL: Serializable isolation violation on table - 142443",
        "Serializable isolation violation",
        "Cluster is resizing",
        "could not complete because of conflict with concurrent transaction",
        "S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown,CanRetry 1",
        "S3CurlException: transfer closed, CurlError 18, multiCurlError 0, CanRetry 1, UserError 0",
    ],
)
def test_redshifts_own_words_for_what_passes_can_be_retried(words: str) -> None:
    assert can_retry(sort_error(answer("XX000", words), "x"))


@pytest.mark.parametrize(
    "words", ["value too long: has 10231 bytes", 'relation "backup_1023" does not exist']
)
def test_a_number_in_the_words_is_not_taken_for_a_serialization_failure(words: str) -> None:
    assert not can_retry(sort_error(answer("42P01", words), "x"))


def test_a_serialization_failure_is_known_by_its_detail() -> None:
    detail = "Serializable isolation violation on table - 142443, transactions forming the cycle"
    assert can_retry(sort_error(answer("XX000", "1023 ", detail), "x"))


@pytest.mark.parametrize(
    ("error", "code", "next_step"),
    [
        ("Disk Full", 1016, "free space or add nodes"),
        ("events.json can't be read: No space left on device", 8001, "free space"),
        ("S3ServiceException:Access Denied,Status 403,Error AccessDenied", 8001, "blocks check"),
        ("local_redshift was started without AWS credentials", 8001, "local_redshift stop"),
        ("S3ServiceException:The token is old,Status 400,Error ExpiredToken", 8001, "run again"),
        ("S3ServiceException:The key does not exist.,Status 404,Error NoSuchKey", 8001, "again"),
        ("file:///lake/events.json can't be read: Permission denied", 8001, "may read it"),
        ("Access Denied: file:///x lies outside of the lakes that were opened", 8001, "allow"),
        ("Something unheard of", 9999, "See the warehouse's log"),
    ],
)
def test_redshifts_own_words_for_what_stays_say_what_to_do_on_one_line(
    error: str, code: int, next_step: str
) -> None:
    context = "S3 key being read : s3://lake/log_data/2018/11/2018-11-01-events.json"
    sorted_error = sort_error(answer("XX000", error, frame(error, code, context)), "star/users")
    assert isinstance(sorted_error, StatementError)
    assert not can_retry(sorted_error)
    assert next_step in str(sorted_error)
    expected = f"star/users: {error} (code: {code}; context: {context}; query: 396648) [XX000]."
    assert str(sorted_error).startswith(expected)
    assert "\n" not in str(sorted_error)


@pytest.mark.parametrize("state", NEXT_STEPS)
def test_a_state_that_stays_says_what_to_do(state: str) -> None:
    sorted_error = sort_error(answer(state, "something"), "star/users/insert")
    assert isinstance(sorted_error, StatementError)
    assert not can_retry(sorted_error)
    assert sorted_error.sqlstate == state
    assert str(sorted_error).endswith(NEXT_STEPS[state])


@pytest.mark.parametrize(
    ("state", "texts"),
    [
        ("42P01", ["select * from star.no_such_table"]),
        ("42703", ["select no_such_column from star.users"]),
        ("42601", ["select (1"]),
        ("3F000", ["create table no_such_schema.t (id integer)"]),
        ("22012", ["select 1 / 0"]),
        ("22001", ["create temp table t (a varchar(3))", "insert into t values ('long')"]),
        ("23502", ["create temp table t (a integer not null)", "insert into t values (null)"]),
        ("42P07", ["create temp table t (a integer)", "create temp table t (a integer)"]),
        ("0A000", ["select list_value(1)"]),
    ],
)
def test_the_warehouses_refusal_keeps_its_state_and_words(
    state: str, texts: list[str], stand_in: StandIn
) -> None:
    sorted_error = provoke(stand_in, *texts)
    assert isinstance(sorted_error, StatementError)
    assert sorted_error.sqlstate == state
    assert f"[{state}]" in str(sorted_error)


def test_a_statement_that_takes_too_long_says_so(stand_in: StandIn) -> None:
    many = "create temp table many as select 1 as one from information_schema.columns"
    slow = "select count(*) from many a, many b, many c, many d, many e"
    sorted_error = provoke(stand_in, many, "set statement_timeout to 100", slow)
    assert isinstance(sorted_error, StatementError)
    assert sorted_error.sqlstate == "57014"
    assert "statement_timeout" in str(sorted_error)


def test_a_copy_that_met_too_many_errors_is_told_apart(stand_in: StandIn, tmp_path: Path) -> None:
    (tmp_path / "days.json").write_text("no json")
    copy = load_statement("ops/load_units/copy")
    source = f"file://{tmp_path}/days.json"
    text = write_copy(copy, source=source, iam_role=ROLE, region="us-east-1")
    assert isinstance(provoke(stand_in, text), LoadFailedError)


def test_a_warehouse_that_does_not_answer_can_be_tried_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    mortal = StandIn(tmp_path_factory.mktemp("mortal"))
    connection = mortal.connect()
    stop_running(mortal.directory)

    with pytest.raises(DRIVER_ERRORS) as raised:
        connection.cursor().execute("select 1")
    assert can_retry(sort_error(raised.value, "x"))
    with contextlib.suppress(*DRIVER_ERRORS):
        connection.close()

    warehouse = Warehouse("gone", mortal.connect, "role")
    with pytest.raises(TransientError, match="connect to gone"), warehouse.transaction():
        pass


@pytest.mark.parametrize(
    ("words", "is_in_time", "kind"),
    [
        ("Query (42) cancelled on user's request", True, TransientError),
        ("Query (42) cancelled on user's request", False, StatementTimeoutError),
        ("canceling statement due to statement timeout", True, StatementTimeoutError),
    ],
)
def test_a_statement_that_is_cancelled_before_its_time_can_be_tried_again(
    words: str,
    is_in_time: bool,  # noqa: FBT001 - a parameter of the test
    kind: type[WarehouseError],
) -> None:
    error = driver.ProgrammingError({"S": "ERROR", "C": "57014", "M": words})
    assert type(sort_error(error, "star/users/insert", is_in_time=is_in_time)) is kind
