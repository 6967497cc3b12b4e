"""Redshift's types, and what DuckDB stores in their place."""

from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from local_redshift.errors import RedshiftError, not_supported

_MAX_VARCHAR_BYTES = 65535
_MAX_CHAR_BYTES = 4096
_PLAIN = {
    exp.DType.SMALLINT: "SMALLINT",
    exp.DType.INT: "INTEGER",
    exp.DType.BIGINT: "BIGINT",
    exp.DType.FLOAT: "REAL",
    exp.DType.DOUBLE: "DOUBLE",
    exp.DType.BOOLEAN: "BOOLEAN",
    exp.DType.DATE: "DATE",
    exp.DType.TIMESTAMP: "TIMESTAMP",
    exp.DType.DATETIME: "TIMESTAMP",
    exp.DType.TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
    exp.DType.TIME: "TIME",
    exp.DType.INTERVAL: "INTERVAL",
}
_VARYING = {exp.DType.VARCHAR, exp.DType.NVARCHAR, exp.DType.TEXT}
_FIXED = {exp.DType.CHAR, exp.DType.NCHAR, exp.DType.BPCHAR}


@dataclass(frozen=True)
class ColumnType:
    """A Redshift type in DuckDB.

    Attributes:
        name: DuckDB's spelling.
        max_bytes: The longest text it takes in bytes, None for what is not text.
        fixed: Whether it is CHAR, which knows no trailing blanks.
    """

    name: str
    max_bytes: int | None = None
    fixed: bool = False


def column_type(declared: exp.Expr) -> ColumnType:
    """What a type of CREATE TABLE or CAST is in DuckDB.

    Raises:
        RedshiftError: 0A000 for a type that is not served, 22023 for a length out of range.
    """
    kind = declared.this if isinstance(declared, exp.DataType) else None
    if kind in _PLAIN and not declared.expressions:
        return ColumnType(_PLAIN[kind])
    if kind is exp.DType.DOUBLE:  # FLOAT(p)
        return ColumnType("REAL" if int(_parameters(declared)[0]) <= 24 else "DOUBLE")
    if kind in _VARYING:
        # A bare VARCHAR has 256: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
        return ColumnType("VARCHAR", _length(declared, 256, _MAX_VARCHAR_BYTES))
    if kind in _FIXED:
        bare = 256 if kind is exp.DType.BPCHAR else 1
        return ColumnType("VARCHAR", _length(declared, bare, _MAX_CHAR_BYTES), fixed=True)
    if kind is exp.DType.DECIMAL:
        return ColumnType(_decimal(declared))
    raise not_supported(f"type {declared.sql('redshift')}")


def _parameters(declared: exp.Expr, word: str | None = None) -> list[str]:
    """Numbers in parentheses, or the one word that may stand there."""
    found = [parameter.name.lower() for parameter in declared.expressions]
    if not all(parameter.isdigit() or parameter == word for parameter in found):
        raise RedshiftError("42601", f"syntax error in the type {declared.sql('redshift')}")
    return found


def _length(declared: exp.Expr, bare: int, longest: int) -> int:
    given = _parameters(declared, "max")
    if not given:
        return bare
    length = longest if given == ["max"] else int(given[0])
    if not 1 <= length <= longest:
        message = f"length for type {declared.this.value.lower()} must be between 1 and {longest}"
        raise RedshiftError("22023", message)
    return length


def _decimal(declared: exp.Expr) -> str:
    given = [int(parameter) for parameter in _parameters(declared)]
    precision, scale = [*given, 0][:2] if given else (18, 0)
    if not (1 <= precision <= 38 and 0 <= scale <= min(precision, 37)):
        message = f"NUMERIC precision {precision} must be between 1 and 38, scale {scale} within it"
        raise RedshiftError("22023", message)
    return f"DECIMAL({precision}, {scale})"


def duckdb_type(name: str) -> exp.DataType:
    """A type by its DuckDB name."""
    return _parsed(name).copy()


@lru_cache(maxsize=256)
def _parsed(name: str) -> exp.DataType:
    return exp.DataType.build(name, dialect="duckdb")


def cast_to(value: exp.Expr, name: str) -> exp.Cast:
    """A DuckDB cast to a type by its DuckDB name."""
    return exp.Cast(this=value, to=duckdb_type(name))
