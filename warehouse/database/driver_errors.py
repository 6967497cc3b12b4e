"""Sorts the errors of redshift_connector into the tree of `warehouse.errors`.

Redshift answers SQLSTATEs of the PostgreSQL manual's appendix A; for what is its own it answers
XX000, and only the words and the detail say what it was.

Source:
https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html
https://github.com/databricks/spark-redshift/issues/348 (a full disk, as it is answered)
https://github.com/awslabs/aws-lambda-redshift-loader/issues/73 (an object that COPY cannot read)
"""

import re
import ssl
import struct

from redshift_connector.error import (
    ArrayContentNotSupportedError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
)

from warehouse.errors import (
    RUN_AGAIN,
    LoadFailedError,
    PermanentError,
    StatementError,
    StatementTimeoutError,
    TransientError,
    WarehouseError,
)

DRIVER_ERRORS = (Error, OSError, struct.error)

TRANSIENT_STATES = {
    "40001": "another transaction changed the same rows",
    "40P01": "two transactions waited for each other",
    "53300": "the warehouse has too many connections",
    "57P01": "the warehouse is shutting down",
    "57P02": "the warehouse crashed",
    "57P03": "the warehouse is starting, paused or resizing",
}
TRANSIENT_WORDS = re.compile(
    r"^1023\b|\b1023 detail|serializable isolation violation|conflict with concurrent transaction"
    r"|\bresizing\b|\brestarting\b|S3ServiceException.*(SlowDown|Status 5\d\d)"
    r"|S3CurlException.*CanRetry 1",
    re.IGNORECASE | re.DOTALL,
)
TIMED_OUT_STATE = "57014"
MISUSES = (
    ProgrammingError,
    DataError,
    IntegrityError,
    NotSupportedError,
    ArrayContentNotSupportedError,
)
LOST_WORDS = re.compile(
    r"communication error|connection is closed|socket closed|network error|timed? ?out|broken ?pipe"
    r"|connection time",
    re.IGNORECASE,
)
DRIVERS_ADVICE = " We noticed a timeout is set"  # not what broke the connection, nor ours to raise

_REFUSED_WORDS = re.compile(r"access ?denied|Status 403|not authorized|credential", re.IGNORECASE)

NEXT_STEPS = {
    "22001": "Widen the column, or find the long value in ops.rejected_lines.",
    "28000": "Check user, password or IAM role of the credentials block.",
    "28P01": "Check user and password of the credentials block.",
    "3D000": "Check the database name of the credentials block.",
    "42501": "Grant the missing right; `python -m blocks check NAME` prints the statement. After "
    "an upgrade the administrator runs `python -m blocks prepare NAME`.",
    "42P01": "A table is missing: run the flow again, it creates what is not there.",
    "53100": "The disk is full: free space or add nodes, then run again.",
    "53200": "The warehouse is out of memory: run again when it is less busy.",
    TIMED_OUT_STATE: "It took longer than statement_timeout: raise that, or load fewer days.",
    "0A000": "The statement uses what the warehouse does not support.",
}
WORDED_STEPS = (  # of what Redshift answers as XX000
    (
        r"outside of the lakes",
        "If it belongs there, allow its folder: python -m local_redshift allow FOLDER.",
    ),
    (r"disk full|no space left", NEXT_STEPS["53100"]),
    (
        r"started without AWS credentials|ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch",
        "Stop it with python -m local_redshift stop, then run again with AWS credentials set.",
    ),
    (
        r"S3ServiceException.*(access ?denied|Status 403)",
        "Let the role of COPY read the lake: `python -m blocks check NAME` prints the policy.",
    ),
    (
        r"can't be read",
        "Check that the file is there and that the stand-in's process may read it, then run again.",
    ),
    (
        r"S3ServiceException.*(NoSuchKey|Status 404)|mandatory",
        "A file was listed and is gone: run again, the lake is listed again.",
    ),
)
CONNECT_STEP = "Check the credentials block: python -m blocks check NAME. Nothing was published."
NO_STEP = "See the warehouse's log, remove the cause, then run again; nothing was published."


def sort_error(error: BaseException, subject: str, *, is_in_time: bool = False) -> WarehouseError:
    """The error of our tree for an error of the driver or the network.

    Args:
        error: What the driver raised.
        subject: What was being done, e.g. `star/users/insert`.
        is_in_time: Whether a statement had not yet taken as long as it may. One that is ended all
            the same was cancelled: by a person, or as Redshift Serverless resumes.
    """
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    if not fields:
        return _sort_wordless(error, subject)
    state, words = str(fields.get("C", "")), str(fields.get("M", ""))
    all_words = f"{words} {fields.get('D', '')}"
    detail = _join_lines(fields.get("D", ""), but=f"error: {words}")
    if state in TRANSIENT_STATES or state.startswith("08") or TRANSIENT_WORDS.search(all_words):
        cause = TRANSIENT_STATES.get(state, "the warehouse was not ready")
        return TransientError(f"{subject}: {cause}: {words}{detail} [{state}]. {RUN_AGAIN}")
    if "load_error" in words.lower():
        return LoadFailedError(f"{subject}: {words}", state)
    step = NEXT_STEPS.get(state) or _find_step(all_words)
    message = f"{subject}: {words}{detail} [{state}]. {step}"
    if state == TIMED_OUT_STATE and is_in_time and "timeout" not in words:
        cause = f"it was cancelled: {words}{detail} [{state}]"
        return TransientError(f"{subject}: {cause}. {RUN_AGAIN}")
    if state == TIMED_OUT_STATE:
        return StatementTimeoutError(message, state)
    return StatementError(message, state)


def is_refused(error: BaseException | None) -> bool:
    """Whether the warehouse may not read what it was asked to: a role or a policy is wrong."""
    return error is not None and _REFUSED_WORDS.search(str(error)) is not None


def _find_step(words: str) -> str:
    for pattern, step in WORDED_STEPS:
        if re.search(pattern, words, re.IGNORECASE | re.DOTALL):
            return step
    return NO_STEP


def _join_lines(detail: str, but: str) -> str:
    """Redshift's detail, a frame of dashes around many lines, as one line in parentheses."""
    lines = [" ".join(line.split()) for line in detail.splitlines() if line.strip(" -")]
    joined = "; ".join(line for line in lines if line != but)
    return f" ({joined})" if joined else ""


def _sort_wordless(error: BaseException, subject: str) -> WarehouseError:
    """An error without SQLSTATE: the network, or a misuse of the driver."""
    words = " ".join(str(error).split()).partition(DRIVERS_ADVICE)[0] or type(error).__name__
    if _is_lost(error, words):
        return TransientError(
            f"{subject}: the connection to the warehouse was lost ({words}). {RUN_AGAIN}"
        )
    return PermanentError(f"{subject}: {words}. {CONNECT_STEP}")


def _is_lost(error: BaseException, words: str) -> bool:
    """Whether the network failed, and not what we asked or who we are."""
    causes = [error, *(cause for cause in error.args if isinstance(cause, BaseException))]
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return False
    if isinstance(error, InterfaceError):
        return LOST_WORDS.search(words) is not None
    return not isinstance(error, MISUSES)
