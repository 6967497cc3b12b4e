"""What the server knows of a statement, and what the dialect learns of its session."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlglot import exp


class Kind(StrEnum):
    """What a statement does, so that the server knows which of its own parts it concerns."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    MERGE = "MERGE"
    CREATE = "CREATE"
    DROP = "DROP"
    ALTER = "ALTER"
    TRUNCATE = "TRUNCATE"
    COMMENT = "COMMENT"
    COPY = "COPY"
    UNLOAD = "UNLOAD"
    BEGIN = "BEGIN"
    COMMIT = "COMMIT"
    ROLLBACK = "ROLLBACK"
    LOCK = "LOCK"
    SET = "SET"
    SHOW = "SHOW"
    RESET = "RESET"
    ANALYZE = "ANALYZE"
    VACUUM = "VACUUM"
    GRANT = "GRANT"
    EXPLAIN = "EXPLAIN"
    DECLARE = "DECLARE"
    FETCH = "FETCH"
    CLOSE = "CLOSE"
    CANCEL = "CANCEL"
    DEALLOCATE = "DEALLOCATE"
    PREPARE = "PREPARE"
    EXECUTE = "EXECUTE"
    EMPTY = "EMPTY"


Value = None | str | int | float | bool | Decimal | date | datetime | bytes


@dataclass(frozen=True)
class Argument:
    """One bound parameter.

    Attributes:
        type_oid: The type the client declared; 0 and 705 mean "unknown", as of a quoted literal.
        value: The value in Python, or None for NULL.
    """

    type_oid: int
    value: Value


@dataclass(frozen=True)
class SessionValues:
    """What the session functions (`pg_backend_pid()`, `current_user`, ...) answer.

    Attributes:
        transaction_started_at: UTC, without time zone; what SYSDATE returns.
    """

    backend_pid: int
    user: str
    database: str
    search_path: tuple[str, ...]
    last_copy_count: int
    last_copy_id: int
    last_query_id: int
    transaction_started_at: datetime


@dataclass(frozen=True)
class TextLength:
    """Where the length of a new column comes from; nowhere when neither a number nor a column.

    Attributes:
        max_bytes: The length itself.
        fixed: Whether it is that of a CHAR.
        column: The column that has it, `*` for all columns of the tables.
        tables: Where the column is found, as `schema.table`; empty for what is no table.
    """

    max_bytes: int | None = None
    fixed: bool = False
    column: str = ""
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One parsed statement.

    Attributes:
        text: As the client sent it.
        tag: The command tag without a count, e.g. `INSERT 0`.
        tables_written: `schema.table` in lower case: what it writes, or is about.
        columns_given: The columns that an INSERT has values for, `*` for all; none where DEFAULT is
            among the values.
        tables_read: The others that it names, tables or views; views are not looked into.
        setting: The name that SET, SHOW or RESET concerns; of a cursor; of what CANCEL calls; of
            what PREPARE makes; of a schema that is made, changed or dropped.
        column: The column that ALTER TABLE renames, drops or makes longer.
        value: What SET sets it to; how many rows FETCH takes; the process of CANCEL; what PREPARE
            prepares; the new name of a column.
        values: SQL of the values that EXECUTE gives.
        executed_by: The EXECUTE that it comes from.
        trees: The DuckDB statements with parameters and session functions still in them; none
            where there is a template.
        template: The DuckDB text, where nothing of the session or of arguments goes into it.
        lengths: What the new columns' lengths are, where the DuckDB text does not say it.
        keys: The JSON of its `TableKeys`, where the DuckDB text does not say it.
        like: For CREATE TABLE with LIKE, `names and types` or `with defaults`.
        makes_temporary: Whether the table that it makes is a temporary one.
        replaces: Whether the view that it makes may take the place of another.
        cascades: Whether what depends on the table or view that it drops goes as well.
        databases: Databases that the statement names; only the connected one is served.
    """

    text: str
    kind: Kind
    tag: str
    tables_written: tuple[str, ...] = ()
    columns_given: tuple[str, ...] = ()
    tables_read: tuple[str, ...] = ()
    returns_rows: bool = False
    parameter_count: int = 0
    setting: str = ""
    column: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    executed_by: str = ""
    trees: tuple[exp.Expr, ...] = field(default=(), repr=False, compare=False)
    template: str = field(default="", repr=False)
    lengths: tuple[TextLength, ...] = ()
    keys: str = ""
    like: str = ""
    makes_temporary: bool = False
    replaces: bool = False
    cascades: bool = False
    databases: tuple[str, ...] = ()
