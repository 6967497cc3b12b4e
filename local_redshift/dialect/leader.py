"""Queries of the catalogue alone, which Redshift runs on its leader node: PostgreSQL's functions.

What tools ask is made of these. With a user's table in the same statement they are refused.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions_leader_node_only.html
"""

import re

from sqlglot import exp

from local_redshift.dialect.catalogue import SYSTEM_VIEWS
from local_redshift.dialect.functions import SESSION
from local_redshift.dialect.macros import define
from local_redshift.dialect.relations import is_system
from local_redshift.errors import RedshiftError

# A macro a function: its text in DuckDB.
_SERVED = r"""
array_upper(x, dimension) as nullif(len(x), 0)
col_description(x, number) as (select remarks from redshift_catalog.fields
    where oid = x and column_index = number)
format_type(x, modifier) as (select name from redshift_catalog.types where type_oid = x)
    || coalesce(case when modifier < 4 then null
        when x in (1042, 1043) then '(' || modifier - 4 || ')'
        when x = 1700 then '(' || ((modifier - 4) >> 16) || ',' || ((modifier - 4) & 65535) || ')'
        end, '')
format_encoding(x) as redshift_catalog.encoding_names()[x + 1]
has_column_privilege(x, y, z) as true
obj_description(x, what := 'pg_class') as (select max(remarks) from redshift_catalog.relations
    where oid = x and what = 'pg_class')
pg_encoding_to_char(x) as 'UNICODE'
pg_function_is_visible(x) as true
pg_get_constraintdef(x, pretty := false) as (select definition
    from redshift_catalog.defined_constraints where oid = x)
pg_get_expr(x, y, pretty := false) as cast(x as varchar)
pg_get_function_arguments(x) as ''
pg_get_function_result(x) as ''
pg_get_indexdef(x, y := 0, pretty := false) as cast(null as varchar)
pg_get_userbyid(x) as case when x = 100 then 'awsuser' else 'unknown (OID=' || x || ')' end
pg_get_viewdef(x, pretty := false) as (select definition from redshift_catalog.definitions
    where oid = x)
pg_is_in_recovery() as false
pg_relation_size(x) as cast(0 as bigint)
pg_size_pretty(x) as x || ' bytes'
pg_table_is_visible(x) as x in (select oid from redshift_catalog.relations
    where schema_name = 'pg_temp_1' or schema_name in (select unnest(current_schemas(false))))
pg_table_size(x) as cast(0 as bigint)
pg_tablespace_location(x) as ''
pg_total_relation_size(x) as cast(0 as bigint)
pg_type_is_visible(x) as true
regclass_name(x) as (select relation_name from redshift_catalog.relations where oid = x)
regclass_oid(x) as (select min(oid) from redshift_catalog.relations
    where replace(x, '"', '') in (relation_name, schema_name || '.' || relation_name))
regtype_oid(x) as (select type_oid from redshift_catalog.types where x in (name, internal_name))
shobj_description(x, kind) as cast(null as varchar)
"""
LEADER_MACROS = define(_SERVED)
LEADER_NATIVE = frozenset(
    {"array", "array_to_string", "current_schemas", "generate_series", "unnest"}
)
# Casts to regclass and regtype; as functions they are not to be called.
_CASTS = {"regclass_name", "regclass_oid", "regtype_oid"}
_NAMES = set(re.findall(r"^(\w+)\(", _SERVED, re.MULTILINE)) - _CASTS
LEADER = frozenset(_NAMES | LEADER_NATIVE | {f"cast.{name}" for name in _CASTS})
_OPERATORS: dict[str, type[exp.Binary]] = {
    "~": exp.RegexpLike,
    "=": exp.EQ,
    "<>": exp.NEQ,
    "+": exp.Add,
}
_TEXT_TYPES = {"name": "VARCHAR(128)", "char": "CHAR(1)"}


def is_leader(tree: exp.Expr) -> bool:
    """Whether a statement reads system relations alone; folded, and not yet resolved."""
    common = {node.alias for node in tree.find_all(exp.CTE)}
    names = [table for table in tree.find_all(exp.Table) if table.db or table.name not in common]
    return bool(names) and all(map(_is_of_leader, names))


def _is_of_leader(table: exp.Table) -> bool:
    return is_system(table) or isinstance(table.this, exp.Anonymous)


def respell(tree: exp.Expr, *, leader: bool) -> None:
    """Brings PostgreSQL's spellings of the leader node to those that are served everywhere.

    Raises:
        RedshiftError: 0A000 for a function of the leader node beside a user's table.
    """
    for node in list(tree.walk()):
        rule = _SPELLINGS.get(type(node))
        if rule is not None:
            replacement = rule(node)
            if replacement is not node:
                node.replace(replacement)
    reads_tables = not leader and tree.find(exp.Table) is not None
    for call in tree.find_all(exp.Anonymous) if reads_tables else ():
        if call.name.lower() in LEADER:
            raise RedshiftError(
                "0A000",
                "Specified types or functions (one per INFO message) not supported on Redshift"
                f" tables: {call.name.lower()}()",
            )


def _operator(node: exp.Expr) -> exp.Expr:
    kind = _OPERATORS.get(str(node.args["operator"]).rpartition(".")[2])
    return kind(this=node.this, expression=node.expression) if kind else node


def _cast(node: exp.Expr) -> exp.Expr:
    target = node.args["to"]
    if isinstance(target, exp.ObjectIdentifier):
        return _identifier(node.this, str(target.this).lower())
    kind = target.args.get("kind")
    name = kind.name if kind else str(getattr(target.this, "value", "")).lower()
    if name in _TEXT_TYPES and not target.expressions:
        node.set("to", exp.DataType.build(_TEXT_TYPES[name], dialect="redshift"))
    return node


def _identifier(value: exp.Expr, kind: str) -> exp.Expr:
    if kind == "oid":
        return exp.Cast(this=value, to=exp.DataType.build("INT", dialect="redshift"))
    if kind in {"regproc", "regnamespace"}:
        return exp.Cast(this=value, to=exp.DataType.build("VARCHAR(128)", dialect="redshift"))
    if isinstance(value, exp.Literal) and value.is_string:
        return exp.Anonymous(this=f"cast.{kind}_oid", expressions=[value])
    if kind == "regclass":
        return exp.Anonymous(this="cast.regclass_name", expressions=[value])
    return exp.Anonymous(this="format_type", expressions=[value, exp.Null()])


def _function_in_from(node: exp.Expr) -> exp.Expr:
    """A function as a table: a system relation of its name, or a query of its value."""
    call, alias = node.this, node.args.get("alias")
    if not isinstance(call, exp.Anonymous):
        return node
    columns = (
        [part.this if isinstance(part, exp.ColumnDef) else part for part in alias.columns]
        if alias
        else []
    )
    name = call.name.lower()
    if name in SYSTEM_VIEWS:
        found: exp.Expr = exp.Table(this=exp.to_identifier(name))
    elif name in LEADER | SESSION:
        column = columns[0].name if columns else alias.name if alias else name
        found = exp.Subquery(this=exp.select(exp.alias_(call, column)))
    else:
        return node
    if alias:
        alias.set("columns", columns)
        found.set("alias", alias)
    return found


_SPELLINGS = {
    exp.Operator: _operator,
    exp.Collate: lambda node: node.this if node.expression.name == "default" else node,
    exp.Cast: _cast,
    exp.ByteString: lambda node: exp.Literal.string(node.name),
    exp.Table: _function_in_from,
}
