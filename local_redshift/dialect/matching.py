"""Values that must be of one type, in CASE, COALESCE, UNION and sums, and are not.

DuckDB takes any mixture; Redshift looks at every branch before it runs the query. What a column
holds is not known here: only literals, casts and what operators make are compared.

Source: docs.aws.amazon.com/redshift/latest/dg/r_CASE_function.html, .../r_NVL_function.html,
.../r_UNION.html, .../c_Supported_data_types.html (type compatibility and conversion)
"""

import re
from collections.abc import Sequence

from sqlglot import exp

from local_redshift.dialect.types import column_type
from local_redshift.errors import RedshiftError

_NUMBER, _TEXT, _BOOLEAN = "numeric", "character varying", "boolean"
_MOMENT = "timestamp without time zone"
_LITERAL = "unknown"  # a quoted literal becomes what stands beside it
_KIND_OF_TYPE = {
    "VARCHAR": _TEXT, "BOOLEAN": _BOOLEAN, "DATE": _MOMENT, "TIMESTAMP": _MOMENT,
    "TIMESTAMP WITH TIME ZONE": _MOMENT, "SMALLINT": _NUMBER, "INTEGER": _NUMBER,
    "BIGINT": _NUMBER, "REAL": _NUMBER, "DOUBLE": _NUMBER, "DECIMAL": _NUMBER,
}  # fmt: skip
_CONDITIONS = (
    exp.Boolean, exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE,
    exp.Is, exp.Between, exp.In, exp.Like, exp.ILike, exp.SimilarTo, exp.Exists,
)  # fmt: skip
_WELL_FORMED = {
    _NUMBER: re.compile(
        r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*|\s*(nan|[+-]?inf\w*)\s*", re.IGNORECASE
    ),
    _BOOLEAN: re.compile(r"\s*(t|true|y|yes|1|f|false|n|no|0)\s*", re.IGNORECASE),
}
ARITHMETIC = (exp.DPipe, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_SHORT_NAMES = {_NUMBER: "integer", _BOOLEAN: "boolean"}


def check_types(node: exp.Expr) -> None:
    """Refuses branches of different types.

    Raises:
        RedshiftError: 42804 for types that do not go together, 22P02 for a literal that is none
            of the others' type.
    """
    if isinstance(node, exp.SetOperation):
        if not isinstance(node.left, exp.Query) or not isinstance(node.right, exp.Query):
            raise RedshiftError("42601", f"syntax error: {node.key.upper()} goes between queries")
        for pair in zip(node.left.selects, node.right.selects, strict=False):
            _check(node.key.upper(), pair)
    elif isinstance(node, exp.Case):
        default = node.args.get("default")
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        _check("CASE", branches if default is None else [*branches, default])
    elif isinstance(node, ARITHMETIC):
        _check_operands(node)
    elif node.name.lower() in {"coalesce", "nvl"}:
        _check("COALESCE", node.expressions)


def _check_operands(node: exp.Binary) -> None:
    """No boolean is text, and a quoted literal beside a number is one."""
    kinds = {_kind(side): side for side in (node.this, node.expression)}
    if isinstance(node, exp.DPipe):
        if _BOOLEAN in kinds:
            raise RedshiftError("42883", "operator does not exist: text || boolean")
    elif _LITERAL in kinds and (_NUMBER in kinds or "" in kinds):
        literal = kinds[_LITERAL]
        if _NUMBER in kinds or _WELL_FORMED[_NUMBER].fullmatch(literal.name):
            _convert(literal, _NUMBER)


def _check(construct: str, branches: Sequence[exp.Expr]) -> None:
    found = {branch: _kind(branch) for branch in branches}
    kinds = list(dict.fromkeys(kind for kind in found.values() if kind not in {"", _LITERAL}))
    if len(kinds) > 1:
        message = f"{construct} types {kinds[0]} and {kinds[1]} cannot be matched"
        raise RedshiftError("42804", message)
    for branch, kind in found.items():
        if kinds and kind == _LITERAL:
            _convert(branch.unalias(), kinds[0])


def _convert(literal: exp.Expr, kind: str) -> None:
    """Checks a quoted literal beside others; beside a number it is one, which DuckDB may miss."""
    pattern = _WELL_FORMED.get(kind)
    if pattern and not pattern.fullmatch(literal.name):
        message = f"invalid input syntax for type {_SHORT_NAMES[kind]}"
        raise RedshiftError("22P02", f'{message}: "{literal.name}"')
    if kind == _NUMBER and literal.name.strip()[-1].isdigit():
        literal.set("is_string", False)  # noqa: FBT003 - sqlglot's signature


def _kind(node: exp.Expr) -> str:
    """The kind of an expression's type; empty where it is not known."""
    node = node.unalias()
    if isinstance(node, exp.Literal):
        return _LITERAL if node.is_string else _NUMBER
    if isinstance(node, exp.Cast):
        return _KIND_OF_TYPE.get(column_type(node.to).name.partition("(")[0], "")
    if isinstance(node, _CONDITIONS):
        return _BOOLEAN
    if isinstance(node, (exp.Paren, exp.Neg)):
        return _kind(node.this)
    return _TEXT if isinstance(node, exp.DPipe) else ""
