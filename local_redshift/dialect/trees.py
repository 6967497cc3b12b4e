"""Walking sqlglot's trees."""

from collections.abc import Callable

from sqlglot import exp


def replace_children(node: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """The node with each child changed, in place."""
    for part, value in list(node.args.items()):
        if isinstance(value, exp.Expr):
            node.set(part, change(value))
        elif isinstance(value, list):
            new = [change(item) if isinstance(item, exp.Expr) else item for item in value]
            node.set(part, new)
    return node
