"""ALTER TABLE.

Source: docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
"""

from collections.abc import Sequence

from sqlglot import exp

from local_redshift.dialect.definitions import (
    name_databases,
    with_default,
    without_database,
    writable,
)
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.relations import qualified
from local_redshift.dialect.statement import Kind, Statement, TextLength
from local_redshift.dialect.table_keys import TableKeys
from local_redshift.dialect.tables import TABLE_CONSTRAINTS, read_column
from local_redshift.errors import RedshiftError, not_supported


def alter(reader: Reader, path: Sequence[str]) -> Statement:
    """ALTER TABLE: add, drop and rename columns, rename the table; its owner is accepted."""
    if reader.accept("DEFAULT", "PRIVILEGES"):  # as GRANT: everybody may do everything here
        return Statement(reader.text, Kind.GRANT, "ALTER DEFAULT PRIVILEGES")
    if not reader.accept("TABLE"):
        raise not_supported(f"ALTER {reader.word}")
    table = writable(reader.table())
    action, lengths = (
        _addition(reader, table.name) if reader.accept("ADD") else (_alteration(reader), ())
    )
    reader.end()
    trees: tuple[exp.Expr, ...] = ()
    if action is not None:
        trees = (exp.Alter(this=without_database(table), kind="TABLE", actions=[action]),)
    return Statement(
        reader.text, Kind.ALTER, "ALTER TABLE", (qualified(table, path),),
        trees=trees, lengths=lengths, databases=name_databases((), table),
    )  # fmt: skip


def _addition(reader: Reader, table: str) -> tuple[exp.Expr, tuple[TextLength, ...]]:
    if reader.word in TABLE_CONSTRAINTS:
        raise not_supported("ALTER TABLE ... ADD with a constraint, which Redshift does not check")
    reader.accept("COLUMN")
    keys = TableKeys(table)
    column = read_column(reader, keys)
    if keys != TableKeys():
        raise RedshiftError("42601", "ALTER TABLE ... ADD COLUMN takes no DISTKEY or SORTKEY")
    if column.not_null:
        raise not_supported("ALTER TABLE ... ADD COLUMN with NOT NULL")
    definition = with_default(column.definition(checked=False))
    if column.type.max_bytes is None:
        return definition, ()
    return definition, (TextLength(column.type.max_bytes, column.type.fixed),)


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
    if reader.accept("DROP"):
        reader.accept("COLUMN")
        column = exp.column(reader.name(), quoted=True)
        cascade = reader.accept("CASCADE")
        if not cascade:
            reader.accept("RESTRICT")
        return exp.Drop(tables=[column], kind="COLUMN", cascade=cascade)
    raise not_supported(f"ALTER TABLE ... {reader.word}")
