"""The types of parameters that a client did not declare, from what stands beside them.

Clients that send values in binary ask for them: `where id = $1` takes a bigint when id is one.
"""

from sqlglot import exp

from local_redshift.dialect.types import cast_to

_ASIDE = (exp.Between, exp.In)


def type_question(tree: exp.Expr, number: int) -> tuple[exp.Expr, int] | None:
    """A query, and which of its columns has the type of a parameter; None when nothing shows it.

    Args:
        tree: A statement in DuckDB's form, with its parameters.
        number: The n of `$n`.
    """
    for node in tree.find_all(exp.Parameter):
        if node.this.name == str(number):
            return _of_cast(node) or _of_insert(tree, node) or _of_neighbour(tree, node)
    return None


def _of_cast(node: exp.Expr) -> tuple[exp.Expr, int] | None:
    parent = node.parent
    if isinstance(parent, exp.Cast):
        return exp.select(exp.Cast(this=exp.Null(), to=parent.to.copy())), 0
    if isinstance(parent, (exp.Limit, exp.Offset)):
        return exp.select(cast_to(exp.Null(), "BIGINT")), 0
    return None


def _of_insert(tree: exp.Expr, node: exp.Expr) -> tuple[exp.Expr, int] | None:
    row = node.parent
    if not isinstance(tree, exp.Insert) or not isinstance(row, (exp.Tuple, exp.Select)):
        return None
    into = tree.this
    columns = into.expressions if isinstance(into, exp.Schema) else []
    table = into.this if columns else into
    names: list[exp.Expr] = [exp.column(name.copy()) for name in columns] or [exp.Star()]
    return exp.select(*names).from_(table.copy()), row.expressions.index(node)


def _of_neighbour(tree: exp.Expr, node: exp.Expr) -> tuple[exp.Expr, int] | None:
    parent, scope = node.parent, node.find_ancestor(exp.Select, exp.Update, exp.Delete)
    if not isinstance(parent, (exp.Binary, *_ASIDE)) or scope is None:
        return None
    beside = parent.expression if parent.this is node else parent.this
    query = exp.select(beside.copy())
    if isinstance(scope, exp.Select):
        for part in ("from_", "joins"):
            query.set(part, _copied(scope.args.get(part)))
    else:
        query = query.from_(scope.this.copy())
    query.set("with_", _copied(tree.args.get("with_")))
    return query, 0


def _copied(part: object) -> object:
    if isinstance(part, list):
        return [each.copy() for each in part]
    return part.copy() if isinstance(part, exp.Expr) else None
