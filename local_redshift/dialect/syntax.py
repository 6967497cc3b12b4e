"""The syntax that is served: every node of a parsed statement, and what may hang on it.

What is not listed is refused by name. That keeps DuckDB's own syntax out: it would work here and
fail in Redshift.
Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
"""

import math
from collections.abc import Callable

from sqlglot import exp

from local_redshift.dialect.matching import ARITHMETIC, check_types
from local_redshift.dialect.reserved_words import RESERVED
from local_redshift.errors import RedshiftError, not_supported

_QUERY = "with_ order limit offset"
_SET_OPERATION = f"this expression distinct {_QUERY}"
_BINARY = "this expression"
_WRAPPERS = (  # one inside
    exp.From, exp.Where, exp.Having, exp.Qualify, exp.RawString, exp.Boolean, exp.Var,
    exp.Parameter, exp.Paren, exp.Not, exp.Exists, exp.Any, exp.All, exp.Neg, exp.BitwiseNot,
    exp.DataTypeParam, exp.IgnoreNulls, exp.RespectNulls,
)  # fmt: skip
_LISTS = (  # a list
    exp.Rollup, exp.Cube, exp.GroupingSets, exp.Order, exp.Distinct, exp.Values, exp.Tuple,
)  # fmt: skip
_LEAVES = (  # nothing inside
    exp.Null, exp.CurrentDate, exp.CurrentUser, exp.CurrentSchema, exp.SessionUser,
)  # fmt: skip
_BINARIES = (  # two sides
    exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.Escape,
    exp.RegexpLike, exp.RegexpILike, exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Pow, exp.BitwiseAnd,
    exp.BitwiseOr, exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.Extract, exp.WithinGroup,
)  # fmt: skip
_PARTS: dict[type[exp.Expr], str] = {
    exp.Select: f"expressions from_ joins where group having qualify distinct {_QUERY}",
    exp.Subquery: f"this alias pivots {_QUERY}",
    exp.Union: _SET_OPERATION,
    exp.Intersect: _SET_OPERATION,
    exp.Except: _SET_OPERATION,
    exp.With: "expressions recursive",
    exp.CTE: "this alias",
    exp.TableAlias: "this columns",
    exp.Table: "this db catalog alias joins pivots",
    exp.Pivot: "expressions fields unpivot include_nulls alias columns pivot_column_naming",
    exp.PivotAlias: "this alias",
    exp.Join: "this side kind on using method",
    exp.Group: "expressions rollup cube grouping_sets",
    exp.Ordered: "this desc nulls_first",
    exp.Limit: "expression",
    exp.Offset: "expression",
    exp.Insert: "this expression default with_",
    exp.Update: "this expressions from_ where with_",
    exp.Delete: "this tables using where with_",
    exp.Schema: "this expressions",
    exp.Alias: "this alias",
    exp.Star: "except_",
    exp.Column: "this table db catalog",
    exp.Identifier: "this quoted",
    exp.Literal: "this is_string",
    exp.Between: "this low high",
    exp.In: "this expressions query",
    exp.Like: f"{_BINARY} negate",
    exp.ILike: f"{_BINARY} negate",
    exp.SimilarTo: f"{_BINARY} negate",
    exp.Div: f"{_BINARY} typed safe",
    exp.DPipe: f"{_BINARY} safe",
    exp.Case: "this ifs default",
    exp.If: "this true",
    exp.Cast: "this to",
    exp.TryCast: "this to safe",
    exp.DataType: "this expressions nested",
    exp.Trim: f"{_BINARY} position",
    exp.Substring: "this start length",
    exp.StrPosition: "this substr",
    exp.Interval: "this unit fraction_in_string",
    exp.AtTimeZone: "this zone",
    exp.Window: "this partition_by order spec over",
    exp.WindowSpec: "kind start start_side end end_side",
    exp.Anonymous: "this expressions",
    exp.CurrentTimestamp: "sysdate",
    **dict.fromkeys(_WRAPPERS, "this"),
    **dict.fromkeys(_LISTS, "expressions"),
    **dict.fromkeys(_LEAVES, ""),
    **dict.fromkeys(_BINARIES, _BINARY),
}
_ALLOWED = {node: frozenset(parts.split()) for node, parts in _PARTS.items()}
# What PostgreSQL has besides, and Redshift with it where only the catalogue is read.
_OF_LEADER = _ALLOWED | {
    exp.Array: frozenset({"expressions", "bracket_notation"}),
    exp.Bracket: frozenset({"this", "expressions"}),
    exp.DataType: frozenset({"this", "expressions", "nested", "kind", "values"}),
}
_WORDS = {
    "bracket": "subscripts [...]",
    "struct": "structs {...}",
    "array": "arrays",
    "lambda": "lambda functions",
    "jsonextract": "operator ->",
    "jsonextractscalar": "operator ->>",
    "filter": "FILTER (WHERE ...) of an aggregate; use CASE inside it",
    "placeholder": "placeholders other than $1",
    "nullsafeneq": "IS DISTINCT FROM",
    "nullsafeeq": "IS NOT DISTINCT FROM",
    "returning": "RETURNING",
    "conflict": "ON CONFLICT",
    "on": "DISTINCT ON",
    "exclude": "* EXCLUDE",
    "replace": "* REPLACE",
    "rename": "* RENAME",
    "sample": "TABLESAMPLE",
    "locks": "FOR UPDATE",
    "into": "SELECT INTO; use CREATE TABLE AS",
    "connect": "CONNECT BY; use WITH RECURSIVE",
    "windows": "the WINDOW clause",
    "bytestring": "E'...' literals",
    "tablefromrows": "functions in FROM",
    "limit_options": "LIMIT with PERCENT or TIES",
    "collate": "COLLATE",
    "by_name": "INSERT BY NAME",
}


