"""CREATE, DROP and TRUNCATE.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html, a page a command.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from local_redshift.dialect import identities
from local_redshift.dialect.grammar import parse_tree, write
from local_redshift.dialect.lengths import text_lengths
from local_redshift.dialect.queries import translate_expression, translate_query
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import (
    TAKEN_SCHEMAS,
    bind_late,
    check_own,
    fold,
    qualified,
    qualify,
)
from local_redshift.dialect.statement import Kind, Statement, TextLength
from local_redshift.dialect.table_keys import TableKeys
from local_redshift.dialect.tables import Like, read_columns
from local_redshift.errors import RedshiftError, not_supported

_IDENTITIES = {"USER", "ROLE", "GROUP"}


def create(reader: Reader, path: Sequence[str]) -> Statement:
    """CREATE TABLE, CREATE TABLE AS, CREATE VIEW, CREATE SCHEMA; users, roles and groups."""
    if reader.word in _IDENTITIES:
        return identities.create_identity(reader, reader.skip().text.lower())
    replace = reader.accept("OR", "REPLACE")
    if reader.accept("VIEW"):
        return _create_view(reader, path, replace=replace)
    reader.accept("LOCAL")
    temporary = any(reader.accept(word) for word in ("TEMP", "TEMPORARY"))
    if reader.accept("TABLE") and not replace:
        return _create_table(reader, path, temporary=temporary)
    if reader.accept("SCHEMA") and not temporary and not replace:
        return _create_schema(reader)
    raise not_supported(f"CREATE {reader.word}")


def _create_schema(reader: Reader) -> Statement:
    exists = reader.accept("IF", "NOT", "EXISTS")
    name = reader.name()
    if name in TAKEN_SCHEMAS:
        raise not_supported(f'a schema of the name "{name}"', "It means something else here.")
    owner = reader.name() if reader.accept("AUTHORIZATION") else ""
    if reader.accept("QUOTA"):
        raise not_supported("CREATE SCHEMA with QUOTA")
    reader.end()
    schema = exp.Table(db=exp.to_identifier(name, quoted=True))
    sql = write(exp.Create(this=schema, kind="SCHEMA", exists=exists))
    if owner:
        sql += f";\n{identities.change_owner('schema', f'{name}.', owner)}"
    return Statement(reader.text, Kind.CREATE, "CREATE SCHEMA", setting=name, template=sql)


def _create_view(reader: Reader, path: Sequence[str], *, replace: bool) -> Statement:
    view = writable(reader.table())
    names = reader.names() if reader.word == "(" else []
    reader.expect("AS")
    binds_late = reader.drop_end("WITH", "NO", "SCHEMA", "BINDING")
    text = reader.rest()
    query, databases = translate_query(parse_tree(text))
    if binds_late and isinstance(query, exp.Query):
        bind_late(query)
    qualify(query, path, reader.schemas)
    _keep_text(query, reader.text if binds_late else text)
    this: exp.Expr = without_database(view)
    if names:
        columns = [exp.to_identifier(name, quoted=True) for name in names]
        this = exp.Schema(this=this, expressions=columns)
    tree = exp.Create(this=this, kind="VIEW", replace=replace, expression=query)
    return Statement(
        reader.text, Kind.CREATE, "CREATE VIEW", (qualified(view, path),),
        trees=(tree,), replaces=replace, databases=name_databases(databases, view),
    )  # fmt: skip


def _keep_text(query: exp.Expr, text: str) -> None:
    """Lets a view carry its text: as its first common table, which nothing reads."""
    cte = exp.CTE(
        this=exp.select(exp.Literal.string(text)),
        alias=exp.TableAlias(this=exp.to_identifier("as written", quoted=True)),
    )
    others = query.args.get("with_") or exp.With(expressions=[])
    others.set("expressions", [cte, *others.expressions])
    query.set("with_", others)


def _create_table(reader: Reader, path: Sequence[str], *, temporary: bool) -> Statement:
    exists = reader.accept("IF", "NOT", "EXISTS")
    table = writable(reader.table())
    named = reader.is_list_of_names()
    keys = TableKeys(table.name)
    columns, like = _columns_or_names(reader, keys)
    keys.read_table_attributes(reader)
    keys.check([column.name for column in columns])
    this: exp.Expr = without_database(table)
    has_query = reader.accept("AS")
    if columns:
        check = [] if has_query or not str(keys) else [_kept(keys)]
        this = exp.Schema(this=this, expressions=[*columns, *check])
    properties = exp.Properties(expressions=[exp.TemporaryProperty()]) if temporary else None
    tree = exp.Create(this=this, kind="TABLE", exists=exists, properties=properties)
    statement = Statement(
        reader.text, Kind.CREATE, "CREATE TABLE", (qualified(table, path),),
        trees=(tree,), makes_temporary=temporary, databases=name_databases((), table),
        keys=str(keys) if has_query or keys.identities else "",
    )  # fmt: skip
    if has_query:
        return _of_query(statement, tree, reader.query(), path)
    if named:
        raise reader.unexpected()
    reader.end()
    if like is not None:
        return _of_other(statement, tree, like, path)
    if not columns:
        raise RedshiftError("42601", "syntax error: a table needs columns")
    return statement


def select_into(text: str, query: exp.Select, path: Sequence[str]) -> Statement:
    """SELECT ... INTO, which makes a table as CREATE TABLE AS does."""
    into = query.args["into"]
    query.set("into", None)
    fold(into)
    if not isinstance(into.this, exp.Table):
        raise RedshiftError("42601", "syntax error: a table is due after INTO")
    table, temporary = writable(into.this), bool(into.args.get("temporary"))
    properties = exp.Properties(expressions=[exp.TemporaryProperty()]) if temporary else None
    tree = exp.Create(this=without_database(table), kind="TABLE", properties=properties)
    statement = Statement(
        text, Kind.CREATE, "SELECT", (qualified(table, path),),
        trees=(tree,), makes_temporary=temporary, databases=name_databases((), table),
    )  # fmt: skip
    return _of_query(statement, tree, query, path)


def _of_query(
    statement: Statement, tree: exp.Create, source: exp.Expr, path: Sequence[str]
) -> Statement:
    """CREATE TABLE AS."""
    if tree.args.get("exists"):
        raise not_supported("CREATE TABLE IF NOT EXISTS ... AS")
    lengths = text_lengths(source, path)
    query, databases = translate_query(source)
    tree.set("expression", query)
    databases = (*databases, *statement.databases)
    return replace(statement, tag="SELECT", lengths=lengths, databases=databases)


def _of_other(statement: Statement, tree: exp.Create, like: Like, path: Sequence[str]) -> Statement:
    """CREATE TABLE with LIKE."""
    source = without_database(writable(like.table))
    tree.set("expression", exp.select("*").from_(source).limit(0))
    kind = "with defaults" if like.with_defaults else "names and types"
    lengths = (TextLength(column="*", tables=(qualified(source, path),)),)
    return replace(statement, lengths=lengths, like=kind)


def _kept(keys: TableKeys) -> exp.Expr:
    """What the catalogue shows of a table's keys, as `StoredTable` reads it back."""
    text = exp.Literal.string(f"keys {keys}")
    return exp.CheckColumnConstraint(this=exp.NEQ(this=text, expression=exp.Literal.string("")))


