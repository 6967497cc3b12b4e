"""Makes what the batch will publish: the relations that are missing, then the audit tables."""

from warehouse.connection import Warehouse
from warehouse.lease import Lease
from warehouse.statements import list_statements, load_statement

STAR_TABLES = ("users", "songs", "artists", "time", "songplays")

# what is filled for a table of the star, in order
AUDIT_PARTS = {table: (table,) for table in STAR_TABLES} | {"users": ("user_days", "users")}


def create_missing(warehouse: Warehouse) -> list[str]:
    """Creates the schemas, tables and views that are not there; returns their names."""
    with warehouse.transaction() as session:
        known = {row["relation"] for row in session.rows("ops/relations/select")}
    created = []
    with warehouse.transaction() as session:
        for name in _order_creates():
            relation = load_statement(name).relation
            if relation in known:
                continue
            session.run(name)
            created.append(relation)
            for comment in list_statements("comment"):
                if load_statement(comment).relation == relation:
                    session.run(comment)
    return [relation for relation in created if "." in relation]


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

    for relation in sorted(relations, key=lambda relation: ("." in relation, relation)):
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
