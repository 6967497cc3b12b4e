"""How a JSON value's text becomes a column's value, as SQL that never raises.

What can't be converted becomes NULL here, and `is_accepted` separates it from what was NULL before.

Source: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-conversion.html
"""

from local_redshift.stored_tables import quote_text

from .command import CopyOptions
from .integers import integer_sql
from .target import TargetColumn
from .time_formats import date_sql, timestamp_sql

_INTEGERS = ("SMALLINT", "INTEGER", "BIGINT")
_FLOATS = ("FLOAT", "DOUBLE")


def converted(column: TargetColumn, raw: str, options: CopyOptions) -> str:
    """SQL for the column's value.

    Args:
        column: The column.
        raw: SQL for the value's text; NULL for a missing key and for JSON's null.
        options: COPY's options.
    """
    kind = column.duckdb_type.partition("(")[0]
    if kind == "VARCHAR":
        return _text(column, raw, options)
    if kind in _INTEGERS:
        return integer_sql(raw, kind)
    if kind in _FLOATS:
        return _float(raw, kind)
    if kind == "DECIMAL":
        return _decimal(column.duckdb_type, raw, options)
    return _time_or_other(kind, raw, options)


def is_accepted(column: TargetColumn, raw: str, value: str) -> str:
    """SQL for whether the column takes the value: false when not, NULL or true when it does.

    Args:
        column: The column.
        raw: SQL for the value's text.
        value: SQL for what `converted` made of it.
    """
    if column.duckdb_type != "VARCHAR" and column.nullable:
        return f"case when {value} is null then trim({raw}) = '' else true end"
    tests = [] if column.nullable else [f"{value} is not null"]
    tests += [] if column.length_bytes is None else [f"strlen({value}) <= {column.length_bytes}"]
    tests += [f"strlen({value}) = length({value})"] if column.is_char else []
    return " and ".join(tests)


def _time_or_other(kind: str, raw: str, options: CopyOptions) -> str:
    if kind == "DATE":
        return date_sql(raw, options.date_format)
    if kind.startswith("TIMESTAMP"):
        return timestamp_sql(raw, kind, options.time_format)
    return f"try_cast(trim({raw}) as {kind})"


def _float(raw: str, kind: str) -> str:
    number = f"try_cast({raw} as {kind})"  # 1e999 would be infinity
    wordy = f"translate({raw}, '0123456789', '') = {raw}"
    return f"case when isfinite({number}) then {number} when {wordy} then {number} end"


def _text(column: TargetColumn, raw: str, options: CopyOptions) -> str:
    value = raw
    if options.blanks_as_null:
        value = f"case when {value} = '' or trim({value}) <> '' then {value} end"
    if options.empty_as_null:
        value = f"nullif({value}, '')"
    if options.trim_blanks or column.is_char:
        value = f"rtrim({value})"
    if options.truncate_columns and column.length_bytes is not None:
        return _cut(value, column.length_bytes)
    return value


def _cut(value: str, length_bytes: int) -> str:
    """At most so many bytes, ending at a whole character."""
    hexadecimal = f"hex(encode({value}))"
    cuts = " ".join(
        f"when substr({hexadecimal}, {2 * end + 1}, 1) not in ('8', '9', 'A', 'B')"
        f" then decode(unhex(left({hexadecimal}, {2 * end})))"
        for end in range(length_bytes, max(length_bytes - 4, -1), -1)
    )
    return f"case when strlen({value}) <= {length_bytes} then {value} {cuts} else '' end"


def _decimal(duckdb_type: str, raw: str, options: CopyOptions) -> str:
    number = f"try_cast({raw} as {duckdb_type})"
    if options.round_decimals:
        return number
    scale = int(duckdb_type.rstrip(")").rpartition(",")[2])
    pattern = quote_text(rf"^(\s*[+-]?\d*(?:\.\d{{{scale}}})?)\.?\d*\s*$")
    cut = f"try_cast(regexp_extract({raw}, {pattern}, 1) as {duckdb_type})"
    is_longer = f"contains({raw}, '.') and strlen({raw}) - instr({raw}, '.') > {scale}"
    return f"case when {is_longer} then coalesce({cut}, {number}) else {number} end"
