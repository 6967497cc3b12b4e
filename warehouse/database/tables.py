"""Brings the warehouse's tables and views to what `sql/` says: creates, alters, replaces, retires.

What is to be done is read from the relations and columns that the warehouse really has, so that the
next run finishes what a killed one began. Rows of `ops` and `star` survive; `staging` and `audit`
hold rows of one batch only, so a table there with other columns is made again.
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field

from warehouse.database.connection import Session, Warehouse
from warehouse.database.statements import Statement, list_statements, load_statement
from warehouse.errors import PermanentError, StatementError

_OTHER_COLUMNS = "42P16"  # what Redshift answers when a view is replaced by one with other columns
_TRANSIENT = ("staging.", "audit.")
_COLUMN = re.compile(r"^    (\w+) ", re.MULTILINE)
_LIKE = re.compile(r"\(like (\S+)\)")
_ALTERED = re.compile(
    r"^alter table \S+ (add|drop|rename) column (\w+)(?: to (\w+)$)?", re.MULTILINE
)


@dataclass(frozen=True)
class TableChanges:
    """What differs between the warehouse and `sql/`, in the order in which it is changed.

    Attributes:
        additions: Statements that add or rename a column.
        outdated: Tables of one batch's rows that have other columns; they are made again.
        creations: Statements that create what is missing, or replace a view.
        retired: Tables of an earlier version; their rows are moved where `move.sql` says so.
        removals: Statements that drop a column.
        digested: Views of which a digest is written down.
    """

    additions: list[Statement] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    creations: list[Statement] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    removals: list[Statement] = field(default_factory=list)
    digested: set[str] = field(default_factory=set)

    @property
    def makes(self) -> set[str]:
        """The schemas in which something is created, altered or replaced."""
        changed = [*self.additions, *self.creations, *self.removals]
        relations = [*(each.name for each in changed), *self.outdated, *self.retired]
        return {re.split("[./]", relation)[0] for relation in relations}

    @property
    def names(self) -> list[str]:
        """Names of the statements that change a warehouse that is in use, in order."""
        drops = [name for table in self.retired for name in _list_retiring(table)]
        altered = [[each.name for each in group] for group in (self.additions, self.removals)]
        return [*altered[0], *drops, *altered[1]]


def update_tables(warehouse: Warehouse) -> list[str]:
    """Creates and alters what is not as `sql/` says; each change in a transaction of its own.

    A view is replaced in its place where its columns are the same, so that grants on it stay.
    Where they are not, it is dropped with the views that read it, and all are created again.

    Returns:
        Names of the tables and views that were created or altered.

    Raises:
        PermanentError: A table has columns that no statement of `sql/` brings about.
    """
    with warehouse.transaction() as session:
        changes = find_changes(session)
    for statement in changes.additions:
        _alter(warehouse, statement)
    created = _create_all(warehouse, changes)
    for table in changes.retired:
        with warehouse.transaction() as session:
            for name in _list_retiring(table):
                session.run(name)
    for statement in changes.removals:
        _alter(warehouse, statement)
    altered = [each.relation for each in (*changes.additions, *changes.removals)]
    return [*created, *altered]


def find_changes(session: Session) -> TableChanges:
    """What is to be changed; writes nothing.

    Raises:
        PermanentError: A table has columns that no statement of `sql/` brings about.
    """
    columns: defaultdict[str, set[str]] = defaultdict(set)
    for row in session.rows("ops/relations/select_columns"):
        columns[row["relation"]].add(row["column_name"])
    known = columns.keys() | {relation.split(".")[0] for relation in columns}  # and the schemas
    digests = _read_digests(session) if "ops.built_views" in known else {}
    outdated = _find_outdated(columns)
    alterations = _find_alterations(columns)
    return TableChanges(
        additions=[each for each in alterations if _read_alteration(each)[0] != "drop"],
        outdated=outdated,
        creations=[
            statement
            for statement in map(load_statement, _order_creates())
            if statement.relation not in known
            or statement.relation in outdated
            or (statement.is_view and digests.get(statement.relation) != _digest(statement))
        ],
        retired=[
            load_statement(name).relation
            for name in list_statements("drop")
            if load_statement(name).relation in known
        ],
        removals=[each for each in alterations if _read_alteration(each)[0] == "drop"],
        digested=set(digests),
    )


def _find_outdated(columns: dict[str, set[str]]) -> list[str]:
    """The tables whose rows need not stay and whose columns are not those of `sql/`."""
    return [
        relation
        for relation, wanted in _list_tables().items()
        if relation.startswith(_TRANSIENT) and columns.get(relation, wanted) != wanted
    ]


def _find_alterations(columns: dict[str, set[str]]) -> list[Statement]:
    """The alterations that are due.

    Raises:
        PermanentError: They do not bring the columns about that `sql/` says.
    """
    due = []
    expected = {relation: set(names) for relation, names in columns.items()}
    for statement in map(load_statement, list_statements("alter_*")):
        verb, column, new_name = _read_alteration(statement)
        has_column = column in columns.get(statement.relation, set())
        if statement.relation in columns and has_column == (verb != "add"):
            due.append(statement)
            expected[statement.relation] ^= {column, new_name} - {""}
    for relation, wanted in sorted(_list_tables().items()):
        found = expected.get(relation, wanted)
        if found != wanted and not relation.startswith(_TRANSIENT):
            raise _refuse(relation, missing=wanted - found, unknown=found - wanted)
    return due


def _refuse(relation: str, *, missing: set[str], unknown: set[str]) -> PermanentError:
    parts = {"lacks": missing, "has, and this version does not know,": unknown}
    what = " and ".join(f"{verb} {', '.join(sorted(n))}" for verb, n in parts.items() if n)
    return PermanentError(
        f"{relation} {what}. Nothing was changed. If a newer version made the table, run that "
        f"version; if not, alter the table by hand to the columns of "
        f"sql/{relation.replace('.', '/')}/create.sql, and run again."
    )


def _list_tables() -> dict[str, set[str]]:
    """The columns of each table as `sql/` says."""
    texts = {load_statement(name).relation: load_statement(name).text for name in _order_creates()}
    tables: dict[str, set[str]] = {}
    for relation, text in texts.items():
        if "\ncreate table " in text:
            columns = set(_COLUMN.findall(text.partition("(\n")[2].partition("\n)")[0]))
            like = _LIKE.search(text)
            tables[relation] = tables[like[1]] if like else columns
    return tables


def _read_alteration(statement: Statement) -> tuple[str, str, str]:
    """Whether a column is added, dropped or renamed, its name, and the new one or nothing."""
    match = _ALTERED.search(statement.text)
    if match is None:
        raise PermanentError(f"sql/{statement.name}.sql neither adds, drops nor renames a column.")
    return match[1], match[2], match[3] or ""


def _alter(warehouse: Warehouse, statement: Statement) -> None:
    """Runs an alteration; another run may have done it in the meantime."""
    try:
        with warehouse.transaction() as session:
            session.run(statement.name)
    except StatementError:
        with warehouse.transaction() as session:
            changes = find_changes(session)
        if statement in (*changes.additions, *changes.removals):
            raise


def _list_retiring(table: str) -> list[str]:
    """The statements that take a table of an earlier version away."""
    folder = table.replace(".", "/")
    names = [*list_statements("move"), *list_statements("drop")]
    return [name for name in names if name.rpartition("/")[0] == folder]


def _create_all(warehouse: Warehouse, changes: TableChanges) -> list[str]:
    dropped: list[str] = []
    while True:
        try:
            with warehouse.transaction() as session:
                for table in changes.outdated:
                    session.drop_table(table)
                for view in dropped:
                    session.drop_view(view)
                has_dropped = dropped or changes.outdated
                return _create(session, find_changes(session) if has_dropped else changes)
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


def _create(session: Session, changes: TableChanges) -> list[str]:
    comments = {load_statement(name).relation: name for name in list_statements("comment")}
    for statement in changes.creations:
        _run_create(session, statement)
        if statement.relation in comments:
            session.run(comments[statement.relation])
        if statement.is_view:
            _write_digest(session, statement, is_known=statement.relation in changes.digested)
    return [each.relation for each in changes.creations if "." in each.relation]


def _run_create(session: Session, statement: Statement) -> None:
    try:
        session.run(statement.name)
    except StatementError as error:
        if statement.is_view and error.sqlstate == _OTHER_COLUMNS:
            raise _ColumnsChangedError(error, statement.relation) from error
        raise


def _read_digests(session: Session) -> dict[str, str]:
    return {row["relation"]: row["digest"] for row in session.rows("ops/built_views/select")}


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
        for source in load_statement(name).sources:
            if source in relations:
                visit(source)
        ordered.append(name)

    first = "ops.built_views"  # every view is written down there
    for relation in sorted(relations, key=lambda each: ("." in each, each != first, each)):
        visit(relation)
    return ordered
