"""Statements that look at others or at the catalogue: EXPLAIN, DECLARE, FETCH, CLOSE and SHOW.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html, a page a command.
"""

from collections.abc import Sequence

from sqlglot import exp

from local_redshift.dialect.macros import SCHEMA
from local_redshift.dialect.queries import translate, translate_query
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import default_schema
from local_redshift.dialect.splitting import fill_parameters
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.errors import RedshiftError, not_supported

SIGNALS = {"pg_terminate_backend", "pg_cancel_backend"}
# What SHOW lists: the words before the name, the view, the columns that the parts of the name are
# compared with from right to left, and the column that LIKE looks at.
_SHOWN = {
    "TABLES": ("FROM SCHEMA", "svv_all_tables", "schema_name database_name", "table_name"),
    "COLUMNS": (
        "FROM TABLE", "svv_all_columns", "table_name schema_name database_name", "column_name",
    ),
    "SCHEMAS": ("FROM DATABASE", "svv_all_schemas", "database_name", "schema_name"),
    "DATABASES": ("", "svv_redshift_databases", "", "database_name"),
    "GRANTS": ("ON TABLE", "svv_relation_privileges", "relation_name namespace_name", ""),
    "TABLE": ("", "shown_tables", "table_name schema_name", ""),
    "VIEW": ("", "shown_views", "table_name schema_name", ""),
}  # fmt: skip
_DEFINITIONS = {"TABLE": "Show Table DDL statement", "VIEW": "Show View DDL statement"}


def show_relations(reader: Reader, path: Sequence[str]) -> Statement | None:
    """SHOW of what the catalogue holds, after the word SHOW; None where a setting is shown."""
    what = reader.word
    if what not in _SHOWN:
        return None
    reader.skip()
    before, view, columns, liked = _SHOWN[what]
    reader.expect(*before.split())
    parts = [part.name for part in reversed(reader.table().parts)] if columns else []
    if what in {"COLUMNS", *_DEFINITIONS} and len(parts) == 1:
        parts.append(default_schema(path))
    shown = exp.column(_DEFINITIONS[what], quoted=True) if what in _DEFINITIONS else exp.Star()
    query = exp.select(shown).from_(exp.table_(view, db=SCHEMA))
    for column, part in zip(columns.split(), parts, strict=False):
        query = query.where(exp.column(column).eq(exp.Literal.string(part)))
    if liked:
        query = query.order_by("ordinal_position" if what == "COLUMNS" else liked)
        if reader.accept("LIKE"):
            query = query.where(exp.column(liked).like(exp.Literal.string(reader.string())))
        if reader.accept("LIMIT"):
            query = query.limit(int(reader.skip().text))
    reader.end()
    return Statement(reader.text, Kind.SELECT, "SHOW", returns_rows=True, trees=(query,))


def explain(reader: Reader, path: Sequence[str]) -> Statement:
    """EXPLAIN of a query or of DML."""
    reader.accept("VERBOSE")
    found = translate(reader.query(), path)
    return Statement(
        reader.text, Kind.EXPLAIN, "EXPLAIN", returns_rows=True, trees=(found.tree,),
        databases=found.databases,
    )  # fmt: skip


def declare(reader: Reader, _path: Sequence[str]) -> Statement:
    """DECLARE CURSOR."""
    name = reader.name()
    reader.accept("NO", "SCROLL")
    reader.expect("CURSOR")
    if reader.accept("WITH", "HOLD"):
        raise not_supported("cursors WITH HOLD")
    reader.accept("WITHOUT", "HOLD")
    reader.expect("FOR")
    query, databases = translate_query(reader.query())
    return Statement(
        reader.text, Kind.DECLARE, "DECLARE CURSOR", setting=name, trees=(query,),
        databases=databases,
    )  # fmt: skip


def fetch(reader: Reader, _path: Sequence[str]) -> Statement:
    """FETCH [NEXT | ALL | FORWARD [n | ALL]] FROM a cursor."""
    count = "1"
    if not reader.accept("NEXT"):
        reader.accept("FORWARD")
        if reader.word == "ALL" or reader.word.isdigit():
            count = reader.skip().text.lower()
    reader.expect("FROM")
    name = reader.name()
    reader.end()
    return Statement(reader.text, Kind.FETCH, "FETCH", returns_rows=True, setting=name, value=count)


def close(reader: Reader, _path: Sequence[str]) -> Statement:
    """CLOSE of a cursor."""
    name = "all" if reader.accept("ALL") else reader.name()
    reader.end()
    return Statement(reader.text, Kind.CLOSE, "CLOSE CURSOR", setting=name)


def prepare(reader: Reader, _path: Sequence[str]) -> Statement:
    """PREPARE: a statement under a name, its parameters with their types."""
    name, types = reader.name(), reader.texts()
    reader.expect("AS")
    typed = [f"cast(${number} as {kind})" for number, kind in enumerate(types, 1)]
    body = fill_parameters(reader.rest(), typed)
    return Statement(reader.text, Kind.PREPARE, "PREPARE", setting=name, value=body)


def execute(reader: Reader, _path: Sequence[str]) -> Statement:
    """EXECUTE of what PREPARE made."""
    name, values = reader.name(), tuple(reader.texts())
    reader.end()
    return Statement(reader.text, Kind.EXECUTE, "EXECUTE", setting=name, values=values)


def deallocate(reader: Reader, _path: Sequence[str]) -> Statement:
    """DEALLOCATE of what PREPARE made, or a client has prepared by message."""
    reader.accept("PREPARE")
    name = "all" if reader.accept("ALL") else reader.skip().text
    reader.end()
    return Statement(reader.text, Kind.DEALLOCATE, "DEALLOCATE", setting=name)


def cancel(reader: Reader, _path: Sequence[str]) -> Statement:
    """CANCEL of the statement that a process runs."""
    pid = reader.skip().text
    if not reader.done:
        reader.string()
    reader.end()
    return _signal(reader.text, "CANCEL", "pg_cancel_backend", pid)


def find_signal(text: str, tree: exp.Expr) -> Statement | None:
    """`select pg_terminate_backend(pid)`, which ends a session, or pg_cancel_backend."""
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or tree.args.get("from_"):
        return None
    call = tree.expressions[0]
    name = call.name.lower() if isinstance(call, exp.Anonymous) else ""
    if name not in SIGNALS:
        return None
    [argument] = call.expressions if len(call.expressions) == 1 else [exp.Null()]
    if isinstance(argument, exp.Parameter):
        return Statement(text, Kind.CANCEL, "SELECT", returns_rows=True, setting=name,
                         parameter_count=int(argument.name))  # fmt: skip
    return _signal(text, "SELECT", name, argument.name, returns_rows=True)


def _signal(text: str, tag: str, name: str, pid: str, *, returns_rows: bool = False) -> Statement:
    if not pid.isdigit():
        raise RedshiftError("42601", f"syntax error: {name} takes the number of a process")
    return Statement(text, Kind.CANCEL, tag, returns_rows=returns_rows, setting=name, value=pid)
