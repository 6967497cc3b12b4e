"""The names of result columns that the client gave none, as Redshift's parser chooses them."""

from collections.abc import Iterator

from sqlglot import exp

from local_redshift.errors import RedshiftError

RESULT = "result"  # in a column's meta: the expression that it names


def name_columns(tree: exp.Expr) -> None:
    """Gives every unnamed column of every SELECT the name that Redshift would."""
    for select in tree.find_all(exp.Select):
        columns = [
            column
            if isinstance(column, (exp.Alias, exp.Star, exp.Column))
            else exp.alias_(column, _name(column), quoted=True)
            for column in select.expressions
        ]
        select.set("expressions", columns)


def link_aliases(tree: exp.Expr) -> None:
    """Notes on each column that names a result before it which one that is.

    A name that the result itself is made of is taken for that of a table's column.
    """
    for select in tree.find_all(exp.Select):
        known: dict[str, exp.Expr] = {}
        names = [column.alias_or_name for column in select.expressions]
        for column in select.expressions:
            inside = list(_columns(column))
            for node in inside if known else ():
                found = None if node.table else known.get(node.name)
                if found is None:
                    continue
                node.meta[RESULT] = found
                if names.count(node.name) > 1 or found.find(exp.Query):  # DuckDB cannot tell
                    node.replace(exp.Paren(this=found.copy()))
            if isinstance(column, exp.Alias) and column.alias not in {each.name for each in inside}:
                known[column.alias] = column.this.copy()


def _columns(node: exp.Expr) -> Iterator[exp.Column]:
    """The columns of an expression but for those in subqueries."""
    for inside in node.walk(prune=lambda each: isinstance(each, exp.Query)):
        if isinstance(inside, exp.Column):
            yield inside


def place_exclusions(tree: exp.Expr) -> None:
    """Brings EXCLUDE, which ends a list of columns in Redshift, to each `*` of its list.

    Source: docs.aws.amazon.com/redshift/latest/dg/r_EXCLUDE_list.html

    Raises:
        RedshiftError: 42601 when it excludes something else than columns of a `*`.
    """
    for select in tree.find_all(exp.Select):
        columns: list[exp.Expr] = []
        left_out: list[exp.Expr] = []
        for column in select.expressions:
            found = column.this if isinstance(column, exp.Column) else column
            if left_out:  # sqlglot takes one name after EXCLUDE without parentheses
                left_out.append(column)
            else:
                columns.append(column)
            if isinstance(found, exp.Star) and found.args.get("except_"):
                left_out += found.args["except_"]
        left_out += select.args.get("exclude") or ()
        stars = [star for column in columns for star in column.find_all(exp.Star)]
        if left_out and not (stars and all(type(each) is exp.Column for each in left_out)):
            raise RedshiftError("42601", 'syntax error at or near "EXCLUDE"')
        if left_out:
            select.set("exclude", None)
            select.set("expressions", columns)
            for star in stars:
                star.set("except_", [each.copy() for each in left_out])


def _name(column: exp.Expr) -> str:
    return _weak_name(column) or "?column?"


def _weak_name(node: exp.Expr) -> str:
    if isinstance(node, (exp.Column, exp.Anonymous)):
        name = node.name.lower().split()[-1]
        return _FUNCTIONS.get(name, name) if isinstance(node, exp.Anonymous) else name
    if isinstance(node, (exp.Paren, exp.Window, exp.WithinGroup, exp.IgnoreNulls)):
        return _weak_name(node.this)
    if isinstance(node, exp.Cast):
        return _weak_name(node.this) or _type_name(node)
    if isinstance(node, exp.Case):
        return (_weak_name(node.args["default"]) if node.args.get("default") else "") or "case"
    if isinstance(node, exp.Subquery):
        first = node.this.selects[0] if node.this.selects else None
        return first.alias or _weak_name(first) if first is not None else ""
    return _FORMS.get(type(node), "")


def _type_name(node: exp.Cast) -> str:
    return _TYPES.get(node.to.this, node.to.sql("redshift").lower().split("(")[0])


_FORMS: dict[type[exp.Expr], str] = {
    exp.Extract: "date_part",
    exp.Trim: "btrim",
    exp.Substring: "substring",
    exp.StrPosition: "position",
    exp.Exists: "?column?",
    exp.CurrentDate: "date",
    exp.CurrentTimestamp: "sysdate",
    exp.CurrentUser: "current_user",
    exp.CurrentSchema: "current_schema",
    exp.SessionUser: "session_user",
    exp.Boolean: "bool",
    exp.Interval: "interval",
}
_FUNCTIONS = {
    "datediff": "date_diff",
    "dateadd": "date_add",
    "date_part": "pgdate_part",
    "nvl": "coalesce",
    "decode": "case",
    "nvl2": "case",
}
_TYPES = {
    exp.DType.INT: "int4",
    exp.DType.BIGINT: "int8",
    exp.DType.SMALLINT: "int2",
    exp.DType.DOUBLE: "float8",
    exp.DType.FLOAT: "float4",
    exp.DType.BOOLEAN: "bool",
    exp.DType.DECIMAL: "numeric",
    exp.DType.CHAR: "bpchar",
    exp.DType.TEXT: "varchar",
}
