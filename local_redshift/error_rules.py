"""Which SQLSTATE and wording each of DuckDB's errors gets."""

import re
from collections.abc import Callable

import duckdb

from .errors import RedshiftError

ABORTED = "current transaction is aborted, commands ignored until end of transaction block"
_TYPE_NAMES = {
    "BOOL": "boolean",
    "BOOLEAN": "boolean",
    "INT8": "smallint",
    "INT16": "smallint",
    "SMALLINT": "smallint",
    "INT32": "integer",
    "INTEGER": "integer",
    "INT64": "bigint",
    "BIGINT": "bigint",
    "INT128": "numeric",
    "HUGEINT": "numeric",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "VARCHAR": "character varying",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "STRING_LITERAL": "unknown",
    "INTEGER_LITERAL": "integer",
}
_BYTES_BY_TYPE = {"INT8": 2, "INT16": 2, "INT32": 4, "INT64": 8}


def _type_name(name: str) -> str:
    name = name.strip()
    if name.startswith("DECIMAL"):
        return name.replace("DECIMAL", "numeric")
    return _TYPE_NAMES.get(name, name.lower())


def _wrong_text(match: re.Match[str]) -> RedshiftError:
    value, name = match.groups()
    kind = _type_name(name)
    if name in _BYTES_BY_TYPE:
        if re.fullmatch(r"\s*[+-]?\d+\s*", value):
            return RedshiftError("22003", f"Value out of range for {_BYTES_BY_TYPE[name]} bytes.")
        kind = "integer"
    elif kind.startswith("numeric"):
        kind = "numeric"
    return RedshiftError("22P02", f'invalid input syntax for type {kind}: "{value}"')


def _out_of_range(match: re.Match[str]) -> RedshiftError:
    name = match.group(1)
    if name in _BYTES_BY_TYPE:
        return RedshiftError("22003", f"Value out of range for {_BYTES_BY_TYPE[name]} bytes.")
    return RedshiftError("22003", "Numeric data overflow (result precision)")


def _no_such_function(match: re.Match[str]) -> RedshiftError:
    name, types = match.groups()
    listed = ", ".join(_type_name(kind) for kind in re.split(r",(?![^(]*\))", types) if kind)
    return RedshiftError(
        "42883",
        f"function {name}({listed}) does not exist",
        hint="No function matches the given name and argument types."
        " You may need to add explicit type casts.",
    )


def _value_count(match: re.Match[str]) -> RedshiftError:
    columns, values = map(int, match.groups())
    relation = "more expressions than target" if values > columns else "more target"
    rest = "columns" if values > columns else "columns than expressions"
    return RedshiftError("42601", f"INSERT has {relation} {rest}")


def _out_of_memory(_match: re.Match[str]) -> RedshiftError:
    return RedshiftError(
        "53200",
        "out of memory",
        hint="Start the stand-in with a larger --memory-limit.",
    )


def _disk_full(_match: re.Match[str]) -> RedshiftError:
    return RedshiftError(
        "53100", "Disk Full", hint="Free space where the stand-in's directory lies."
    )


