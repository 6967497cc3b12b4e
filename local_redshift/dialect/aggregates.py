"""Aggregates and window functions: their result types, orders and frames.

Source: docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html,
.../c_Window_functions.html, .../r_Window_function_synopsis.html
"""

from collections.abc import Callable

from sqlglot import exp

from local_redshift.dialect.functions import AGGREGATES, NEIGHBOURS, RANKINGS
from local_redshift.dialect.macros import macro, native
from local_redshift.dialect.naming import RESULT
from local_redshift.dialect.trees import replace_children
from local_redshift.dialect.types import cast_to
from local_redshift.errors import RedshiftError, not_supported

Rewrite = Callable[[exp.Expr], exp.Expr]

_INTEGERS = {"count", "approximate count"} | (RANKINGS - {"cume_dist", "percent_rank"})
_DOUBLES = {
    "cume_dist", "percent_rank", "ratio_to_report", "stddev", "stddev_pop", "stddev_samp",
    "var_pop", "var_samp", "variance",
}  # fmt: skip
_NO_ORDER = {"listagg", "median", "percentile_cont", "percentile_disc"}
_NEEDS_FRAME = (AGGREGATES - _NO_ORDER) | {
    "first_value", "last_value", "nth_value",
}  # fmt: skip


def witness(node: exp.Expr, rewrite: Rewrite) -> exp.Expr:
    """An expression of the same type as `node` that holds no aggregate.

    DuckDB chooses a macro's overload by its arguments' types and cannot type an aggregate there,
    so the macros are shown this instead; they never compute it.
    """
    return rewrite(_without_aggregates(node.copy()))


def _without_aggregates(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Column) and RESULT in node.meta:
        node = exp.Paren(this=node.meta[RESULT].copy())
    if isinstance(node, (exp.Window, exp.IgnoreNulls, exp.RespectNulls, exp.Paren)):
        return _without_aggregates(node.this)
    if isinstance(node, (exp.Subquery, exp.Exists)):
        return node
    if isinstance(node, exp.Div):
        sides = [_without_aggregates(side) for side in (node.this, node.expression)]
        return exp.Paren(this=exp.Add(this=sides[0], expression=sides[1]))
    if isinstance(node, exp.WithinGroup):
        listed = node.this.name.lower() == "listagg"
        typed = node.this.expressions[0] if listed else node.expression.expressions[0].this
        return _without_aggregates(typed)
    if isinstance(node, exp.Anonymous):
        return _without_function(node)
    return replace_children(node, _without_aggregates)


def _without_function(node: exp.Anonymous) -> exp.Expr:
    name = node.name.lower()
    if name in _INTEGERS:
        return cast_to(exp.Literal.number(0), "BIGINT")
    if name in _DOUBLES:
        return cast_to(exp.Literal.number(0), "DOUBLE")
    if name in AGGREGATES | NEIGHBOURS and node.expressions:
        first = node.expressions[0]
        if isinstance(first, exp.Distinct):
            first = first.expressions[0]
        return exp.Paren(this=_without_aggregates(first))
    node.set("expressions", [_without_aggregates(argument) for argument in node.expressions])
    return node


def rewrite_aggregate(node: exp.Expr, rewrite: Rewrite) -> exp.Expr:
    """An aggregate outside of OVER."""
    if isinstance(node, exp.WithinGroup) and node.this.name.lower() == "percentile_disc":
        raise not_supported("percentile_disc() without OVER; put APPROXIMATE before it")
    return _typed(node, rewrite, lambda call: call)


def rewrite_window(node: exp.Expr, rewrite: Rewrite) -> exp.Expr:
    """A function with OVER (...)."""
    function, ignores = _nulls_clause(node.this)
    name = _function_name(function)
    if name not in AGGREGATES | RANKINGS | NEIGHBOURS:
        raise not_supported(f"function {name}() with OVER (...)")
    _check_frame(node, name)
    if any(isinstance(argument, exp.Distinct) for argument in _call(function).expressions):
        raise not_supported(f"{name}(DISTINCT ...) with OVER (...)")
    partition = [rewrite(part) for part in node.args.get("partition_by") or []]
    order = node.args.get("order")
    order = rewrite(order) if order else None
    spec = node.args.get("spec")

    def over(call: exp.Expr) -> exp.Expr:
        return exp.Window(
            this=call,
            partition_by=[part.copy() for part in partition],
            order=order.copy() if order else None,
            spec=spec.copy() if spec else None,
            over="OVER",
        )

    if name == "ratio_to_report":
        value = rewrite(function.expressions[0])
        total = over(native("sum", value.copy()))
        return exp.Paren(this=exp.Div(this=cast_to(value, "DOUBLE"), expression=total))
    if name in AGGREGATES:
        return _typed(function, rewrite, over)
    call = native(name, *(rewrite(argument) for argument in function.expressions))
    return over(exp.IgnoreNulls(this=call) if ignores else call)


