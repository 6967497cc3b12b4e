"""Blanks at the end of text: a value keeps them, and they count for nothing when it is compared.

What a comparison, a group or a set looks at goes through a macro that cuts them; what is no text is
left as it is by it. A group, DISTINCT and a set answer with the value without them.

Source: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html (significance of trailing
blanks)
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlglot import exp

from local_redshift.dialect.functions import AGGREGATES
from local_redshift.dialect.macros import macro
from local_redshift.dialect.trees import replace_children

Change = Callable[[exp.Expr], exp.Expr]
COMPARED = "compared"  # in a parameter's meta: its value goes without blanks at its end

_COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.Between, exp.In,
)  # fmt: skip
_MAY_BE_TEXT = (exp.Column, exp.Anonymous, exp.Case, exp.DPipe, exp.Window)
_OF_ANY_TYPE = (exp.Parameter, exp.Null, exp.Tuple, exp.Paren, exp.Query, exp.Any)
_NESTED_GROUPS = (exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple, exp.Paren)
# DuckDB cannot say their type to a macro that means one thing for text and another for the rest.
_UNTYPED = AGGREGATES | {"approx_count_distinct", "string_agg", "quantile_cont", "quantile_disc"}
_AFTER_GROUPING = ("group", "having", "qualify", "order")
_COMPARABLE = {"redshift_catalog.comparable", "redshift_catalog.comparable_result"}
_TRIMMED = _COMPARABLE | {"redshift_catalog.btrim", "redshift_catalog.rtrim"}
_COMPARING = {"nullif", "approx_count_distinct"}
_KEEP_END = {"lower", "upper"}


def disregard_blanks(tree: exp.Expr) -> None:
    """Makes every comparison of a statement in DuckDB's form blind to blanks at the end."""
    names = {
        alias.alias
        for alias in tree.find_all(exp.Alias)
        if not isinstance(alias.this, exp.Column) or alias.this.name != alias.alias
    }
    change = partial(_comparable, names=names)
    nodes = list(tree.walk())
    for operands in map(_operands, nodes):
        for operand in operands if not any(map(_is_no_text, operands)) else ():
            _replace(operand, change)
    for node in nodes:
        rule = _RULES.get(type(node))
        if rule is not None:
            rule(node, change)


def _operands(node: exp.Expr) -> list[exp.Expr]:
    """What a node compares with each other."""
    if isinstance(node, _COMPARISONS) and not isinstance(node.parent, exp.Update):
        return list(node.iter_expressions())
    if isinstance(node, exp.Case) and node.this is not None:
        return [node.this, *(branch.this for branch in node.args["ifs"])]
    compares = isinstance(node, exp.Anonymous) and node.name in _COMPARING
    return node.expressions if compares else []


