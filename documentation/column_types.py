"""Types of a view's columns, found from its text and the types of what it reads."""

from collections import defaultdict
from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

_DIALECT = "redshift"
_RESULTS: dict[type[exp.Expr], str] = {  # what sqlglot does not know of Redshift's functions
    exp.ConvertTimezone: "timestamp",
    exp.DateDiff: "bigint",
    exp.Median: "double precision",
    exp.PercentileCont: "double precision",
    exp.TimestampTrunc: "timestamp",
    exp.Trunc: "date",
    exp.TsOrDsDiff: "bigint",
}


def find_types(text: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The columns of a view with their types, in order; a type that is not found is empty.

    Args:
        text: The statement that creates the view.
        known: Types of the columns of the relations that it reads, by relation.
    """
    tables: defaultdict[str, dict[str, object]] = defaultdict(dict)
    for relation, types in known.items():
        schema, _, table = relation.partition(".")
        tables[schema][table] = dict(types)
    query = sqlglot.parse_one(text, dialect=_DIALECT).expression.transform(_give_type)
    qualified = qualify(query, schema=dict(tables), dialect=_DIALECT)
    typed = annotate_types(qualified, schema=dict(tables), dialect=_DIALECT)
    return {each.alias_or_name: _write_type(each.type) for each in typed.selects}


def _give_type(node: exp.Expr) -> exp.Expr:
    """A function inside a cast to what it gives, where sqlglot does not know that."""
    given = _RESULTS.get(type(node))
    return exp.cast(node, given) if given and not isinstance(node.parent, exp.Cast) else node


def _write_type(found: exp.DataType | None) -> str:
    if found is None or found.is_type(exp.DataType.Type.UNKNOWN):
        return ""
    return found.sql(dialect=_DIALECT).lower().partition("(")[0]
