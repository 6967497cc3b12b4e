"""What the user of a session may do, and who owns what it makes.

Redshift asks for USAGE of the schema and the right on the relation; a view's relations are read
with the rights of the view's owner.
Source: docs.aws.amazon.com/redshift/latest/dg/r_GRANT-usage-notes.html,
.../r_roles-system-privileges.html
"""

from collections.abc import Collection, Sequence
from typing import Any

import duckdb

from .dialect import Kind, Statement
from .errors import RedshiftError
from .locked_tables import KnownViews
from .stored_tables import quote_text

_NEEDED = {
    Kind.INSERT: ("INSERT",),
    Kind.UPDATE: ("UPDATE",),
    Kind.DELETE: ("DELETE",),
    Kind.MERGE: ("SELECT", "INSERT", "UPDATE", "DELETE"),
    Kind.COPY: ("INSERT",),
    Kind.TRUNCATE: ("TRUNCATE",),
}
_FOR_OWNERS = {Kind.DROP: "DROP", Kind.ALTER: "ALTER", Kind.VACUUM: "", Kind.COMMENT: ""}
_LOCKS = ("UPDATE", "DELETE", "TRUNCATE")  # PostgreSQL's rule; Redshift's page names none
_USER = "select identity_id from redshift_catalog.identities where kind = 'user' and name = ?"
_RELATIONS = "select schema_name || '.' || relation_name, kind from redshift_catalog.relations"
_EXISTS = (
    "select exists (from redshift_catalog.relations where schema_name = ? and relation_name = ?)"
)
_SCHEMA_EXISTS = "select exists (from redshift_catalog.schemas where schema_name = ?)"
_HAS_RIGHTS = (
    "select exists (from redshift_catalog.identities where identity_id > 100)"
    " or exists (from redshift_catalog.default_rights)"
)