def _nulls_clause(function: exp.Expr) -> tuple[exp.Expr, bool]:
    """The function without IGNORE or RESPECT NULLS, behind it or inside, and whether it ignores."""
    if isinstance(function, (exp.IgnoreNulls, exp.RespectNulls)):
        return function.this, isinstance(function, exp.IgnoreNulls)
    first = function.expressions[0] if function.expressions else None
    if isinstance(first, (exp.IgnoreNulls, exp.RespectNulls)):
        first.replace(first.this)
        return function, isinstance(first, exp.IgnoreNulls)
    return function, False


def _call(function: exp.Expr) -> exp.Expr:
    return function.this if isinstance(function, exp.WithinGroup) else function


def _function_name(function: exp.Expr) -> str:
    function = _call(function)
    if not isinstance(function, exp.Anonymous):
        raise not_supported(f"{function.key.upper()} with OVER (...)")
    return function.name.lower()


def _check_frame(window: exp.Expr, name: str) -> None:
    ordered, spec = window.args.get("order"), window.args.get("spec")
    if ordered and not spec and name in _NEEDS_FRAME:
        message = "Aggregate window functions with an ORDER BY clause require a frame clause"
        raise RedshiftError("42601", message, hint=f"Add ROWS BETWEEN ... to {name}() OVER (...).")
    if ordered and name in _NO_ORDER:
        raise RedshiftError(
            "42601", f"window function {name}() takes no ORDER BY in OVER (...); use WITHIN GROUP"
        )
    if spec and spec.text("kind").lower() != "rows":
        raise not_supported(f"window frames by {spec.text('kind').upper()}; use ROWS")
    if name in RANKINGS and spec:
        raise RedshiftError("42601", f"window function {name}() takes no frame clause")
    if name in {"lag", "lead"} and not ordered:
        raise RedshiftError("42601", f"window function {name}() requires ORDER BY")


def _typed(node: exp.Expr, rewrite: Rewrite, over: Rewrite) -> exp.Expr:
    """The aggregate with Redshift's result type; `over` puts a call into its window."""
    if isinstance(node, exp.WithinGroup):
        return over(_ordered_set(node, rewrite))
    name, arguments = node.name.lower(), node.expressions
    _check_aggregate(name, arguments)
    if name == "approximate count":
        return over(native("approx_count_distinct", rewrite(arguments[0].expressions[0])))
    if name not in {"sum", "avg"}:
        return over(native(name, *(_argument(argument, rewrite) for argument in arguments)))
    of = arguments[0].expressions[0] if isinstance(arguments[0], exp.Distinct) else arguments[0]
    kind = witness(of, rewrite)
    value = _argument(arguments[0], rewrite)
    total = over(native("sum", value))
    if name == "sum":
        return macro("sum_of", total, kind)
    others = [over(native(other, value.copy())) for other in ("avg", "count")]
    return macro("avg_of", others[0], total, others[1], kind)


def _argument(argument: exp.Expr, rewrite: Rewrite) -> exp.Expr:
    if isinstance(argument, exp.Distinct):
        return exp.Distinct(expressions=[rewrite(inside) for inside in argument.expressions])
    return argument if isinstance(argument, exp.Star) else rewrite(argument)


def _check_aggregate(name: str, arguments: list[exp.Expr]) -> None:
    distinct = [argument for argument in arguments if isinstance(argument, exp.Distinct)]
    if any(len(argument.expressions) > 1 for argument in distinct) and name != "listagg":
        raise not_supported(f"{name}(DISTINCT ...) of several columns")
    if name == "approximate count" and not distinct:
        raise RedshiftError("42601", "APPROXIMATE goes with COUNT(DISTINCT ...)")
    if not arguments:
        raise RedshiftError("42883", f"function {name}() does not exist; it takes an argument")
    if len(arguments) > 1 and name != "listagg":  # DuckDB's min(x, n) is a list
        raise RedshiftError("42883", f"function {name}() does not take {len(arguments)} arguments")
    if any(argument.find(exp.Order) for argument in arguments if not argument.find(exp.Subquery)):
        raise not_supported(f"ORDER BY inside of {name}(); use WITHIN GROUP")


def _ordered_set(node: exp.Expr, rewrite: Rewrite) -> exp.Expr:
    name, arguments = node.this.name.lower(), node.this.expressions
    order = rewrite(node.expression)
    if name == "listagg":
        first = arguments[0]
        parts = (
            [*first.expressions, *arguments[1:]] if isinstance(first, exp.Distinct) else arguments
        )
        value = rewrite(parts[0])
        value = exp.Distinct(expressions=[value]) if isinstance(first, exp.Distinct) else value
        separator = rewrite(parts[1]) if len(parts) > 1 else exp.Literal.string("")
        return native("string_agg", value, exp.Order(this=separator, expressions=order.expressions))
    if name in {"percentile_cont", "percentile_disc", "approximate percentile_disc"}:
        by = order.expressions[0]
        # DuckDB wants a constant that is not NULL, which a parameter is while it is described.
        share: exp.Expr = native("coalesce", rewrite(arguments[0]), exp.Literal.number(0.5))
        if by.args.get("desc"):
            share = exp.Sub(this=exp.Literal.number(1), expression=share)
        return native(f"quantile_{name[-4:]}", by.this, share)
    raise not_supported(f"{name}() WITHIN GROUP")
