"""Makes what the batch will publish: the relations that are missing, then the audit tables."""

import hashlib
from dataclasses import dataclass

from warehouse.connection import Session, Warehouse
from warehouse.errors import StatementError
from warehouse.lease import Lease
from warehouse.statements import Statement, list_statements, load_statement

STAR_TABLES = ("users", "songs", "artists", "time", "songplays")

# what is filled for a table of the star, in order
AUDIT_PARTS = {table: (table,) for table in STAR_TABLES} | {"users": ("user_days", "users")}

_OTHER_COLUMNS = "42P16"  # what Redshift answers when a view is replaced by one with other columns


def create_missing(warehouse: Warehouse) -> list[str]:
    """Creates the schemas, tables and views that are not there, and the views whose text changed.

    A view is replaced in its place where its columns are the same, so that grants on it stay.
    Where they are not, it is dropped with the views that read it, and all are created again.

    Returns:
        Names of the tables and views that were created.
    """
    with warehouse.transaction() as session:
        missing = _find_missing(session)
    dropped: list[str] = []
    while True:
        try:
            with warehouse.transaction() as session:
                for relation in dropped:
                    session.drop_view(relation)
                return _create(session, _find_missing(session) if dropped else missing)
        except _ColumnsChangedError as error:
            if error.relation in dropped:
                raise
            dropped.append(error.relation)


class _ColumnsChangedError(StatementError):
    """A view cannot be replaced in its place.

    Source: https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
    """

    def __init__(self, error: StatementError, relation: str) -> None:
        super().__init__(str(error), error.sqlstate)
        self.relation = relation


@dataclass(frozen=True)
class _Missing:
    """What is to be created, in order, and the views of which a digest is written down."""

    statements: list[Statement]
    digested: set[str]


def _find_missing(session: Session) -> _Missing:
    known = {row["relation"] for row in session.rows("ops/relations/select")}
    known |= {relation.split(".")[0] for relation in known}  # the schemas
    digests = _read_digests(session) if "ops.built_views" in known else {}
    statements = [
        statement
        for statement in map(load_statement, _order_creates())
        if statement.relation not in known or _is_outdated(statement, digests)
    ]
    return _Missing(statements, set(digests))


def _create(session: Session, missing: _Missing) -> list[str]:
    comments = {load_statement(name).relation: name for name in list_statements("comment")}
    for statement in missing.statements:
        _run_create(session, statement)
        if statement.relation in comments:
            session.run(comments[statement.relation])
        if _is_view(statement):
            _write_digest(session, statement, is_known=statement.relation in missing.digested)
    return [each.relation for each in missing.statements if "." in each.relation]


def _run_create(session: Session, statement: Statement) -> None:
    try:
        session.run(statement.name)
    except StatementError as error:
        if _is_view(statement) and error.sqlstate == _OTHER_COLUMNS:
            raise _ColumnsChangedError(error, statement.relation) from error
        raise


def _read_digests(session: Session) -> dict[str, str]:
    return {row["relation"]: row["digest"] for row in session.rows("ops/built_views/select")}


def _is_view(statement: Statement) -> bool:
    return "\ncreate or replace view " in statement.text


def _is_outdated(statement: Statement, digests: dict[str, str]) -> bool:
    return _is_view(statement) and digests.get(statement.relation) != _digest(statement)


def _digest(statement: Statement) -> str:
    return hashlib.sha256(statement.text.encode()).hexdigest()


def _write_digest(session: Session, statement: Statement, *, is_known: bool) -> None:
    if is_known:
        session.run("ops/built_views/delete", relation=statement.relation)
    session.run("ops/built_views/insert", relation=statement.relation, digest=_digest(statement))


def _order_creates() -> list[str]:
    """The create statements: schemas, then tables, then views after what they read."""
    names = list_statements("create")
    relations = {load_statement(name).relation: name for name in names}
    ordered: list[str] = []

    def visit(relation: str) -> None:
        name = relations[relation]
        if name in ordered:
            return
        for source in load_statement(name).header["Reads"].split(", "):
            if source in relations:
                visit(source)
        ordered.append(name)

    first = "ops.built_views"  # every view is written down there
    for relation in sorted(relations, key=lambda each: ("." in each, each != first, each)):
        visit(relation)
    return ordered


def insert_table(lease: Lease, table: str) -> int:
    """Fills `audit.<table>` from staging, in place of what is there; returns its rows.

    Raises:
        LeaseLostError: Another run has taken over.
    """
    parts = AUDIT_PARTS[table]
    rows = 0
    with lease.step(*(f"audit/{part}/delete" for part in parts)) as session:
        for part in parts:
            rows = session.run(f"audit/{part}/insert")
    return rows
