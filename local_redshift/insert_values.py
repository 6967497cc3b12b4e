"""Texts of INSERT ... VALUES as their columns take them.

Blanks at the end that alone are too long for a VARCHAR are cut, and all of a CHAR, which count for
nothing in it.

Source: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb
from sqlglot import exp

from .dialect import Argument, Kind, Statement
from .stored_tables import StoredColumn, find_any_table


def fit_values(
    connection: duckdb.DuckDBPyConnection, statement: Statement, arguments: Sequence[Argument]
) -> Statement:
    """The statement with the texts of its rows cut, where a blank ends one."""
    tree = next(iter(statement.trees), None)
    if statement.kind is not Kind.INSERT or not isinstance(tree, exp.Insert):
        return statement
    if not any(_read(node, arguments).endswith(" ") for node, _ in _list_places(tree)):
        return statement
    [relation] = statement.tables_written
    table = find_any_table(connection, relation)
    if table is None:
        return statement
    named = tree.this.expressions if isinstance(tree.this, exp.Schema) else ()
    columns = {column.name: column for column in table.columns}
    chosen = [columns.get(name.name) for name in named] or [
        column for column in table.columns if not column.is_identity
    ]
    fitted = tree.copy()
    for node, at in _list_places(fitted):
        column = chosen[at] if at < len(chosen) else None
        text = _read(node, arguments)
        if column is not None and text.endswith(" "):
            node.replace(exp.Literal.string(_cut(text, column)))
    return replace(statement, trees=(fitted, *statement.trees[1:]))


def _list_places(tree: exp.Insert) -> Iterator[tuple[exp.Expr, int]]:
    """The values of all rows, each with the place of its column."""
    if isinstance(tree.expression, exp.Values):
        for row in list(tree.expression.expressions):
            for at, node in enumerate(row.expressions):
                yield node, at


def _read(node: exp.Expr, arguments: Sequence[Argument]) -> str:
    """The text of a value; empty for what is none."""
    if isinstance(node, exp.Literal):
        return node.name if node.is_string else ""
    if isinstance(node, exp.Parameter):
        value = arguments[int(node.this.name) - 1].value
        return value if isinstance(value, str) else ""
    return ""


def _cut(text: str, column: StoredColumn) -> str:
    if column.length_bytes is None:
        return text
    bare = text.rstrip(" ")
    room = 0 if column.is_char else max(column.length_bytes - len(bare.encode()), 0)
    return bare + " " * min(len(text) - len(bare), room)
