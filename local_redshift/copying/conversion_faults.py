"""Why a column refused a value, in Redshift's words."""

import re

from .command import CopyOptions
from .load_errors import (
    INTEGER_OVERFLOW,
    INVALID_BOOLEAN,
    INVALID_DATE,
    INVALID_DECIMAL,
    INVALID_DIGIT,
    INVALID_FLOAT,
    INVALID_TIMESTAMP,
    INVALID_UTF8,
    INVALID_VALUE,
    MISSING_DATA,
    OUT_OF_RANGE,
    Fault,
)
from .target import TargetColumn

_INTEGER_WORDS = {"SMALLINT": "Short", "INTEGER": "Integer", "BIGINT": "Long"}
_NUMBER_CODES = {"FLOAT": INVALID_FLOAT, "DOUBLE": INVALID_FLOAT, "DECIMAL": INVALID_DECIMAL}
_MISSING = "Missing data for not-null field"
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")


def explain(column: TargetColumn, raw: str | None, options: CopyOptions) -> Fault:
    """What is wrong with a value that the column refused.

    Args:
        column: The column.
        raw: The value's text; None for NULL.
        options: COPY's options, whose formats the message shows.
    """
    kind = column.duckdb_type.partition("(")[0]
    if kind == "VARCHAR" and raw is not None:
        return _text_fault(column, raw)
    if raw is None or not raw.strip():
        return Fault(MISSING_DATA, _MISSING)
    if kind in _INTEGER_WORDS:
        return _integer_fault(raw, _INTEGER_WORDS[kind])
    if kind in _NUMBER_CODES:
        return _number_fault(raw, _NUMBER_CODES[kind], column.duckdb_type)
    return _other_fault(kind, options)


def _other_fault(kind: str, options: CopyOptions) -> Fault:
    if kind == "BOOLEAN":
        return Fault(INVALID_BOOLEAN, "Unknown boolean format")
    if kind == "DATE":
        return Fault(INVALID_DATE, f"Invalid Date Format [{_shown(options.date_format, 'DATE')}]")
    if kind.startswith("TIMESTAMP"):
        shown = _shown(options.time_format, "TIME")
        return Fault(INVALID_TIMESTAMP, f"Invalid timestamp format or value [{shown}]")
    return Fault(INVALID_VALUE, f"Invalid value for {kind}")


def _text_fault(column: TargetColumn, raw: str) -> Fault:
    foreign = re.search(r"[^\x00-\x7f]", raw)
    if column.is_char and foreign:
        return Fault(
            INVALID_UTF8,
            "Multibyte character not supported for CHAR (Hint: Try using VARCHAR)."
            f" Invalid char: {foreign[0].encode().hex(' ')}",
            foreign.start(),
        )
    if column.length_bytes is not None and len(raw.encode()) > column.length_bytes:
        return Fault(OUT_OF_RANGE, "String length exceeds DDL length", column.length_bytes)
    return Fault(MISSING_DATA, _MISSING)


def _shown(chosen: str, what: str) -> str:
    if chosen != "default":
        return chosen
    return "YYYY-MM-DD" if what == "DATE" else "YYYY-MM-DD HH:MI:SS"


def _integer_fault(raw: str, word: str) -> Fault:
    text = raw.strip()
    digits = re.match(r"[+-]?\d*", text)
    position = digits.end() if digits else 0
    if position < len(text):
        message = f"Invalid digit, Value '{text[position]}', Pos {position}, Type: {word}"
        return Fault(INVALID_DIGIT, message, position)
    return Fault(INTEGER_OVERFLOW, f"Overflow, Type: {word}")


def _number_fault(raw: str, code: int, duckdb_type: str) -> Fault:
    shown = duckdb_type.replace("DECIMAL", "NUMERIC")
    if _NUMBER.fullmatch(raw):
        return Fault(OUT_OF_RANGE, f"Value out of range for {shown}")
    return Fault(code, f"Invalid {shown} format")
