"""MERGE, both forms.

Two source rows for one target row are refused before, as not every DuckDB does that.

Source: docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html
"""

from collections.abc import Sequence

from sqlglot import exp

from local_redshift.dialect.grammar import parse_tree
from local_redshift.dialect.queries import translate_expression
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import check_own, qualified
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.errors import RedshiftError, not_supported

_SEVERAL = "SQLSTATE 21000: Found multiple matches to update the same tuple."
_CLAUSES = frozenset({"WHEN", "REMOVE"})


def merge(reader: Reader, path: Sequence[str]) -> Statement:
    """MERGE INTO target USING source ON condition, then clauses or REMOVE DUPLICATES."""
    reader.expect("INTO")
    target = reader.table()
    reader.expect("USING")
    if reader.word == "(":
        raise not_supported("MERGE from a subquery; Redshift takes a table")
    source = reader.table()
    alias = None
    if reader.accept("AS") or reader.word != "ON":
        alias = reader.name()
    reader.expect("ON")
    condition = _expression(reader.until(_CLAUSES))
    _check_tables(target, source, path)
    databases = tuple({table.catalog for table in (target, source) if table.catalog})
    for table in (target, source):
        table.set("catalog", None)
    if alias:
        source.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    if reader.accept("REMOVE", "DUPLICATES"):
        trees = _removal(target, source, condition)
    else:
        trees = (
            _refusal(target, source, condition),
            _conditional(reader, target, source, condition),
        )
    reader.end()
    return Statement(
        reader.text,
        Kind.MERGE,
        "MERGE",
        (qualified(target, path),),
        trees=trees,
        databases=databases,
    )


def _check_tables(target: exp.Table, source: exp.Table, path: Sequence[str]) -> None:
    check_own(target.db)
    check_own(source.db)
    if qualified(target, path) == qualified(source, path):
        raise RedshiftError("0A000", "MERGE: source and target can't be the same table")


def _removal(target: exp.Table, source: exp.Table, condition: exp.Expr) -> tuple[exp.Expr, ...]:
    """Matched rows go, then every distinct source row comes."""
    delete = exp.Delete(this=target, using=[source], where=exp.Where(this=condition))
    rows = exp.select("*").distinct().from_(source.copy())
    return delete, exp.Insert(this=target.copy(), expression=rows)


def _refusal(target: exp.Table, source: exp.Table, condition: exp.Expr) -> exp.Expr:
    """Fails where several source rows match a target row, else removes nothing.

    A DELETE, as DuckDB would answer with the rows of a SELECT and not with their number.
    """
    matched = (
        exp.select("1")
        .from_(target.copy())
        .join(source.copy(), on=condition.copy())
        .group_by(exp.column("rowid", table=target.name, quoted=True))
        .having("count(*) > 1")
    )
    error = exp.Anonymous(this="error", expressions=[exp.Literal.string(_SEVERAL)])
    found = exp.select(error).where(exp.Exists(this=matched)).subquery()
    is_found = exp.Not(this=exp.Is(this=found, expression=exp.Null()))
    return exp.Delete(this=target.copy(), where=exp.Where(this=is_found))


def _conditional(
    reader: Reader, target: exp.Table, source: exp.Table, condition: exp.Expr
) -> exp.Expr:
    reader.expect("WHEN")
    reader.expect("MATCHED")
    reader.expect("THEN")
    found = exp.When(matched=True, then=_when_matched(reader))
    reader.expect("WHEN")
    reader.expect("NOT", "MATCHED")
    reader.expect("THEN")
    reader.expect("INSERT")
    missing = exp.When(matched=False, then=_insertion(reader))
    clauses = exp.Whens(expressions=[found, missing])
    return exp.Merge(this=target, using=source, on=condition, whens=clauses)


def _when_matched(reader: Reader) -> exp.Expr:
    if reader.accept("DELETE"):
        return exp.Var(this="DELETE")
    reader.expect("UPDATE")
    reader.expect("SET")
    assignments = [_assignment(reader)]
    while reader.accept(","):
        assignments.append(_assignment(reader))
    return exp.Update(expressions=assignments)


def _assignment(reader: Reader) -> exp.Expr:
    column = exp.column(reader.name(), quoted=True)
    reader.expect("=")
    return exp.EQ(this=column, expression=_expression(reader.until(_CLAUSES)))


def _insertion(reader: Reader) -> exp.Expr:
    names = reader.names() if reader.word == "(" else []
    columns = exp.Tuple(expressions=[exp.column(name, quoted=True) for name in names])
    reader.expect("VALUES")
    reader.expect("(")
    values = [_expression(reader.until(_CLAUSES))]
    while reader.accept(","):
        values.append(_expression(reader.until(_CLAUSES)))
    reader.expect(")")
    row = exp.Tuple(expressions=values)
    return exp.Insert(this=columns if names else None, expression=row)


def _expression(text: str) -> exp.Expr:
    if text.strip().upper() == "DEFAULT":
        return exp.Var(this="DEFAULT")
    found: exp.Expr = parse_tree(f"select {text}").args["expressions"][0]
    if isinstance(found, exp.Alias):
        raise RedshiftError("42601", f'syntax error at or near "{found.alias}"')
    return translate_expression(found.pop())
