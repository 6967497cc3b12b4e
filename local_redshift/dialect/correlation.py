"""Correlated subqueries that Redshift cannot run, and DuckDB can.

Only columns with the name of their table are looked at: whose a bare one is, is not known here.

Source: docs.aws.amazon.com/redshift/latest/dg/r_correlated_subqueries.html
"""

from sqlglot import exp

from local_redshift.errors import RedshiftError

_BLOCKS = (exp.Select, exp.Update, exp.Delete)
_SMALLEST = {"min", "max"}


def check_correlation(tree: exp.Expr) -> None:
    """Refuses references from a subquery to where it stands that Redshift does not know.

    Raises:
        RedshiftError: 42P01 from one in FROM to its neighbours, 0A000 for other patterns.
    """
    for column in tree.find_all(exp.Column):
        block = column.find_ancestor(*_BLOCKS) if column.table else None
        if block is not None and column.table not in _names(block):
            _check_reference(column.table, block)


def _check_reference(table: str, block: exp.Expr) -> None:
    inner, outer = block, block.find_ancestor(*_BLOCKS)
    while outer is not None and table not in _names(outer):
        inner, outer = outer, outer.find_ancestor(*_BLOCKS)
    if outer is None:  # there is no such table
        return
    path = _path(inner, outer)
    if any(isinstance(node, exp.From) or (isinstance(node, exp.Join) and part == "this")
           for node, part in path):  # fmt: skip
        message = f'invalid reference to FROM-clause entry for table "{table}"'
        raise RedshiftError("42P01", message)
    in_outer_join = any(
        isinstance(node, exp.Join) and part == "on" and node.side for node, part in path
    )
    if inner is not block or in_outer_join or _is_refused(block, outer):
        raise RedshiftError(
            "0A000", "This type of correlated subquery pattern is not supported yet"
        )


def _is_refused(block: exp.Expr, outer: exp.Expr) -> bool:
    """Whether the correlated block has a window, is grouped behind IN, or is grouped by."""
    own = list(block.walk(prune=lambda node: node is not block and isinstance(node, _BLOCKS)))
    if any(isinstance(node, exp.Window) for node in own):
        return True
    aggregates = {node.name.lower() for node in own if isinstance(node, exp.Anonymous)}
    grouped = bool(block.args.get("group")) and bool(aggregates - _SMALLEST)
    if grouped and any(isinstance(node, exp.In) for node, _ in _path(block, outer)):
        return True
    column = block.find_ancestor(exp.Alias)
    group = outer.args.get("group")
    return (
        group is not None
        and column is not None
        and column.alias
        in {item.name for item in group.expressions if isinstance(item, exp.Column)}
    )


def _names(block: exp.Expr) -> set[str]:
    """What the tables of a block are called in it."""
    found = [block.this] if not isinstance(block, exp.Select) else []
    source = block.args.get("from_")
    found += [source.this] if source is not None else []
    found += [join.this for join in block.args.get("joins") or ()]
    found += block.args.get("using") or ()
    found += [join.this for table in found for join in table.args.get("joins") or ()]
    return {table.alias_or_name for table in found}


def _path(inner: exp.Expr, outer: exp.Expr) -> list[tuple[exp.Expr, str | None]]:
    """The nodes between two, each with the name of its part that leads to the inner one."""
    found: list[tuple[exp.Expr, str | None]] = []
    node = inner
    while node.parent is not None and node.parent is not outer:
        found.append((node.parent, node.arg_key))
        node = node.parent
    return found