_NAME = r'"?([^"\s]+)"?'
_AGGREGATE_ARGUMENT = "must appear in the GROUP BY clause or be used in an aggregate function"
Rule = tuple[str, str] | Callable[[re.Match[str]], RedshiftError]
# By class, in this order: what the message matches, and what it becomes: a SQLSTATE with its
# wording, which takes the groups of the match, or a function of it.
RULES: dict[type[duckdb.Error], dict[str, Rule]] = {
    duckdb.Error: {
        # What the dialect's own macros raise: error('SQLSTATE 22012: division by zero')
        r"SQLSTATE (\w{5}): (.*)": lambda match: RedshiftError(*match.groups()),
        r"[Nn]o space left|max_temp_directory_size|[Dd]isk [Ff]ull": _disk_full,
        r"[Dd]ivision by zero": ("22012", "division by zero"),
        r"Macro (\w+)\(\) does not support the supplied arguments": (
            "42883",
            "function {}() is not served with these arguments",
        ),
        r"must not end with escape": ("22025", "LIKE pattern must not end with escape"),
    },
    duckdb.OutOfMemoryException: {r"": _out_of_memory},
    duckdb.ConstraintException: {
        r"strlen\(.*?\) <= (\d+)": ("22001", "value too long for type character varying({})"),
        r"NOT NULL constraint failed: (?:\S+\.)?([^.\s]+)": (
            "23502",
            "Cannot insert a NULL value into column {}",
        ),
    },
    duckdb.CatalogException: {
        rf"(?:Table|View) with name {_NAME} does not exist": (
            "42P01",
            'relation "{}" does not exist',
        ),
        rf"Function with name {_NAME} does not exist": ("42883", "function {}() does not exist"),
        rf"Schema with name {_NAME} does not exist": ("3F000", 'schema "{}" does not exist'),
        rf"Type with name {_NAME} does not exist": ("42704", 'type "{}" does not exist'),
        rf"(?:Table|View) with name {_NAME} already exists": (
            "42P07",
            'relation "{}" already exists',
        ),
        rf"Schema with name {_NAME} already exists": ("42P06", 'schema "{}" already exists'),
        rf"Column with name {_NAME} already exists": (
            "42701",
            'column "{}" specified more than once',
        ),
        rf"Existing object {_NAME} is of type \w+, trying to \w+ type (\w+)": lambda match: (
            RedshiftError("42809", f'"{match[1]}" is not a {match[2].lower()}')
        ),
    },
    duckdb.BinderException: {
        rf"(?:Referenced column|does not have a column (?:with name|named)) {_NAME}": (
            "42703",
            'column "{}" does not exist',
        ),
        rf"Referenced table {_NAME} not found": ("42P01", 'relation "{}" does not exist'),
        r"No function matches the given name and argument types '([^('\s]+)\((.*?)\)'\.": (
            _no_such_function
        ),
        r'best candidate function for the function call "(\S+?)\(': (
            "42725",
            "operator is not unique: {}; add explicit type casts",
        ),
        rf"column {_NAME} must appear in the GROUP BY": (
            "42803",
            f'column "{{}}" {_AGGREGATE_ARGUMENT}',
        ),
        rf"Ambiguous reference to column name {_NAME}": (
            "42702",
            'column reference "{}" is ambiguous',
        ),
        rf"(?:Ambiguous reference to table|[Dd]uplicate alias) {_NAME}": (
            "42712",
            'table name "{}" specified more than once',
        ),
        r"has (\d+) columns but (\d+) values were supplied": _value_count,
    },
    duckdb.ConversionException: {
        r"""[Cc]ould not convert string ['"](.*)['"] to ([A-Z0-9(), ]+)""": _wrong_text,
        r"Unimplemented type for cast \((.+?) -> (.+?)\)": lambda match: RedshiftError(
            "42846", "cannot cast type {} to {}".format(*map(_type_name, match.groups()))
        ),
        r'invalid (date|timestamp|time) field format: "(.*?)"': (
            "22007",
            'invalid input syntax for type {}: "{}"',
        ),
        r"Date out of range: (.*)": ("22008", "date/time field value out of range: {}"),
        r'field value out of range: "(.*?)"': (
            "22008",
            'date/time field value out of range: "{}"',
        ),
        r"out of range for the destination type (\w+)": _out_of_range,
        r"to (DECIMAL)\(": _out_of_range,
        r"to type (DECIMAL)\(.*out of range": _out_of_range,
    },
    duckdb.OutOfRangeException: {
        r"of (DECIMAL|HUGEINT)|in (HUGEINT)": _out_of_range,
        r"of (INT\d+)": _out_of_range,
    },
    duckdb.InvalidInputException: {
        r"More than one row returned by a subquery": (
            "21000",
            "single-row subquery returns more than one row",
        ),
    },
    duckdb.TransactionException: {r"transaction is aborted": ("25P02", ABORTED)},
    duckdb.DependencyException: {r"": ("2BP01", "cannot drop it: other objects need it")},
}
BY_CLASS: list[tuple[type[duckdb.Error], str]] = [
    (duckdb.InterruptException, "57014"),
    (duckdb.ParserException, "42601"),
    (duckdb.BinderException, "42601"),
    (duckdb.CatalogException, "42704"),
    (duckdb.ConstraintException, "23000"),
    (duckdb.ConversionException, "22P02"),
    (duckdb.OutOfRangeException, "22003"),
    (duckdb.InvalidInputException, "22023"),
    (duckdb.InvalidTypeException, "42804"),
    (duckdb.TypeMismatchException, "42804"),
    (duckdb.SequenceException, "55000"),
    (duckdb.NotImplementedException, "0A000"),
    (duckdb.PermissionException, "42501"),
    (duckdb.IOException, "58030"),
]
