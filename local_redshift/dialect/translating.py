"""What goes into a parsed statement just before it runs: arguments and the session's values."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from local_redshift.dialect.blanks import COMPARED
from local_redshift.dialect.grammar import write
from local_redshift.dialect.relations import default_schema
from local_redshift.dialect.statement import Argument, Kind, SessionValues, Statement, Value
from local_redshift.dialect.types import cast_to
from local_redshift.errors import RedshiftError, not_supported

VERSION = (
    "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 "
    "(Red Hat 3.4.2-6.fc3), Redshift 1.0.100000"
)
_TYPE_OF_OID = {
    16: "BOOLEAN", 20: "BIGINT", 21: "SMALLINT", 23: "INTEGER", 25: "VARCHAR", 700: "REAL",
    701: "DOUBLE", 1042: "VARCHAR", 1043: "VARCHAR", 1082: "DATE", 1083: "TIME",
    1114: "TIMESTAMP", 1184: "TIMESTAMP WITH TIME ZONE", 1186: "INTERVAL", 1700: "DECIMAL(38, 8)",
}  # fmt: skip

# A literal alone would have another type: numbers are INTEGER, the others text.
_CAST_WHEN_BOUND = {"SMALLINT", "BIGINT", "REAL", "DOUBLE", "TIME", "INTERVAL"}


def to_duckdb(
    statement: Statement,
    session: SessionValues,
    arguments: Sequence[Argument] | None,
    parameter_oids: Sequence[int] = (),
) -> str:
    """The statement as DuckDB text.

    Args:
        statement: What `parse` returned.
        session: What session functions answer.
        arguments: One for each parameter, or None to describe the result: parameters become NULLs.
        parameter_oids: The declared types, for describing.

    Returns:
        DuckDB SQL; empty for a statement that DuckDB has no part in.
    """
    _check_databases(statement, session)
    if statement.template or not statement.trees:
        return statement.template

    def value(node: exp.Expr) -> exp.Expr | None:
        if isinstance(node, exp.Parameter):
            number = int(node.this.name)
            if arguments is None:
                return _null(node, _kind_of(number, parameter_oids))
            return _given(node, number, arguments)
        if isinstance(node, exp.Anonymous) and node.name.startswith("session."):
            name = node.name.removeprefix("session.")
            stored = statement.kind in {Kind.CREATE, Kind.ALTER}
            return _stored(name) if stored else _of_session(name, session)
        return None

    return ";\n".join(write(_filled(tree.copy(), value)) for tree in statement.trees)


def _filled(tree: exp.Expr, value: Callable[[exp.Expr], exp.Expr | None]) -> exp.Expr:
    for node in list(tree.walk()):
        found = value(node)
        if found is not None:
            node.replace(found)
    return tree


def _check_databases(statement: Statement, session: SessionValues) -> None:
    for database in statement.databases:
        if database != session.database:
            raise not_supported(f'queries across databases ("{database}")')


def _kind_of(number: int, oids: Sequence[int]) -> str | None:
    return _TYPE_OF_OID.get(oids[number - 1]) if 0 < number <= len(oids) else None


def _null(node: exp.Expr, kind: str | None) -> exp.Expr:
    if kind is None and isinstance(node.parent, exp.Alias):
        kind = "VARCHAR"  # a result column of unknown type is text
    return cast_to(exp.Null(), kind) if kind else exp.Null()


def _given(node: exp.Expr, number: int, arguments: Sequence[Argument]) -> exp.Expr:
    if not 0 < number <= len(arguments):
        raise RedshiftError("08P01", f"there is no value for parameter ${number}")
    argument = arguments[number - 1]
    kind = _TYPE_OF_OID.get(argument.type_oid)
    if argument.value is None:
        return _null(node, kind)
    value = argument.value
    if isinstance(value, str) and COMPARED in node.meta:
        value = value.rstrip(" ")
    literal = _literal(value)
    return cast_to(literal, kind) if kind in _CAST_WHEN_BOUND else literal


def _literal(value: Value) -> exp.Expr:
    for kind, build in _LITERALS.items():
        if isinstance(value, kind):
            return build(value)
    raise not_supported(f"parameters of type {type(value).__name__}")


def _moment(value: datetime) -> exp.Expr:
    kind = "TIMESTAMP WITH TIME ZONE" if value.tzinfo else "TIMESTAMP"
    return cast_to(exp.Literal.string(value.isoformat(" ")), kind)


def _decimal(value: Decimal) -> exp.Expr:
    text = format(value, "f")
    digits = len(text.lstrip("-").replace(".", "").lstrip("0")) or 1
    scale = len(text.partition(".")[2])
    return cast_to(exp.Literal.string(text), f"DECIMAL({max(digits, scale + 1)}, {scale})")


def _of_session(name: str, session: SessionValues) -> exp.Expr:
    texts = {
        "current_database": session.database,
        "current_schema": default_schema(session.search_path),
        "current_user": session.user,
        "session_user": session.user,
        "user": session.user,
        "version": VERSION,
    }
    numbers = {
        "pg_backend_pid": session.backend_pid,
        "pg_last_copy_count": session.last_copy_count,
        "pg_last_copy_id": session.last_copy_id,
        "pg_last_query_id": session.last_query_id,
    }
    if name in texts:
        return exp.Literal.string(texts[name])
    if name in numbers:
        kind = "BIGINT" if name == "pg_last_copy_count" else "INTEGER"
        return cast_to(exp.Literal.number(numbers[name]), kind)
    # GETDATE() is the statement's start without a fraction, SYSDATE the transaction's with one.
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return _literal(session.transaction_started_at if name == "sysdate" else now)


def _stored(name: str) -> exp.Expr:
    """A session function inside a view or a default, which is asked later and by others."""
    if name not in {"getdate", "sysdate"}:
        raise not_supported(f"{name}() in a view or a default")
    now = cast_to(exp.Anonymous(this="now"), "TIMESTAMP")
    if name == "sysdate":
        return now
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string("second"), now])


# In this order: a bool is an int to Python, and a datetime is a date.
_LITERALS: dict[type, Callable[[Any], exp.Expr]] = {
    bool: lambda value: exp.Boolean(this=value),
    int: exp.Literal.number,
    float: lambda value: cast_to(exp.Literal.string(repr(value)), "DOUBLE"),
    Decimal: _decimal,
    datetime: _moment,
    date: lambda value: cast_to(exp.Literal.string(value.isoformat()), "DATE"),
    str: exp.Literal.string,
}
