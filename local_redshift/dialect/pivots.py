"""PIVOT as the aggregates that it stands for, so that they have Redshift's types.

Source: docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html
"""

from collections.abc import Iterator

from sqlglot import exp

from local_redshift.errors import RedshiftError, not_supported

_PIVOTED = {"avg", "count", "max", "min", "sum"}


def expand_pivots(tree: exp.Expr) -> None:
    """Replaces each table with PIVOT by a query; UNPIVOT is DuckDB's own.

    Raises:
        RedshiftError: 0A000 for another aggregate than Redshift takes there, 42601 for a FOR of
            more than one column.
    """
    for pivot in list(tree.find_all(exp.Pivot)):
        if len(pivot.args.get("fields") or ()) != 1:
            raise RedshiftError("42601", "syntax error in PIVOT: FOR names one column")
        table = pivot.parent
        if table is not None and not pivot.args.get("unpivot"):
            table.replace(_as_query(table, pivot))


def _as_query(table: exp.Expr, pivot: exp.Expr) -> exp.Expr:
    [chosen] = pivot.args["fields"]
    calls = [_check(each) for each in pivot.expressions]
    used = [*chosen.find_all(exp.Column), *(c for call in calls for c in call.find_all(exp.Column))]
    left_out = list({column.name: exp.column(column.name, quoted=True) for column in used}.values())
    columns = [exp.Star(except_=left_out), *_cells(chosen, pivot.expressions)]
    source = table.copy()
    source.set("pivots", None)
    query = exp.select(*columns).from_(source)
    query.set("group", exp.Group(all=True))
    alias = pivot.args.get("alias") or exp.TableAlias(this=exp.to_identifier("pivot", quoted=True))
    return exp.Subquery(this=query, alias=alias)


def _check(node: exp.Expr) -> exp.Expr:
    call = node.unalias()
    if call.name.lower() not in _PIVOTED or call.find(exp.Distinct):
        raise not_supported(f"{call.name}() in PIVOT", "It takes AVG, COUNT, MAX, MIN and SUM.")
    return call


def _cells(chosen: exp.Expr, aggregates: list[exp.Expr]) -> Iterator[exp.Expr]:
    """A column for each value of FOR ... IN and each aggregate."""
    for value in chosen.expressions:
        literal, name = value.unalias(), value.alias
        if isinstance(value, exp.PivotAlias):
            literal, name = value.this, value.args["alias"].name
        kind = exp.Is if isinstance(literal, exp.Null) else exp.EQ
        condition = kind(this=chosen.this.copy(), expression=literal.copy())
        for aggregate in aggregates:
            call = aggregate.unalias().copy()
            argument = call.expressions[0]
            result = exp.Literal.number(1) if isinstance(argument, exp.Star) else argument
            call.set("expressions", [exp.case().when(condition.copy(), result)])
            parts = [name or literal.name.lower() or "null", aggregate.alias]
            yield exp.alias_(call, "_".join(filter(None, parts)), quoted=True)
