"""SELECT, INSERT, UPDATE and DELETE, from text to a DuckDB tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from local_redshift.dialect.blanks import disregard_blanks
from local_redshift.dialect.correlation import check_correlation
from local_redshift.dialect.leader import is_leader, respell
from local_redshift.dialect.naming import link_aliases, name_columns, place_exclusions
from local_redshift.dialect.pivots import expand_pivots
from local_redshift.dialect.relations import drop_system_schema, fold, qualified, resolve
from local_redshift.dialect.rewriting import rewrite
from local_redshift.dialect.statement import Kind
from local_redshift.dialect.syntax import check_syntax
from local_redshift.dialect.types import cast_to
from local_redshift.errors import RedshiftError


@dataclass(frozen=True)
class Translated:
    """A DuckDB tree and what was seen on the way to it.

    Attributes:
        kind: The kind of the statement.
        written: The table that the statement writes, as `schema.table`, or None.
        tree: The tree.
        databases: Databases that it names.
    """

    kind: Kind
    written: str | None
    tree: exp.Expr
    databases: tuple[str, ...]


def translate(tree: exp.Expr, search_path: Sequence[str]) -> Translated:
    """The DuckDB form of a query or of DML.

    Raises:
        RedshiftError: 42601 for what is neither, 0A000 for what is not served.
    """
    kind = _kind(tree)
    target = _target(tree)
    written = None
    if target is not None:
        fold(target)
        written = qualified(target, search_path)
    return Translated(kind, written, *_prepared(tree))


def translate_query(tree: exp.Expr) -> tuple[exp.Expr, tuple[str, ...]]:
    """The DuckDB form of the query of a view or of CREATE TABLE AS, and the databases it names."""
    if _kind(tree) is not Kind.SELECT:
        raise RedshiftError("42601", "syntax error: a query is due after AS")
    return _prepared(tree)


def translate_expression(node: exp.Expr) -> exp.Expr:
    """The DuckDB form of an expression on its own, such as a column's default."""
    fold(node)
    check_syntax(node)
    rewritten = rewrite(node)
    disregard_blanks(rewritten)
    return rewritten


def _prepared(tree: exp.Expr) -> tuple[exp.Expr, tuple[str, ...]]:
    fold(tree)
    drop_system_schema(tree)
    place_exclusions(tree)
    leader = is_leader(tree)
    respell(tree, leader=leader)
    check_syntax(tree, leader=leader)
    expand_pivots(tree)
    if not leader:
        check_correlation(tree)
    name_columns(tree)
    link_aliases(tree)
    databases = resolve(tree)
    if isinstance(tree, exp.Select):
        _type_nulls(tree)
    rewritten = rewrite(tree)
    if not leader:
        disregard_blanks(rewritten)
    return rewritten, databases


def _type_nulls(select: exp.Select) -> None:
    """A result column that is a bare NULL is text; DuckDB would make it an integer."""
    for column in select.expressions:
        if isinstance(column, exp.Alias) and isinstance(column.this, exp.Null):
            column.set("this", cast_to(exp.Null(), "VARCHAR"))


def _kind(tree: exp.Expr) -> Kind:
    kinds: dict[type[exp.Expr], Kind] = {
        exp.Insert: Kind.INSERT,
        exp.Update: Kind.UPDATE,
        exp.Delete: Kind.DELETE,
    }
    if isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)):
        return Kind.SELECT
    if type(tree) not in kinds:
        raise RedshiftError("42601", f'syntax error at or near "{tree.sql("redshift")[:40]}"')
    return kinds[type(tree)]


def _target(tree: exp.Expr) -> exp.Table | None:
    if isinstance(tree, exp.Delete) and not tree.this and tree.args.get("tables"):
        tree.set("this", tree.args["tables"][0])
        tree.set("tables", None)
    if isinstance(tree, (exp.Insert, exp.Update, exp.Delete)):
        found: exp.Table | None = tree.this.find(exp.Table)
        return found
    return None