def check_syntax(tree: exp.Expr, *, leader: bool = False) -> None:
    """Refuses what Redshift lacks or the stand-in does not serve.

    Args:
        tree: The statement.
        leader: It reads the catalogue alone.

    Raises:
        RedshiftError: 0A000 with the construct's name.
    """
    served = _OF_LEADER if leader else _ALLOWED
    for node in tree.walk():
        allowed = served.get(type(node))
        if allowed is None:
            raise not_supported(_name(node.key))
        for part, value in node.args.items():
            if part not in allowed and value not in (None, False, [], ()):
                raise not_supported(_WORDS.get(part) or f"{_name(part)} in {_name(node.key)}")
        check = _CHECKS.get(type(node))
        if check is not None:
            check(node)


def _name(key: str) -> str:
    return _WORDS.get(key, key.rstrip("_").replace("_", " ").upper())


def _check_identifier(node: exp.Expr) -> None:
    """A reserved word names nothing without quotes; after AS and after a dot any word may stand."""
    if node.args.get("quoted") or node.name.upper() not in RESERVED - {"OID"}:
        return
    owner = node.parent
    alone = isinstance(owner, exp.Column) and not owner.table
    if alone or isinstance(owner, (exp.Table, exp.TableAlias)):
        raise RedshiftError("42601", f'syntax error at or near "{node.name}", a reserved word')


def _check_values(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Insert):
        raise not_supported("VALUES outside of INSERT")


def _check_table(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise not_supported("functions in FROM")


def _check_select(node: exp.Expr) -> None:
    if not node.expressions:
        raise RedshiftError("42601", "syntax error: SELECT without a list of columns")


def _check_set_operation(node: exp.Expr) -> None:
    if not node.args.get("distinct"):
        raise not_supported(f"{node.key.upper()} ALL")
    check_types(node)


def _check_join(node: exp.Expr) -> None:
    for part, served in (("method", {"", "NATURAL"}), ("kind", {"", "INNER", "OUTER", "CROSS"})):
        if node.text(part).upper() not in served:
            raise not_supported(f"{node.text(part).upper()} JOIN")


def _check_with(node: exp.Expr) -> None:
    for expression in node.expressions if node.args.get("recursive") else ():
        query = expression.this
        if not expression.args["alias"].args.get("columns"):
            raise RedshiftError("42601", "WITH RECURSIVE needs a list of columns after its name")
        if isinstance(query, exp.Union) and query.args.get("distinct"):
            raise not_supported("WITH RECURSIVE with UNION", "Use UNION ALL.")


def _check_is(node: exp.Expr) -> None:
    """IS TRUE is a predicate: docs.aws.amazon.com/redshift/latest/dg/r_Boolean_type.html."""
    if not isinstance(node.expression, exp.Boolean):
        return
    above = node.find_ancestor(exp.Where, exp.Having, exp.Qualify, exp.Join, exp.Select)
    if isinstance(above, exp.Select):
        raise not_supported("IS TRUE or IS FALSE in a list of columns", "Use = true.")


def _drop_limit_all(node: exp.Expr) -> None:
    if isinstance(node.expression, exp.Var):
        node.pop()


def _check_parameter(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Literal) or node.this.is_string:
        raise not_supported("variables")


def _check_literal(node: exp.Expr) -> None:
    if node.args["is_string"]:
        return
    try:
        is_infinite = math.isinf(float(node.name))
    except ValueError as error:  # 1e
        raise RedshiftError("42601", f'syntax error at or near "{node.name}"') from error
    if is_infinite:
        raise RedshiftError("22003", f'"{node.name}" is out of range for type double precision')


def _check_alias(node: exp.Expr) -> None:
    if not isinstance(node.args["alias"], exp.Identifier):
        raise RedshiftError("42601", "syntax error in an alias")


_CHECKS: dict[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Identifier: _check_identifier,
    exp.With: _check_with,
    exp.Is: _check_is,
    exp.Values: _check_values,
    exp.Table: _check_table,
    exp.Select: _check_select,
    exp.Union: check_types,
    exp.Case: check_types,
    exp.Anonymous: check_types,
    **dict.fromkeys(ARITHMETIC, check_types),
    exp.Intersect: _check_set_operation,
    exp.Except: _check_set_operation,
    exp.Join: _check_join,
    exp.Limit: _drop_limit_all,
    exp.Parameter: _check_parameter,
    exp.Alias: _check_alias,
    exp.Literal: _check_literal,
}
