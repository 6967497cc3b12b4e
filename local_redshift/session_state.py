"""What the statements of one session share."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import duckdb

from . import dialect
from .access import Access
from .dialect import SessionValues, Statement
from .errors import RedshiftError
from .interruption import Interruption
from .locked_tables import SCHEMAS, KnownViews, LockedTables
from .locks import LockTable
from .result import Result
from .settings import Settings
from .transaction import Transaction


@dataclass(frozen=True)
class Backend:
    """Who a session is for the rest of the server."""

    pid: int
    user: str
    database: str
    next_query_id: Callable[[], int]
    give_up: Callable[[], None]  # ends the server: DuckDB can no longer be used
    signal: Callable[[int, bool], bool]  # ends another's statement, or its session; False: no such


@dataclass
class SessionState:
    """What the statements of one session share."""

    connection: duckdb.DuckDBPyConnection
    transaction: Transaction
    backend: Backend
    locks: LockTable
    views: KnownViews
    settings: Settings = field(default_factory=Settings)
    query_id: int = 0
    last_query_id: int = 0
    last_copy_id: int = -1
    last_copy_count: int = 0
    cursors: dict[str, Result] = field(default_factory=dict)
    prepared: dict[str, str] = field(default_factory=dict)  # what PREPARE made, by its name
    is_read_only: bool = False
    search_path: tuple[str, ...] = ("public",)
    _path_seen: tuple[list[str], int] | None = None
    _applied_path: tuple[str, ...] = ("public",)

    def __post_init__(self) -> None:
        self._locked_tables = LockedTables(self.connection, self.views)
        self.access = Access(self.connection, self.backend.user, self.views)

    @property
    def path_is_stale(self) -> bool:
        """Whether the search path is another one, or schemas came and went, since it was read."""
        return self._path_seen != self._path_now()

    def read_search_path(self) -> None:
        """Finds the schemas in which a bare name is looked up: those of the path that exist."""
        self._path_seen = self._path_now()
        wanted, _ = self._path_seen
        found = self.connection.execute(
            "select schema_name from duckdb_schemas() where database_name = current_database()"
        ).fetchall()
        existing = [name for name in wanted if (name,) in found and name not in dialect.OWN_SCHEMAS]
        self.search_path = tuple(existing) or ("public",)

    def _path_now(self) -> tuple[list[str], int]:
        return self.settings.search_path(self.backend.user), self.locks.changes(SCHEMAS)

    def values(self) -> SessionValues:
        """What the session functions answer."""
        return SessionValues(
            backend_pid=self.backend.pid,
            user=self.backend.user,
            database=self.backend.database,
            search_path=self.search_path,
            last_copy_count=self.last_copy_count,
            last_copy_id=self.last_copy_id,
            last_query_id=self.last_query_id,
            transaction_started_at=self.transaction.started_at,
        )

    def next_query(self) -> int:
        """The number of the statement that begins."""
        self.last_query_id, self.query_id = self.query_id, self.backend.next_query_id()
        return self.query_id

    def expand(self, statement: Statement) -> Statement:
        """What an EXECUTE runs, with its values in their places.

        Raises:
            RedshiftError: 26000 when nothing is prepared under its name, 42601 for a wrong count.
        """
        body = self.prepared.get(statement.setting)
        if body is None:
            message = f'prepared statement "{statement.setting}" does not exist'
            raise RedshiftError("26000", message)
        found = dialect.parse(dialect.fill_parameters(body, statement.values), self.search_path)
        wanted = dialect.parse(body, self.search_path).parameter_count
        if wanted != len(statement.values):
            message = f'wrong number of parameters for prepared statement "{statement.setting}"'
            raise RedshiftError("42601", message, detail=f"Expected {wanted} parameters.")
        return replace(found, executed_by=statement.text)

    def find_cursor(self, name: str) -> Result:
        """What is left of a cursor.

        Raises:
            RedshiftError: 34000.
        """
        if name not in self.cursors:
            raise RedshiftError("34000", f'cursor "{name}" does not exist')
        return self.cursors[name]

    def end_block(self) -> None:
        """Forgets what lasts as long as a transaction."""
        self.cursors.clear()
        self.is_read_only = False

    def lock(self, statement: Statement, interruption: Interruption) -> None:
        """Makes the session the only writer of what the statement writes."""
        tables = self._locked_tables.of(statement, self.search_path)
        self.transaction.lock(tables, interruption)

    def find_schemas(self, statement: Statement) -> list[tuple[str, str]]:
        """The tables that a statement reads under bare names, each with its schema."""
        rows = self.connection.execute(
            "select schema_name, relation_name from redshift_catalog.relations"
        ).fetchall()
        names = [relation.partition(".")[2] for relation in statement.tables_read]
        found: dict[str, str] = {}
        for schema in self.search_path:
            for name in names:
                if (schema, name) in rows:
                    found.setdefault(name, schema)
        return list(found.items())

    def check_access(self, statement: Statement) -> None:
        """Refuses what the user may not do.

        Raises:
            RedshiftError: 42501.
        """
        if not self.access.is_super:
            temporary = self._locked_tables.temporary_tables(self.search_path)
            self.access.check(statement, self.search_path, temporary)

    def apply_search_path(self) -> None:
        """Lets DuckDB look up bare names where the session does."""
        if self.search_path != self._applied_path:
            self.connection.execute("set search_path = ?", [",".join(self.search_path)])
            self._applied_path = self.search_path
