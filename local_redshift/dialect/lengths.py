"""Where the lengths of text columns come from, in a table that is made of a query."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from local_redshift.dialect.relations import fold, qualified
from local_redshift.dialect.statement import TextLength
from local_redshift.dialect.types import column_type

_KEEP_LENGTH = {"max", "min"}


def text_lengths(query: exp.Expr, search_path: Sequence[str]) -> tuple[TextLength, ...]:
    """One entry for each column of the query's result or, for `*`, for each table of it.

    Args:
        query: As it was parsed; its names are folded.
        search_path: Where unqualified tables are.

    Returns:
        Nothing for a query that is no plain SELECT, or takes `*` of something else than a table.
    """
    fold(query)
    if not isinstance(query, exp.Select):
        return ()
    tables = dict(_tables(query, search_path))
    found = [_length(column.unalias(), tables) for column in query.expressions]
    if any(length.column == "*" and "" in length.tables for length in found):
        return ()
    return tuple(found)


def _tables(query: exp.Select, search_path: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Alias and `schema.table` of what the query reads; nothing in place of what is no table."""
    common = {expression.alias for expression in query.find_all(exp.CTE)}
    for part in [query.args.get("from_"), *(query.args.get("joins") or ())]:
        if part is None:
            continue
        is_table = (
            isinstance(part.this, exp.Table)
            and (part.this.db or part.this.name not in common)
            and not part.this.args.get("pivots")
        )
        name = qualified(part.this, search_path) if is_table else ""
        yield part.this.alias_or_name, name


def _length(node: exp.Expr, tables: dict[str, str]) -> TextLength:
    if isinstance(node, exp.Star):
        return TextLength(column="*", tables=tuple(tables.values()))
    if isinstance(node, exp.Column):
        name = "*" if isinstance(node.this, exp.Star) else node.name
        candidates = [tables.get(node.table, "")] if node.table else list(tables.values())
        return TextLength(column=name, tables=tuple(candidates))
    if isinstance(node, exp.Cast):
        declared = column_type(node.to)
        return TextLength(declared.max_bytes, declared.fixed)
    if isinstance(node, exp.Anonymous) and node.name.lower() in _KEEP_LENGTH and node.expressions:
        return _length(node.expressions[0], tables)
    return TextLength()