class Access:
    """The rights of one session.

    Args:
        connection: The session's connection, in whose transactions rights are read and kept.
        user: Who it is.
        views: What the views that are there read.

    Attributes:
        user_id: The user's number in the catalogue.
        is_super: Whether rights do not bind the user.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, user: str, views: KnownViews) -> None:
        self._connection = connection
        self._user = user.lower()
        self._views = views
        self.user_id, self.is_super, sees_all = 100, True, True
        known = connection.execute(_USER, [self._user]).fetchone()
        self._is_known = known is not None
        if known is not None:
            [self.user_id] = known
            self.is_super = self._ask("is_super(?)", [self._user])
            sees_all = self._ask("sees_all(?)", [self._user])
        for name, value in (
            ("user", quote_text(self._user)),
            ("user_id", str(self.user_id)),
            ("sees_all", str(sees_all)),
        ):
            connection.execute(f"set variable redshift_{name} = {value}")

    def check(
        self, statement: Statement, search_path: Sequence[str], temporary: Collection[str]
    ) -> None:
        """Refuses what the user, who is no superuser, may not do.

        Args:
            statement: What it wants to run.
            search_path: Where a bare name is looked up.
            temporary: The session's own tables, under the names that bare ones get.

        Raises:
            RedshiftError: 42501.
        """
        if statement.kind is Kind.GRANT:  # its SQL asks by itself
            return
        relations = dict(self._connection.execute(_RELATIONS).fetchall())
        if not statement.tables_written and statement.kind in {Kind.CREATE, Kind.DROP, Kind.ALTER}:
            self._check_schema(statement)
        for name in statement.tables_written:
            if statement.makes_temporary or name in temporary:
                continue
            self._check_written(statement, _find(name, search_path, relations), relations)
        for name in statement.tables_read:
            found = _find(name, search_path, relations)
            if name not in temporary and found in relations:
                self._check_usage(found)
                self._check_read(self._user, found, relations, ())

    def _check_schema(self, statement: Statement) -> None:
        schema = statement.setting
        if statement.kind is Kind.CREATE:
            if not self._may("database", "", "CREATE"):
                raise _denied("permission denied for database")
        elif not self._may("schema", f"{schema}.", statement.kind.value):
            raise _denied(f"must be owner of schema {schema}")

    def _check_written(
        self, statement: Statement, relation: str, relations: Collection[str]
    ) -> None:
        self._check_usage(relation)
        if statement.kind is Kind.CREATE:
            self._check_made(statement, relation, is_new=relation not in relations)
        elif relation in relations:
            self._check_changed(statement, relation)

    def _check_made(self, statement: Statement, relation: str, *, is_new: bool) -> None:
        schema, name = _split(relation)
        if is_new:
            if not self._may("schema", f"{schema}.", "CREATE"):
                raise _denied(f"permission denied for schema {schema}")
        elif statement.replaces and not self._may("table", relation, ""):
            raise _denied(f"must be owner of relation {name}")

    def _check_changed(self, statement: Statement, relation: str) -> None:
        kind, name = statement.kind, _split(relation)[1]
        if kind in _FOR_OWNERS:
            wanted = "" if statement.setting == "owner" else _FOR_OWNERS[kind]
            if not self._may("table", relation, wanted):
                raise _denied(f"must be owner of relation {name}")
        elif kind is Kind.LOCK:
            if not any(self._may("table", relation, right) for right in _LOCKS):
                raise _denied(f"permission denied for relation {name}")
        elif not all(self._may("table", relation, right) for right in _NEEDED.get(kind, ())):
            raise _denied(f"permission denied for relation {name}")

    def _check_usage(self, relation: str) -> None:
        schema = relation.partition(".")[0]
        if not self._may("schema", f"{schema}.", "USAGE"):
            raise _denied(f"permission denied for schema {schema}")

    def _check_read(
        self, who: str, relation: str, relations: dict[str, str], seen: tuple[str, ...]
    ) -> None:
        if not self._may("table", relation, "SELECT", who):
            raise _denied(f"permission denied for relation {relation.partition('.')[2]}")
        if relations[relation] != "v":
            return
        owner = self._ask("owner_of('table', ?, ?)", relation.split(".", 1))
        if owner is not None and not self._ask("is_super(?)", [owner]):
            for source in self._views.sources(relation):
                if source in relations and source not in (relation, *seen):
                    self._check_read(owner, source, relations, (*seen, relation))

    def _exists(self, relation: str) -> bool:
        return bool(self._read(_EXISTS, relation.split(".", 1)))

    def _may(self, kind: str, relation: str, right: str, who: str = "") -> bool:
        schema, _, name = relation.partition(".")
        return bool(self._ask("may(?, ?, ?, ?, ?)", [who or self._user, kind, schema, name, right]))

    def _ask(self, call: str, values: Sequence[str]) -> Any:
        return self._read(f"select redshift_catalog.{call}", values)

    def _read(self, sql: str, values: Sequence[str] = ()) -> Any:
        [[value]] = self._connection.execute(sql, values).fetchall()
        return value

    def names_made(self, statement: Statement) -> list[tuple[str, str, str]]:
        """What a statement would make that is not there yet: kind, schema and name of each."""
        if statement.kind is not Kind.CREATE or statement.makes_temporary:
            return []
        if not self._read(_HAS_RIGHTS):
            return []
        if not statement.tables_written:
            is_there = self._read(_SCHEMA_EXISTS, [statement.setting])
            return [] if is_there else [("schema", statement.setting, "")]
        new = [name for name in statement.tables_written if not self._exists(name)]
        return [("table", *_split(name)) for name in new]

    def keep_owners(self, made: Sequence[tuple[str, str, str]]) -> None:
        """Records who owns what a statement made, and the rights that it has by default."""
        for kind, schema, name in made:
            if self._is_known:
                self._connection.execute(
                    "insert into redshift_catalog.owners select ?, ?, ?, ? where not exists (select"
                    " 1 from redshift_catalog.owners where (object_kind, schema_name,"
                    " relation_name) = (?, ?, ?))",
                    [kind, schema, name, self._user, kind, schema, name],
                )
            if kind == "table":
                self._connection.execute(
                    "insert into redshift_catalog.rights select 'table', ?, ?, privilege,"
                    " grantee_kind, grantee, false from redshift_catalog.default_rights"
                    " where owner = ? and schema_name in ('', ?)",
                    [schema, name, self._user, schema],
                )

    def forget_dropped(self) -> None:
        """Forgets rights on what is no longer there."""
        if not self._read(_HAS_RIGHTS):
            return
        for table in ("rights", "owners"):
            self._connection.execute(
                f"delete from redshift_catalog.{table} where object_kind = 'table' and"
                " (schema_name, relation_name) not in (select (schema_name, relation_name) from"
                " redshift_catalog.relations) or object_kind = 'schema' and schema_name not in"
                " (select schema_name from redshift_catalog.schemas)"
            )


def find_digest(connection: duckdb.DuckDBPyConnection, user: str) -> str | None:
    """The digest of the password that a user was given; None for one that has none."""
    row = connection.execute(
        "select password from redshift_catalog.identities where kind = 'user' and name = ?",
        [user.lower()],
    ).fetchone()
    return row[0] if row else None


def _find(name: str, search_path: Sequence[str], relations: Collection[str]) -> str:
    """A relation as `schema.name`, of a bare one the first of the search path that is there."""
    bare = name.partition(".")[2]
    named = (f"{schema}.{bare}" for schema in search_path)
    return name if name in relations else next((n for n in named if n in relations), name)


def _split(relation: str) -> tuple[str, str]:
    schema, _, name = relation.partition(".")
    return schema, name


def _denied(words: str) -> RedshiftError:
    return RedshiftError("42501", words)
