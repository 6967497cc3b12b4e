"""Each known failure of the warehouse and the lake, with its class and its exact message."""

import re
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from fixture_types import Load
from redshift_connector.error import InterfaceError, ProgrammingError
from tiny_lake import Row, make_event, open_lake, write_files

from warehouse.database.driver_errors import sort_error
from warehouse.errors import (
    ConfigurationError,
    LoadFailedError,
    PermanentError,
    RejectedLinesError,
    StatementError,
    StatementTimeoutError,
    TransientError,
    WarehouseError,
)
from warehouse.lake.s3_errors import sort_aws_error

BUSY = ClientError(
    {"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}, "GetObject"
)
DENIED = ClientError(
    {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "GetObject"
)


def answer(state: str, words: str, detail: str = "") -> ProgrammingError:
    """What the driver raises for an error of the server."""
    return ProgrammingError({"S": "ERROR", "C": state, "M": words, "D": detail})


FAILURES: list[tuple[Exception, type[WarehouseError], str]] = [
    (
        answer("40001", "1023"),
        TransientError,
        (
            "star/users/insert: another transaction changed the same rows: 1023 [40001]. Running "
            "again is safe."
        ),
    ),
    (
        answer("57P03", "resizing"),
        TransientError,
        (
            "star/users/insert: the warehouse is starting, paused or resizing: resizing [57P03]. "
            "Running again is safe."
        ),
    ),
    (
        InterfaceError("BrokenPipe"),
        TransientError,
        (
            "star/users/insert: the connection to the warehouse was lost (BrokenPipe). Running "
            "again is safe."
        ),
    ),
    (
        answer("42501", "permission denied for relation users"),
        StatementError,
        (
            "star/users/insert: permission denied for relation users [42501]. Grant the missing "
            "right; `python -m blocks check NAME` prints the statement. After an upgrade the "
            "administrator runs `python -m blocks prepare NAME`."
        ),
    ),
    (
        answer("53100", "could not extend relation"),
        StatementError,
        (
            "star/users/insert: could not extend relation [53100]. The disk is full: free space or "
            "add nodes, then run again."
        ),
    ),
    (
        answer("57014", "canceled on user's request"),
        StatementTimeoutError,
        (
            "star/users/insert: canceled on user's request [57014]. It took longer than "
            "statement_timeout: raise that, or load fewer days."
        ),
    ),
    (
        answer("XX000", "Load into table failed. Check 'sys_load_error_detail'."),
        LoadFailedError,
        "star/users/insert: Load into table failed. Check 'sys_load_error_detail'.",
    ),
    (
        answer("28P01", "password authentication failed"),
        StatementError,
        (
            "star/users/insert: password authentication failed [28P01]. Check user and password of "
            "the credentials block."
        ),
    ),
    (
        ProgrammingError("no such mode"),
        PermanentError,
        (
            "star/users/insert: no such mode. Check the credentials block: python -m blocks check "
            "NAME. Nothing was published."
        ),
    ),
]


@pytest.mark.parametrize(("error", "kind", "message"), FAILURES)
def test_a_failure_of_the_warehouse(
    error: Exception, kind: type[WarehouseError], message: str
) -> None:
    found = sort_error(error, "star/users/insert")
    assert (type(found), str(found)) == (kind, message)


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (
            BUSY,
            TransientError,
            f"list s3://b/: S3 did not answer ({BUSY}). Running again is safe.",
        ),
        (
            EndpointConnectionError(endpoint_url="https://s3"),
            TransientError,
            (
                "list s3://b/: S3 did not answer (Could not connect to the endpoint URL: "
                '"https://s3"). Running again is safe.'
            ),
        ),
        (
            DENIED,
            ConfigurationError,
            (
                "list s3://b/: S3 answered AccessDenied. Check bucket, prefix and credentials of "
                "the lake: those of its block, else those of the environment; and the role's "
                "policy."
            ),
        ),
    ],
)
def test_a_failure_of_s3(error: ClientError, kind: type[WarehouseError], message: str) -> None:
    found = sort_aws_error(error, "list s3://b/")
    assert (type(found), str(found)) == (kind, message)


DAY = "2018-11-01-events.json"
SECONDS: list[Row] = [
    make_event({"ts": 1541073600 + each, "itemInSession": each}, DAY) for each in range(9)
]


@pytest.mark.parametrize(
    ("lines", "found"),
    [(["bad"] * 50, "50"), (SECONDS, "9")],
    ids=["COPY's", "ours"],
)
def test_more_rejected_lines_than_are_allowed(
    lines: list[Row], found: str, load: Load, tmp_path: Path
) -> None:
    good: list[Row] = [{"sessionId": number} for number in range(len(lines))]
    write_files(tmp_path, {DAY: [*lines, *good]})
    with pytest.raises(RejectedLinesError) as raised:
        load(open_lake(tmp_path), max_rejected=4)
    message = str(raised.value)
    assert load(open_lake(tmp_path), max_rejected=int(found)) is not None
    begin = rf"{found} lines were rejected of files that are fine otherwise, 4 are allowed\. "
    assert re.match(rf"{begin}Nothing was published\. file:///\S+/{DAY}: {found}, e\.g\.", message)
    assert (
        f". Correct the files, or publish without these lines with --max-rejected {found}; each of "
        "them is in ops.rejected_lines where batch_id = '" in message
    )
