"""CREATE TABLE with Redshift's attributes, which DuckDB does not know.

Keys are not enforced in Redshift, so none reaches DuckDB; lengths in bytes are, as CHECKs.
Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlglot import exp

from local_redshift.dialect.grammar import parse_tree
from local_redshift.dialect.reader import Reader
from local_redshift.dialect.table_keys import TableKeys
from local_redshift.dialect.types import ColumnType, column_type, duckdb_type
from local_redshift.errors import RedshiftError, not_supported

_ATTRIBUTES = frozenset(
    """
    NOT NULL DEFAULT ENCODE DISTKEY SORTKEY UNIQUE PRIMARY REFERENCES IDENTITY GENERATED COLLATE
    CONSTRAINT CHECK
    """.split()  # noqa: SIM905
) | {"PRIMARY KEY"}
TABLE_CONSTRAINTS = frozenset(
    {"CONSTRAINT", "PRIMARY", "PRIMARY KEY", "UNIQUE", "FOREIGN", "FOREIGN KEY", "LIKE", "CHECK"}
)
# docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-datatypes.html
_OF_POSTGRESQL = (
    r".*\[\]|bytea|interval|bit( varying)?|hstore|jsonb?|(big|small)?serial|money|uuid|xml|oid"
    r"|reg\w+|inet|cidr|macaddr|\w+range|ts(vector|query)|point|line|lseg|box|path|polygon|circle|any\w*"
    r"|cstring|internal|record|trigger|void|opaque|\w+_handler|event_trigger|pg_ddl_command"
)


@dataclass(frozen=True)
class Column:
    """One column of CREATE TABLE or ADD COLUMN."""

    name: str
    type: ColumnType
    not_null: bool
    default: exp.Expr | None

    def definition(self, *, checked: bool = True) -> exp.ColumnDef:
        """The column in DuckDB."""
        constraints: list[exp.Expr] = []
        if self.not_null:
            constraints.append(exp.NotNullColumnConstraint())
        if self.default is not None:
            constraints.append(exp.DefaultColumnConstraint(this=self.default))
        if checked and self.type.max_bytes is not None:
            constraints.append(exp.CheckColumnConstraint(this=self._length_check()))
        return exp.ColumnDef(
            this=exp.to_identifier(self.name, quoted=True),
            kind=duckdb_type(self.type.name),
            constraints=[exp.ColumnConstraint(kind=constraint) for constraint in constraints],
        )

    def _length_check(self) -> exp.Expr:
        # strlen() counts bytes; the catalogue reads the length back from this text.
        # Blanks at the end of a CHAR do not count.
        text: exp.Expr = exp.column(self.name, quoted=True)
        if self.type.fixed:
            text = exp.Anonymous(this="rtrim", expressions=[text])
        size = exp.Anonymous(this="strlen", expressions=[text])
        return exp.LTE(this=size, expression=exp.Literal.number(self.type.max_bytes))


@dataclass(frozen=True)
class Like:
    """LIKE of CREATE TABLE: the table whose columns the new one has too."""

    table: exp.Table
    with_defaults: bool


def _read_like(reader: Reader) -> Like:
    table = reader.table()
    with_defaults = reader.accept("INCLUDING", "DEFAULTS")
    if not with_defaults:
        reader.accept("EXCLUDING", "DEFAULTS")
    return Like(table, with_defaults)


def read_columns(reader: Reader, keys: TableKeys) -> tuple[list[Column], Like | None]:
    """The columns in parentheses, and LIKE where it stands there."""
    reader.expect("(")
    columns: list[Column] = []
    like: Like | None = None
    while True:
        if reader.accept("LIKE"):
            like = _read_like(reader)
        elif reader.word in TABLE_CONSTRAINTS:
            if not keys.read_constraint(reader):
                raise not_supported(f"table constraint {reader.word}")
        else:
            columns.append(read_column(reader, keys))
        if not reader.accept(","):
            break
    reader.expect(")")
    _check_columns(columns, like)
    for identity in keys.identities:
        [column] = [each for each in columns if each.name == identity["columns"][0]]
        if column.type.name not in {"INTEGER", "BIGINT"}:
            raise RedshiftError("42601", "identity column must be INT or BIGINT")
    primary = {name for key in keys.primary for name in key}
    return [replace(each, not_null=each.not_null or each.name in primary) for each in columns], like


def _check_columns(columns: list[Column], like: Like | None) -> None:
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise RedshiftError("42701", f'column "{name}" duplicated')
    if like is not None and columns:
        raise not_supported("CREATE TABLE with LIKE beside other columns")


def read_column(reader: Reader, keys: TableKeys) -> Column:
    """One column: name, type and attributes; what it says of keys goes to `keys`."""
    name = reader.name()
    declared = reader.until(_ATTRIBUTES)
    if re.fullmatch(_OF_POSTGRESQL, declared.strip(), re.IGNORECASE):
        message = f'Column "{keys.table}.{name}" has unsupported type "{declared.strip()}"'
        raise RedshiftError("0A000", message)
    kind = declared_type(declared)
    not_null, default = False, None
    while reader.word not in {",", ")", ""}:
        if reader.accept("NOT", "NULL"):
            not_null = True
        elif reader.accept("DEFAULT"):
            default = parse_tree(f"select {reader.until(_ATTRIBUTES)}").args["expressions"][0]
        elif not keys.read_attribute(reader, name):
            _skip_attribute(reader)
    return Column(name, kind, not_null, default)


@lru_cache(maxsize=256)
def declared_type(text: str) -> ColumnType:
    """The type of a column, from its text."""
    declared = parse_tree(f"select cast(null as {text})").find(exp.Cast)
    if declared is None:
        raise RedshiftError("42601", f'syntax error at or near "{text}"')
    found = column_type(declared.to)
    if found.name == "INTERVAL":  # Redshift has INTERVAL YEAR TO MONTH and DAY TO SECOND
        raise not_supported("INTERVAL columns", "Keep a number of seconds or days.")
    return found


def _skip_attribute(reader: Reader) -> None:
    if reader.word in {"COLLATE", "CHECK"}:
        raise not_supported(f"column attribute {reader.word}")
    reader.expect("NULL")