def _columns_or_names(reader: Reader, keys: TableKeys) -> tuple[list[exp.Expr], Like | None]:
    if reader.word != "(":
        return [], None
    if reader.is_list_of_names():
        return [exp.to_identifier(name, quoted=True) for name in reader.names()], None
    columns, like = read_columns(reader, keys)
    return [with_default(column.definition()) for column in columns], like


def with_default(definition: exp.ColumnDef) -> exp.ColumnDef:
    """A column's definition with its default in DuckDB's form."""
    for default in definition.find_all(exp.DefaultColumnConstraint):
        default.set("this", translate_expression(default.this))
    return definition


def drop(reader: Reader, path: Sequence[str]) -> Statement:
    """DROP TABLE, DROP VIEW and DROP SCHEMA; users, roles and groups."""
    kind = reader.skip().text.upper()
    if kind in _IDENTITIES:
        return identities.drop_identity(reader, kind.lower())
    if kind not in {"TABLE", "VIEW", "SCHEMA"}:
        raise not_supported(f"DROP {kind}")
    exists = reader.accept("IF", "EXISTS")
    tables = reader.tables()
    cascade = reader.accept("CASCADE")
    if not cascade:
        reader.accept("RESTRICT")
    reader.end()
    if len(tables) > 1:
        raise not_supported(f"DROP {kind} of several in one statement")
    table = tables[0]
    if kind == "SCHEMA":
        check_own(table.name)
        target = exp.Table(db=exp.to_identifier(table.name, quoted=True))
        written: tuple[str, ...] = ()
    else:
        target, written = without_database(writable(table)), (qualified(table, path),)
    tree = exp.Drop(tables=[target], kind=kind, exists=exists, cascade=cascade)
    return Statement(
        reader.text,
        Kind.DROP,
        f"DROP {kind}",
        written,
        trees=(tree,),
        setting="" if written else table.name,
        cascades=cascade,
        databases=name_databases((), table),
    )


def truncate(reader: Reader, path: Sequence[str]) -> Statement:
    """TRUNCATE, which the server also commits."""
    reader.accept("TABLE")
    table = writable(reader.table())
    reader.end()
    tree = exp.Delete(this=without_database(table))
    return Statement(
        reader.text, Kind.TRUNCATE, "TRUNCATE TABLE", (qualified(table, path),),
        trees=(tree,), databases=name_databases((), table),
    )  # fmt: skip


def writable(table: exp.Table) -> exp.Table:
    """The table, unless it is a system table or hidden."""
    check_own(table.db)
    if table.db in {"information_schema", "pg_catalog"}:
        raise RedshiftError("42501", f'permission denied: "{table.db}" is a system schema')
    return table


def without_database(table: exp.Table) -> exp.Table:
    """A table's name as DuckDB takes it."""
    bare = table.copy()
    bare.set("catalog", None)
    return bare


def name_databases(others: tuple[str, ...], table: exp.Table) -> tuple[str, ...]:
    """The databases of a query and of the table that its rows go to."""
    return (*others, *((table.catalog,) if table.catalog else ()))
