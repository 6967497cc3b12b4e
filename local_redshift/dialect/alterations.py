"""ALTER TABLE, ALTER SCHEMA, and what changes users, groups and default privileges.

Source: docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html, .../r_ALTER_SCHEMA.html
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from local_redshift.dialect import identities, rights
from local_redshift.dialect.definitions import (
    name_databases,
    with_default,
    without_database,
    writable,
)
from local_redshift.dialect.grammar import write
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import qualified
from local_redshift.dialect.statement import Kind, Statement, TextLength
from local_redshift.dialect.table_keys import TableKeys
from local_redshift.dialect.tables import TABLE_CONSTRAINTS, declared_type, read_column
from local_redshift.errors import RedshiftError, not_supported


def alter(reader: Reader, path: Sequence[str]) -> Statement:
    """ALTER TABLE: add, drop, rename and lengthen columns, rename the table, change its owner."""
    for words, read in _ALTERED.items():
        if reader.accept(*words.split()):
            return read(reader)
    if not reader.accept("TABLE"):
        raise not_supported(f"ALTER {reader.word}")
    table = writable(reader.table())
    place = qualified(table, path)
    altered = Statement(
        reader.text, Kind.ALTER, "ALTER TABLE", (place,), databases=name_databases((), table)
    )
    if reader.accept("OWNER", "TO"):
        sql = identities.change_owner("table", place, reader.name())
        reader.end()
        return replace(altered, setting="owner", template=sql)
    if reader.accept("ALTER", "COLUMN"):
        return _resized(reader, altered, without_database(table))
    if reader.accept("ADD"):
        action, lengths = _addition(reader, table.name)
        altered = replace(altered, lengths=lengths)
    else:
        action = _alteration(reader)
    reader.end()
    tree = exp.Alter(this=without_database(table), kind="TABLE", actions=[action])
    return _with_names(replace(altered, trees=(tree,)), action)


def _with_names(altered: Statement, action: exp.Expr) -> Statement:
    """The statement with what it says of names, which the catalogue keeps as well."""
    if isinstance(action, exp.AlterRename):
        renamed = identities.rename(altered.tables_written[0], action.this.name)
        return replace(altered, trees=(), template=f"{write(altered.trees[0])};\n{renamed}")
    if isinstance(action, exp.RenameColumn):
        return replace(altered, column=action.this.name, value=action.args["to"].name)
    if isinstance(action, exp.Drop):
        return replace(altered, column=action.args["tables"][0].name)
    return altered


def _resized(reader: Reader, altered: Statement, table: exp.Table) -> Statement:
    """ALTER COLUMN ... TYPE, which only changes the length of a VARCHAR."""
    name = reader.name()
    if not reader.accept("TYPE"):
        raise not_supported(f"ALTER COLUMN ... {reader.word}")
    declared = declared_type(reader.rest())
    if declared.max_bytes is None or declared.fixed:
        raise not_supported("ALTER COLUMN ... TYPE of something else than VARCHAR")
    query = exp.select("*").from_(table).limit(0)
    lengths = (TextLength(declared.max_bytes),)
    return replace(altered, column=name, trees=(query,), lengths=lengths)


def _alter_schema(reader: Reader) -> Statement:
    name = reader.name()
    if not reader.accept("OWNER", "TO"):
        raise not_supported(f"ALTER SCHEMA ... {reader.word}")
    sql = identities.change_owner("schema", f"{name}.", reader.name())
    reader.end()
    return Statement(reader.text, Kind.ALTER, "ALTER SCHEMA", setting=name, template=sql)


_ALTERED = {
    "DEFAULT PRIVILEGES": rights.alter_default_privileges,
    "USER": identities.alter_user,
    "GROUP": identities.alter_group,
    "SCHEMA": _alter_schema,
}


def _addition(reader: Reader, table: str) -> tuple[exp.Expr, tuple[TextLength, ...]]:
    if reader.word in TABLE_CONSTRAINTS:
        raise not_supported("ALTER TABLE ... ADD with a constraint, which Redshift does not check")
    reader.accept("COLUMN")
    keys = TableKeys(table)
    column = read_column(reader, keys)
    if keys.dist or keys.sort or keys.constraints or keys.identities:
        raise RedshiftError("42601", "ALTER TABLE ... ADD COLUMN takes no keys or constraints")
    if column.not_null:
        raise not_supported("ALTER TABLE ... ADD COLUMN with NOT NULL")
    definition = with_default(column.definition(checked=False))
    if column.type.max_bytes is None:
        return definition, ()
    return definition, (TextLength(column.type.max_bytes, column.type.fixed),)


def _alteration(reader: Reader) -> exp.Expr:
    if reader.accept("RENAME", "TO"):
        return exp.AlterRename(this=exp.to_table(reader.name()))
    if reader.accept("RENAME"):
        reader.accept("COLUMN")
        old = exp.column(reader.name(), quoted=True)
        reader.expect("TO")
        return exp.RenameColumn(this=old, to=exp.column(reader.name(), quoted=True))
    if reader.accept("DROP"):
        reader.accept("COLUMN")
        column = exp.column(reader.name(), quoted=True)
        cascade = reader.accept("CASCADE")
        if not cascade:
            reader.accept("RESTRICT")
        return exp.Drop(tables=[column], kind="COLUMN", cascade=cascade)
    raise not_supported(f"ALTER TABLE ... {reader.word}")
