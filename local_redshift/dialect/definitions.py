"""CREATE, DROP, ALTER, COMMENT and TRUNCATE.

Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html, a page a command.
"""

from collections.abc import Sequence

from sqlglot import exp

from local_redshift.dialect.queries import translate_expression, translate_query
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import check_own, qualified
from local_redshift.dialect.statement import Kind, Statement
from local_redshift.dialect.tables import Column, read_column, read_columns, skip_table_attributes
from local_redshift.errors import RedshiftError, not_supported


def create(reader: Reader, path: Sequence[str]) -> Statement:
    """CREATE TABLE, CREATE TABLE AS, CREATE VIEW and CREATE SCHEMA."""
    reader.expect("CREATE")
    replace = reader.accept("OR", "REPLACE")
    if reader.accept("VIEW"):
        return _create_view(reader, path, replace=replace)
    temporary = any(reader.accept(word) for word in ("TEMP", "TEMPORARY"))
    if reader.accept("TABLE") and not replace:
        return _create_table(reader, path, temporary=temporary)
    if reader.accept("SCHEMA") and not temporary and not replace:
        return _create_schema(reader)
    raise not_supported(f"CREATE {reader.word}")


def _create_schema(reader: Reader) -> Statement:
    exists = reader.accept("IF", "NOT", "EXISTS")
    name = reader.name()
    check_own(name)
    if reader.accept("AUTHORIZATION"):
        reader.name()
    if reader.accept("QUOTA"):
        raise not_supported("CREATE SCHEMA with QUOTA")
    reader.end()
    schema = exp.Table(db=exp.to_identifier(name, quoted=True))
    tree = exp.Create(this=schema, kind="SCHEMA", exists=exists)
    return Statement(reader.text, Kind.CREATE, "CREATE SCHEMA", trees=(tree,))


def _create_view(reader: Reader, path: Sequence[str], *, replace: bool) -> Statement:
    view = _writable(reader.table())
    names = reader.names() if reader.word == "(" else []
    reader.expect("AS")
    reader.drop_end("WITH", "NO", "SCHEMA", "BINDING")
    query, databases = translate_query(reader.query())
    this: exp.Expr = _without_database(view)
    if names:
        columns = [exp.to_identifier(name, quoted=True) for name in names]
        this = exp.Schema(this=this, expressions=columns)
    tree = exp.Create(this=this, kind="VIEW", replace=replace, expression=query)
    return Statement(
        reader.text, Kind.CREATE, "CREATE VIEW", (qualified(view, path),),
        trees=(tree,), databases=_databases(databases, view),
    )  # fmt: skip


def _create_table(reader: Reader, path: Sequence[str], *, temporary: bool) -> Statement:
    exists = reader.accept("IF", "NOT", "EXISTS")
    table = _writable(reader.table())
    named = reader.is_list_of_names()
    columns, like = _columns_or_names(reader)
    skip_table_attributes(reader)
    tag = "CREATE TABLE"
    query: exp.Expr | None = None
    databases: tuple[str, ...] = ()
    if reader.accept("AS"):
        tag, (query, databases) = "SELECT", translate_query(reader.query())
    elif named:
        raise reader.unexpected()
    reader.end()
    this: exp.Expr = _without_database(table)
    if like is not None:
        query = exp.select("*").from_(_without_database(_writable(like))).limit(0)
    elif columns:
        this = exp.Schema(this=this, expressions=columns)
    elif query is None:
        raise RedshiftError("42601", "syntax error: a table needs columns")
    properties = exp.Properties(expressions=[exp.TemporaryProperty()]) if temporary else None
    tree = exp.Create(
        this=this, kind="TABLE", exists=exists, properties=properties, expression=query
    )
    return Statement(
        reader.text, Kind.CREATE, tag, (qualified(table, path),),
        trees=(tree,), databases=_databases(databases, table),
    )  # fmt: skip


def _columns_or_names(reader: Reader) -> tuple[list[exp.Expr], exp.Table | None]:
    if reader.word != "(":
        return [], None
    if reader.is_list_of_names():
        return [exp.to_identifier(name, quoted=True) for name in reader.names()], None
    columns, like = read_columns(reader)
    return [_defined(column) for column in columns], like


def _defined(column: Column) -> exp.Expr:
    return _with_default(column.definition())


def _with_default(definition: exp.ColumnDef) -> exp.ColumnDef:
    for default in definition.find_all(exp.DefaultColumnConstraint):
        default.set("this", translate_expression(default.this))
    return definition


