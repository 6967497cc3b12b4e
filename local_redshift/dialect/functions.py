"""The functions that Redshift has and the stand-in serves; every other name is refused.

A function is either DuckDB's own under the same name (`NATIVE`), a macro of `macros.py` under the
same name (`MACROS`), or built here from its arguments (`BUILT`).
Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html
"""

from collections.abc import Callable

from sqlglot import exp

from local_redshift.dialect.date_functions import BUILT_OF_DATES
from local_redshift.dialect.macros import MACROS, macro, native
from local_redshift.dialect.number_formats import to_number
from local_redshift.errors import RedshiftError, not_supported

Builder = Callable[[str, list[exp.Expr]], exp.Expr]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NATIVE = _words("""
    abs ascii atan atan2 cbrt ceil ceiling chr coalesce cos cot degrees floor greatest grouping
    least left lower md5 mod nullif pi radians random replace reverse right round sign sin sqrt
    tan translate upper
    """)
AGGREGATES = _words("""
    any_value avg bit_and bit_or bool_and bool_or count listagg max median min percentile_cont
    percentile_disc stddev stddev_pop stddev_samp sum var_pop var_samp variance
    """)
RANKINGS = _words("cume_dist dense_rank ntile percent_rank rank row_number")
NEIGHBOURS = _words("first_value lag last_value lead nth_value ratio_to_report")
SESSION = _words("""
    current_database current_schema current_user getdate pg_backend_pid pg_last_copy_count
    pg_last_copy_id pg_last_query_id session_user sysdate user version
    """)


def scalar(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    """The DuckDB form of a Redshift function of values.

    Raises:
        RedshiftError: 0A000 when it is not served.
    """
    if name in BUILT:
        return BUILT[name](name, arguments)
    if name in MACROS:
        return macro(name, *arguments)
    if name in NATIVE:
        return native(name, *arguments)
    raise not_supported(f"function {name}()")


def _counted(name: str, arguments: list[exp.Expr], least: int, most: int) -> None:
    if not least <= len(arguments) <= most:
        message = f"function {name}() does not take {len(arguments)} arguments"
        raise RedshiftError("42883", message)


def _coalesce(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    _counted(name, arguments, 1, 1000)
    return native("coalesce", *arguments)


def _nvl2(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    _counted(name, arguments, 3, 3)
    value, given, missing = arguments
    present = exp.Not(this=exp.Is(this=value, expression=exp.Null()))
    return exp.Case(ifs=[exp.If(this=present, true=given)], default=missing)


def _decode(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    _counted(name, arguments, 3, 1000)
    value, *rest = arguments
    default = rest.pop() if len(rest) % 2 else None
    branches = [
        exp.If(this=exp.NullSafeEQ(this=value.copy(), expression=search), true=result)
        for search, result in zip(rest[::2], rest[1::2], strict=True)
    ]
    return exp.Case(ifs=branches, default=default)


def _json_path(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    _counted(name, arguments, 2, 7)
    document, *keys = arguments
    quiet = keys.pop() if isinstance(keys[-1], exp.Boolean) else exp.false()
    if not all(isinstance(key, exp.Literal) and key.is_string for key in keys):
        raise not_supported(f"{name}() with keys that are not literals")
    path = "$" + "".join('."' + key.name.replace('"', '\\"') + '"' for key in keys)
    return macro("json_text", document, exp.Literal.string(path), quiet)


BUILT: dict[str, Builder] = {
    "nvl": _coalesce,
    "nvl2": _nvl2,
    "decode": _decode,
    "json_extract_path_text": _json_path,
    "to_number": to_number,
    **BUILT_OF_DATES,
}
