"""A Redshift tree becomes a DuckDB tree with the same meaning."""

import re
from collections.abc import Callable

from sqlglot import exp

from local_redshift.dialect.aggregates import rewrite_aggregate, rewrite_window, witness
from local_redshift.dialect.date_functions import OF_DATES, field
from local_redshift.dialect.date_parts import part_of
from local_redshift.dialect.functions import (
    AGGREGATES,
    NEIGHBOURS,
    RANKINGS,
    SESSION,
    scalar,
)
from local_redshift.dialect.leader import LEADER, LEADER_NATIVE
from local_redshift.dialect.macros import macro, native
from local_redshift.dialect.moments import respell, respell_interval, respell_time
from local_redshift.dialect.trees import replace_children
from local_redshift.dialect.types import cast_to, column_type, duckdb_type
from local_redshift.errors import not_supported

Rule = Callable[[exp.Expr], exp.Expr]


def rewrite(node: exp.Expr) -> exp.Expr:
    """The DuckDB form of a checked Redshift node; the node itself is used up."""
    rule = _RULES.get(type(node))
    return rule(node) if rule else _rewrite_inside(node)


def _rewrite_inside(node: exp.Expr) -> exp.Expr:
    return replace_children(node, rewrite)


def _function(node: exp.Expr) -> exp.Expr:
    name = node.name.lower()
    if name in AGGREGATES or name.startswith("approximate "):
        return rewrite_aggregate(node, rewrite)
    if name in RANKINGS | NEIGHBOURS:
        raise not_supported(f"window function {name}() without OVER (...)")
    if name in SESSION:
        return exp.Anonymous(this=f"session.{name}")
    if name == "trunc":
        return _trunc(node)
    if name in LEADER:
        return _of_leader(name, [rewrite(argument) for argument in node.expressions])
    arguments = [rewrite(argument) for argument in node.expressions]
    return scalar(name, list(map(respell, arguments)) if name in OF_DATES else arguments)


def _of_leader(name: str, arguments: list[exp.Expr]) -> exp.Expr:
    if name not in LEADER_NATIVE:
        return macro(name.removeprefix("cast."), *arguments)
    call = native(name, *arguments)
    return native("unnest", call) if name == "generate_series" else call


def _trunc(node: exp.Expr) -> exp.Expr:
    types = [witness(argument, rewrite) for argument in node.expressions[:1]]
    arguments = [respell(rewrite(argument)) for argument in node.expressions]
    if len(arguments) == 1:
        return macro("truncate", *arguments, *types)
    return macro("truncate_to", *arguments)


def _division(node: exp.Expr) -> exp.Expr:
    types = [witness(side, rewrite) for side in (node.this, node.expression)]
    return macro("divide", rewrite(node.this), rewrite(node.expression), *types)


def _cast(node: exp.Expr) -> exp.Expr:
    target = column_type(node.args["to"])
    type_witness = witness(node.this, rewrite)
    value = rewrite(node.this)
    if target.name in {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"}:
        value = respell(value)
    if target.name == "TIME":
        value = respell_time(value)
    if target.max_bytes is not None:
        text = macro("as_text", value, type_witness)
        cut = macro("cut", text, exp.Literal.number(target.max_bytes))
        return macro("rtrim", cut) if target.fixed else cut
    if isinstance(node, exp.TryCast):
        return exp.TryCast(this=value, to=duckdb_type(target.name))
    if target.name in {"SMALLINT", "INTEGER", "BIGINT"}:
        value = macro("whole", value, type_witness)
    return cast_to(value, target.name)


def _like(node: exp.Expr) -> exp.Expr:
    _rewrite_inside(node)
    pattern = node.expression
    if isinstance(node.parent, exp.Escape) or (
        isinstance(pattern, exp.Literal) and "\\" not in pattern.name
    ):
        return node
    return exp.Escape(this=node, expression=exp.Literal.string("\\"))


def _escape(node: exp.Expr) -> exp.Expr:
    inside = _rewrite_inside(node.this)
    return exp.Escape(this=inside, expression=rewrite(node.expression))


def _similar(node: exp.Expr) -> exp.Expr:
    pattern = node.expression
    if not isinstance(pattern, exp.Literal):
        raise not_supported("SIMILAR TO with a pattern that is not a literal")
    wild = {"%": ".*", "_": ".", ".": r"\.", "^": r"\^", "$": r"\$"}
    regex = re.sub(r"\\.|[%_.^$]", lambda found: wild.get(found[0], found[0]), pattern.name)
    arguments = [rewrite(node.this), exp.Literal.string(regex), exp.Literal.string("s")]
    matches = exp.Anonymous(this="regexp_full_match", expressions=arguments)
    return exp.Not(this=matches) if node.args.get("negate") else matches


def _regex(node: exp.Expr) -> exp.Expr:
    arguments = [rewrite(node.this), rewrite(node.expression)]
    if isinstance(node, exp.RegexpILike):
        arguments.append(exp.Literal.string("i"))
    return exp.Anonymous(this="regexp_matches", expressions=arguments)


def _interval(node: exp.Expr) -> exp.Expr:
    amount = node.this
    if not isinstance(amount, exp.Literal):
        raise not_supported("INTERVAL with an amount that is not a literal")
    unit = node.args.get("unit")
    text = f"{amount.name} {unit.name if unit else ''}".strip()
    return cast_to(exp.Literal.string(respell_interval(text)), "INTERVAL")


def _trim(node: exp.Expr) -> exp.Expr:
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.text("position"), "btrim")
    parts = [node.this, node.args.get("expression")]
    return macro(name, *(rewrite(part) for part in parts if part is not None))


def _substring(node: exp.Expr) -> exp.Expr:
    parts = [node.this, node.args.get("start"), node.args.get("length")]
    return macro("substring", *(rewrite(part) for part in parts if part is not None))


def _session(node: exp.Expr) -> exp.Expr:
    names: dict[type[exp.Expr], str] = {
        exp.CurrentUser: "current_user",
        exp.SessionUser: "session_user",
        exp.CurrentSchema: "current_schema",
        exp.CurrentTimestamp: "sysdate",
    }
    if isinstance(node, exp.CurrentTimestamp) and not node.args.get("sysdate"):
        raise not_supported("CURRENT_TIMESTAMP", "Use GETDATE() or SYSDATE.")
    return exp.Anonymous(this=f"session.{names[type(node)]}")


_RULES: dict[type[exp.Expr], Rule] = {
    exp.Anonymous: _function,
    exp.WithinGroup: lambda node: rewrite_aggregate(node, rewrite),
    exp.Window: lambda node: rewrite_window(node, rewrite),
    exp.Div: _division,
    exp.Pow: lambda node: macro("power", rewrite(node.this), rewrite(node.expression)),
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Escape: _escape,
    exp.SimilarTo: _similar,
    exp.RegexpLike: _regex,
    exp.RegexpILike: _regex,
    exp.Interval: _interval,
    exp.Trim: _trim,
    exp.Substring: _substring,
    exp.StrPosition: lambda node: macro("strpos", rewrite(node.this), rewrite(node.args["substr"])),
    exp.Extract: lambda node: field(
        part_of("extract", node.this), respell(rewrite(node.expression))
    ),
    exp.CurrentUser: _session,
    exp.SessionUser: _session,
    exp.CurrentSchema: _session,
    exp.CurrentTimestamp: _session,
}