def drop(reader: Reader, path: Sequence[str]) -> Statement:
    """DROP TABLE, DROP VIEW and DROP SCHEMA."""
    reader.expect("DROP")
    kind = reader.skip().text.upper()
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
        target, written = _without_database(_writable(table)), (qualified(table, path),)
    tree = exp.Drop(tables=[target], kind=kind, exists=exists, cascade=cascade)
    return Statement(
        reader.text,
        Kind.DROP,
        f"DROP {kind}",
        written,
        trees=(tree,),
        databases=_databases((), table),
    )


def truncate(reader: Reader, path: Sequence[str]) -> Statement:
    """TRUNCATE, which the server also commits."""
    reader.expect("TRUNCATE")
    reader.accept("TABLE")
    table = _writable(reader.table())
    reader.end()
    tree = exp.Delete(this=_without_database(table))
    return Statement(
        reader.text, Kind.TRUNCATE, "TRUNCATE TABLE", (qualified(table, path),),
        trees=(tree,), databases=_databases((), table),
    )  # fmt: skip


def comment(reader: Reader, _path: Sequence[str]) -> Statement:
    """COMMENT ON TABLE, VIEW, COLUMN or SCHEMA."""
    reader.expect("COMMENT")
    reader.expect("ON")
    kind = reader.skip().text.upper()
    if kind not in {"TABLE", "VIEW", "COLUMN"}:
        raise not_supported(f"COMMENT ON {kind}")
    parts = [reader.name()]
    while reader.accept("."):
        parts.append(reader.name())
    for part in parts[:-1]:
        check_own(part)
    reader.expect("IS")
    text = exp.Null() if reader.accept("NULL") else exp.Literal.string(reader.string())
    reader.end()
    names = [exp.to_identifier(part, quoted=True) for part in parts]
    target = exp.Column(this=names[-1], table=names[-2] if len(names) > 1 else None,
                        db=names[-3] if len(names) > 2 else None)  # fmt: skip
    tree = exp.Comment(this=target, kind=kind, expression=text)
    return Statement(reader.text, Kind.COMMENT, "COMMENT", trees=(tree,))


def alter(reader: Reader, path: Sequence[str]) -> Statement:
    """ALTER TABLE: add, drop and rename columns, rename the table; its owner is accepted."""
    reader.expect("ALTER")
    if not reader.accept("TABLE"):
        raise not_supported(f"ALTER {reader.word}")
    table = _writable(reader.table())
    action = _alteration(reader)
    reader.end()
    trees: tuple[exp.Expr, ...] = ()
    if action is not None:
        trees = (exp.Alter(this=_without_database(table), kind="TABLE", actions=[action]),)
    return Statement(
        reader.text, Kind.ALTER, "ALTER TABLE", (qualified(table, path),),
        trees=trees, databases=_databases((), table),
    )  # fmt: skip


def _alteration(reader: Reader) -> exp.Expr | None:
    if reader.accept("RENAME", "TO"):
        return exp.AlterRename(this=exp.to_table(reader.name()))
    if reader.accept("RENAME"):
        reader.accept("COLUMN")
        old = exp.column(reader.name(), quoted=True)
        reader.expect("TO")
        return exp.RenameColumn(this=old, to=exp.column(reader.name(), quoted=True))
    if reader.accept("OWNER", "TO"):
        reader.name()
        return None
    if reader.accept("ADD"):
        reader.accept("COLUMN")
        return _added(read_column(reader))
    if reader.accept("DROP"):
        reader.accept("COLUMN")
        column = exp.column(reader.name(), quoted=True)
        cascade = reader.accept("CASCADE")
        if not cascade:
            reader.accept("RESTRICT")
        return exp.Drop(tables=[column], kind="COLUMN", cascade=cascade)
    raise not_supported(f"ALTER TABLE ... {reader.word}")


def _added(column: Column) -> exp.Expr:
    if column.not_null:
        raise not_supported("ALTER TABLE ... ADD COLUMN with NOT NULL")
    return _with_default(column.definition(checked=False))


def _writable(table: exp.Table) -> exp.Table:
    check_own(table.db)
    if table.db in {"information_schema", "pg_catalog"}:
        raise RedshiftError("42501", f'permission denied: "{table.db}" is a system schema')
    return table


def _without_database(table: exp.Table) -> exp.Table:
    bare = table.copy()
    bare.set("catalog", None)
    return bare


def _databases(others: tuple[str, ...], table: exp.Table) -> tuple[str, ...]:
    return (*others, *((table.catalog,) if table.catalog else ()))
