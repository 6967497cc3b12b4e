"""Names: folded as Redshift folds them, tables found where they are, system views served.

Source: docs.aws.amazon.com/redshift/latest/dg/r_names.html, .../cm_chap_system-tables.html
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from local_redshift.dialect.catalogue import SYSTEM_VIEWS
from local_redshift.dialect.macros import SCHEMA
from local_redshift.errors import RedshiftError, not_supported

_SYSTEM_PREFIXES = ("pg_", "stl_", "stv_", "svl_", "svv_", "svcs_", "sys_")
OWN_SCHEMAS = {"main", "temp", "system", "duckdb", SCHEMA}
# `warehouse` is the database's name in DuckDB, after its file: warehouse.t would be ambiguous.
TAKEN_SCHEMAS = OWN_SCHEMAS | {"warehouse", "redshift_live", "information_schema", "pg_catalog"}
BINDS_LATE = "no schema binding"  # the name of a common table of a late-binding view
# Made beside the dialect's own views: by the load log and the live sessions.
SYSTEM_RELATIONS = SYSTEM_VIEWS | {
    "stl_load_commits",
    "stl_load_errors",
    "stv_sessions",
    "sys_load_detail",
    "sys_load_error_detail",
    "sys_load_history",
}


def fold(tree: exp.Expr) -> None:
    """Makes every identifier lower case, quoted ones too, as Redshift does by default."""
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", identifier.name.lower())


def drop_system_schema(tree: exp.Expr) -> None:
    """Functions may be called by their whole name, as `pg_catalog.version()`."""
    for call in list(tree.find_all(exp.Dot)):
        if call.this.name == "pg_catalog" and isinstance(call.expression, exp.Anonymous):
            call.replace(call.expression)


def qualified(name: exp.Table, search_path: Sequence[str]) -> str:
    """`schema.table` of a table to be written, for locking it."""
    return f"{name.db or default_schema(search_path)}.{name.name}"


def default_schema(search_path: Sequence[str]) -> str:
    """The schema where an unqualified new table goes."""
    return next(iter(search_path), "public")


def find_tables(nodes: Sequence[exp.Expr], search_path: Sequence[str]) -> Iterator[str]:
    """`schema.table` of the tables and views of a resolved statement, but for system views."""
    common = {node.alias for node in nodes if isinstance(node, exp.CTE)}
    for node in nodes:
        if not isinstance(node, exp.Table) or not node.name or node.db == SCHEMA:
            continue
        if node.db or node.name not in common:
            yield qualified(node, search_path)


def qualify(tree: exp.Expr, search_path: Sequence[str], schemas: Mapping[str, str]) -> None:
    """Gives bare tables of a view their schema: it reads the same ones whoever asks it.

    Args:
        tree: A resolved statement.
        search_path: Where bare tables are, if it is one schema.
        schemas: Where the session has found them, by their names, if it is several.
    """
    common = {node.alias for node in tree.find_all(exp.CTE)}
    only = search_path[0] if len(search_path) == 1 else ""
    for table in tree.find_all(exp.Table):
        schema = schemas.get(table.name, only)
        if schema and not table.db and table.name not in common:
            table.set("db", exp.to_identifier(schema, quoted=True))


def bind_late(query: exp.Query) -> None:
    """Marks a view that others may drop tables below; DuckDB looks its tables up late anyway.

    Raises:
        RedshiftError: 42601 when it reads a table without its schema.
    """
    common = {node.alias for node in query.find_all(exp.CTE)}
    if any(not table.db and table.name not in common for table in query.find_all(exp.Table)):
        raise RedshiftError(
            "42601",
            "All the relation names inside should be qualified when creating views with no schema"
            " binding.",
        )
    mark = exp.TableAlias(this=exp.to_identifier(BINDS_LATE, quoted=True))
    query.with_(mark, as_=exp.select(exp.Literal.number(1)), copy=False)


def check_own(schema: str) -> None:
    """Hides the schemas that are the stand-in's own or DuckDB's.

    Raises:
        RedshiftError: 3F000, as for a schema that is not there.
    """
    if schema in OWN_SCHEMAS:
        raise RedshiftError("3F000", f'schema "{schema}" does not exist')


def is_system(table: exp.Table) -> bool:
    """Whether it is a relation of the catalogue; not yet resolved."""
    if table.db:
        return table.db in {"information_schema", "pg_catalog"}
    return table.name.startswith(_SYSTEM_PREFIXES)


def resolve(tree: exp.Expr) -> tuple[str, ...]:
    """Points tables at where DuckDB has them.

    Returns:
        The databases that the statement names.

    Raises:
        RedshiftError: 3F000 for a schema of the stand-in's own, 0A000 for an unknown system view.
    """
    nodes = list(tree.find_all(exp.Table, exp.CTE, exp.Column))
    tables = [node for node in nodes if isinstance(node, exp.Table)]
    databases = {table.catalog for table in tables if table.catalog}
    common = {node.alias for node in nodes if isinstance(node, exp.CTE)}
    for table in tables:
        table.set("catalog", None)
        if table.db or table.name not in common:
            _resolve(table)
    for column in nodes:
        if not isinstance(column, exp.Column):
            continue
        column.set("catalog", None)
        if column.text("db") in {"information_schema", "pg_catalog"}:
            column.set("db", None)
    return tuple(sorted(databases))


def _resolve(table: exp.Table) -> None:
    schema, name = table.db, table.name
    check_own(schema)
    if schema == "information_schema":
        _serve(table, f"information_schema_{name}", f"information_schema.{name}")
    elif is_system(table):
        _serve(table, name, name)
    elif not schema and (
        "." in name or "/" in name or name.startswith(("duckdb_", "pragma_", "sqlite_"))
    ):
        raise RedshiftError("42P01", f'relation "{name}" does not exist')


def _serve(table: exp.Table, view: str, asked: str) -> None:
    if view not in SYSTEM_RELATIONS:
        raise not_supported(f"system view {asked}")
    if not table.alias:
        alias = exp.TableAlias(this=exp.to_identifier(table.name, quoted=True))
        table.set("alias", alias)
    table.set("this", exp.to_identifier(view, quoted=True))
    table.set("db", exp.to_identifier(SCHEMA, quoted=True))
