"""Makes what the batch will publish: the relations that are missing, then the audit tables."""

import hashlib

from warehouse.connection import Session, Warehouse
from warehouse.lease import Lease
from warehouse.statements import Statement, list_statements, load_statement

STAR_TABLES = ("users", "songs", "artists", "time", "songplays")

# what is filled for a table of the star, in order
AUDIT_PARTS = {table: (table,) for table in STAR_TABLES} | {"users": ("user_days", "users")}


def create_missing(warehouse: Warehouse) -> list[str]:
    """Creates the schemas, tables and views that are not there, and the views whose text changed.

    Returns:
        Names of the tables and views that were created.
    """
    with warehouse.transaction() as session:
        known = {row["relation"] for row in session.rows("ops/relations/select")}
        known |= {relation.split(".")[0] for relation in known}  # the schemas
        digests = _read_digests(session) if "ops.built_views" in known else {}
    missing = [
        statement
        for statement in map(load_statement, _order_creates())
        if statement.relation not in known or _is_outdated(statement, digests)
    ]
    comments = {load_statement(name).relation: name for name in list_statements("comment")}
    with warehouse.transaction() as session:
        for statement in missing:
            session.run(statement.name)
            if statement.relation in comments:
                session.run(comments[statement.relation])
            if _is_view(statement):
                _write_digest(session, statement, is_known=statement.relation in digests)
    return [statement.relation for statement in missing if "." in statement.relation]


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
