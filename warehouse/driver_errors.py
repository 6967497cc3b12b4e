"""Sorts the errors of redshift_connector into the tree of `warehouse.errors`.

Source: SQLSTATEs from appendix A of the PostgreSQL manual, whose codes Redshift answers, and
https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html
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
    r"^1023\b|\b1023 detail|serializable isolation violation|\bresizing\b|\brestarting\b",
    re.IGNORECASE,
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

NEXT_STEPS = {
    "22001": "Widen the column, or find the long value in ops.rejected_lines.",
    "28000": "Check user, password or IAM role of the credentials block.",
    "28P01": "Check user and password of the credentials block.",
    "3D000": "Check the database name of the credentials block.",
    "42501": "Grant the missing right; `python -m blocks check NAME` prints the statement.",
    "42P01": "A table is missing: run the flow again, it creates what is not there.",
    "53100": "The disk is full: free space or add nodes, then run again.",
    "53200": "The warehouse is out of memory: run again when it is less busy.",
    TIMED_OUT_STATE: "It took longer than statement_timeout: raise that, or load fewer days.",
    "0A000": "The statement uses what the warehouse does not support.",
}
CONNECT_STEP = "Check the credentials block: python -m blocks check NAME. Nothing was published."
NO_STEP = "See the warehouse's log, mend the cause, then run again; nothing was published."


def sort_error(error: BaseException, subject: str) -> WarehouseError:
    """The error of our tree for an error of the driver or the network.

    Args:
        error: What the driver raised.
        subject: What was being done, e.g. `star/users/insert`.
    """
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    if not fields:
        return _sort_wordless(error, subject)
    state, words = str(fields.get("C", "")), str(fields.get("M", ""))
    detail = f" ({fields['D']})" if fields.get("D") else ""
    if state in TRANSIENT_STATES or state.startswith("08") or _is_transient(words):
        cause = TRANSIENT_STATES.get(state, "the warehouse was not ready")
        return TransientError(f"{subject}: {cause}: {words}{detail} [{state}]. It is tried again.")
    if "load_error" in words.lower():
        return LoadFailedError(f"{subject}: {words}", state)
    step = NEXT_STEPS.get(state, NO_STEP)
    kind = StatementTimeoutError if state == TIMED_OUT_STATE else StatementError
    return kind(f"{subject}: {words}{detail} [{state}]. {step}", state)


def _is_transient(words: str) -> bool:
    return TRANSIENT_WORDS.search(words) is not None


def _sort_wordless(error: BaseException, subject: str) -> WarehouseError:
    """An error without SQLSTATE: the network, or a misuse of the driver."""
    words = " ".join(str(error).split()) or type(error).__name__
    if _is_lost(error, words):
        return TransientError(
            f"{subject}: the connection to the warehouse was lost ({words}). It is tried again."
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