def _is_no_text(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return not node.is_string
    return not (_may_be_text(node) or isinstance(node, _OF_ANY_TYPE))


def _may_be_text(node: exp.Expr) -> bool:
    if isinstance(node, exp.Cast):
        return bool(node.to.is_type(*exp.DataType.TEXT_TYPES))
    return isinstance(node, _MAY_BE_TEXT)


def _comparable(node: exp.Expr, names: set[str]) -> exp.Expr:
    """What a comparison sees of a value, which is used up; `names` are those of results."""
    if isinstance(node, exp.Literal) and node.is_string:
        return exp.Literal.string(node.name.rstrip(" "))
    if isinstance(node, (exp.Paren, exp.Tuple)):
        return replace_children(node, partial(_comparable, names=names))
    if isinstance(node, (exp.Query, exp.Any)):
        _compare_rows(node, partial(_comparable, names=names))
    if isinstance(node, exp.Parameter):
        node.meta[COMPARED] = True
    if not _may_be_text(node) or _is_trimmed(node):
        return node
    if not any(_is_untyped(inside, names) for inside in node.walk()):
        return macro("comparable", node)
    return node if node.find(exp.Null, exp.Parameter) else macro("comparable_result", node)


def _is_untyped(node: exp.Expr, names: set[str]) -> bool:
    if isinstance(node, exp.Column):
        return not node.table and node.name in names
    return isinstance(node, exp.Window) or (
        isinstance(node, exp.Anonymous) and node.name in _UNTYPED
    )


def _is_trimmed(node: exp.Expr) -> bool:
    if not isinstance(node, exp.Anonymous) or len(node.expressions) != 1:
        return False
    return node.name in _TRIMMED or (node.name in _KEEP_END and _is_trimmed(node.expressions[0]))


def _replace(node: exp.Expr, change: Change) -> None:
    """Puts what `change` makes of a node in its place."""
    parent, part, index = node.parent, node.arg_key, node.index
    if parent is not None and part is not None:
        parent.set(part, change(node), index)


def _compare_rows(query: exp.Expr, change: Change) -> None:
    """Cuts the blanks from every column of a query's result."""
    if isinstance(query, exp.Select):
        for column in query.expressions:
            _replace(column, partial(_result, change=change))
    else:
        for part in ("this", "expression"):
            if isinstance(query.args.get(part), exp.Query):
                _compare_rows(query.args[part], change)


def _result(column: exp.Expr, change: Change) -> exp.Expr:
    """A column of a result without blanks at its end, under its name."""
    if isinstance(column, exp.Alias):
        if not isinstance(column.this, exp.Parameter):
            _replace(column.this, change)
        return column
    if isinstance(column, exp.Star) or isinstance(column.this, exp.Star):
        return macro("comparable", exp.Anonymous(this="columns", expressions=[column]))
    name = column.name
    return exp.alias_(change(column), name, quoted=True)


def _aggregate(call: exp.Expr, change: Change) -> None:
    """DISTINCT in an aggregate, with the order of its values."""
    if call.expressions and isinstance(call.expressions[0], exp.Distinct):
        keys = call.expressions[0].expressions
        ordered = [each for each in call.find_all(exp.Ordered) if each.this in keys]
        for value in (*keys, *(each.this for each in ordered)):
            _replace(value, change)


def _partition(window: exp.Expr, change: Change) -> None:
    for value in window.args.get("partition_by") or ():
        _replace(value, change)


def _compare_sides(operation: exp.Expr, change: Change) -> None:
    if operation.args.get("distinct"):
        _compare_rows(operation, change)


def _select(select: exp.Expr, change: Change) -> None:
    _join(select, change)
    _group(select, change)


def _group(select: exp.Expr, change: Change) -> None:
    """GROUP BY and DISTINCT: what is grouped by, and the same expressions wherever they stand."""
    columns, group = select.expressions, select.args.get("group")
    if group:
        grouped = [_grouped(item, columns) for item in _items(group)]
        keys = {_form(key): type(key) for key in grouped if _may_be_text(key)}
        for name in _correlated(select):
            keys.pop(name, None)
        for node in list(_places(select, keys, {column.alias_or_name for column in columns})):
            _replace(node, partial(_result, change=change) if node.parent is select else change)
    if select.args.get("distinct"):
        _compare_rows(select, change)


def _items(group: exp.Expr) -> Iterator[exp.Expr]:
    for node in group.iter_expressions():
        yield from _items(node) if isinstance(node, _NESTED_GROUPS) else (node,)


def _grouped(item: exp.Expr, columns: Sequence[exp.Expr]) -> exp.Expr:
    """The expression that an item of GROUP BY means: itself, or that of a column of the result."""
    if isinstance(item, exp.Literal) and item.name.isdigit() and int(item.name) <= len(columns):
        return columns[int(item.name) - 1].unalias()
    if isinstance(item, exp.Column) and not item.table:
        aliases = {each.alias: each.this for each in columns if isinstance(each, exp.Alias)}
        found = aliases.get(item.name, item)
        return item if item in found.find_all(exp.Column) else found
    return item


def _form(node: exp.Expr) -> str:
    """An expression as text without the names of tables, which may stand before its columns."""
    if isinstance(node, exp.Column):
        return node.name
    bare = node.copy()
    for column in bare.find_all(exp.Column):
        column.set("table", None)
    return bare.sql(identify=True)


def _roots(select: exp.Expr) -> list[exp.Expr]:
    """Where only groups and aggregates are seen."""
    parts = (select.args.get(part) for part in _AFTER_GROUPING)
    return [*select.expressions, *(part for part in parts if part is not None)]


def _correlated(select: exp.Expr) -> set[str]:
    """The columns that subqueries beside the groups name: DuckDB looks them up as they are."""
    inside = (query for root in _roots(select) for query in root.find_all(exp.Query))
    return {column.name for query in inside for column in query.find_all(exp.Column)}


def _places(
    select: exp.Expr, keys: dict[str, type[exp.Expr]], names: set[str]
) -> Iterator[exp.Expr]:
    """Where the keys of the groups stand; in ORDER BY a column of the result has its own name."""
    kinds = set(keys.values())

    def is_key(node: exp.Expr) -> bool:
        return type(node) in kinds and not _is_trimmed(node) and _form(node) in keys

    def is_end(node: exp.Expr) -> bool:
        is_cut = _is_trimmed(node) and _form(node.expressions[0]) in keys
        return isinstance(node, exp.Query) or is_cut or is_key(node)

    for node in (inside for root in _roots(select) for inside in root.walk(prune=is_end)):
        if is_key(node) and not (_is_result(node, select) and node.name in names):
            yield node


def _is_result(node: exp.Expr, select: exp.Expr) -> bool:
    """Whether a node of ORDER BY may be the name of a column of the result."""
    ordered = node.parent
    is_last = isinstance(ordered, exp.Ordered) and ordered.parent is select.args.get("order")
    return is_last and isinstance(node, exp.Column) and not node.table


def _join(select: exp.Expr, change: Change) -> None:
    """USING: its columns are cut in both tables, the left one being known for the first join."""
    joins = select.args.get("joins") or []
    for at, join in enumerate(joins):
        names = [name.name for name in join.args.get("using") or ()]
        if names:
            _cut(join.this, names, change)
        if names and at == 0:
            _cut(select.args["from_"].this, names, change)


def _cut(table: exp.Expr, names: Sequence[str], change: Change) -> None:
    if isinstance(table, exp.Table):
        cut = [exp.alias_(change(exp.column(name)), name, quoted=True) for name in names]
        rows = exp.select(exp.Star(replace=cut)).from_(table.copy())
        _replace(table, lambda _: rows.subquery(table.alias_or_name))


_RULES: dict[type[exp.Expr], Callable[[exp.Expr, Change], None]] = {
    exp.Select: _select,
    exp.Union: _compare_sides,
    exp.Intersect: _compare_sides,
    exp.Except: _compare_sides,
    exp.Window: _partition,
    exp.Anonymous: _aggregate,
}
