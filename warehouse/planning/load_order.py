"""The order in which a batch is loaded: the steps, and the statements with which each writes.

The flow, its plan, the benchmarks and the tests all follow this list. Steps of one stage run at the
same time; a stage begins when the one before has ended.
"""

from dataclasses import dataclass
from typing import Literal

from warehouse.sources import SOURCES, Source

Action = Literal["open batch", "copy", "settle", "insert", "check", "publish", "empty"]

# plays come last: they match songs
STAR_TABLES = (
    *(table for source in SOURCES.values() for table in source.star_tables),
    "songplays",
)
STAGED_TABLES = tuple(source.table for source in SOURCES.values())

# what is filled for a table of the star, in order
AUDIT_PARTS = {table: (table,) for table in STAR_TABLES} | {
    "users": ("user_files", "users"),
    "songplays": ("songplays", "replaced_events"),
}

_SETTLE = (
    "staging/staging_events/update_forgotten",
    "audit/contested_events/insert",
    "audit/catalogue/insert",
)
DELETE_EVENTS = ("star/page_views/delete", "star/songplays/delete", "star/time/delete")
PUBLISH = (
    *(
        f"star/{table}/{verb}"
        for table in STAR_TABLES
        if table not in {"songplays", "time"}
        for verb in ("delete", "insert")
    ),
    "star/songplays/delete",
    "star/songplays/insert",
    "star/time/delete",
    "star/time/insert",
    *(
        f"ops/{table}/{verb}"
        for table in ("user_files", "catalogue", "repeated_events", "loaded_files")
        for verb in ("delete", "insert")
    ),
    "ops/load_units/delete",
    "ops/quarantined_files/delete",
)
TRANSIENT = (  # tables that hold rows of one batch only
    *(f"audit.{part}" for table in STAR_TABLES for part in AUDIT_PARTS[table]),
    "audit.catalogue",
    "audit.contested_events",
    *STAGED_TABLES,
    "staging.batch_files",
    "staging.repaired_texts",
)


@dataclass(frozen=True)
class Step:
    """One step of a load.

    Attributes:
        action: What is done.
        subject: To what: a kind of files, a table, or empty.
        statements: Names of the statements that write what is kept, in order.
    """

    action: Action
    subject: str = ""
    statements: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The step in words, e.g. `insert users`."""
        return f"{self.action} {self.subject}".strip()


def _list_copies(source: Source) -> tuple[str, ...]:
    return (
        source.name_statement("copy"),
        *([source.name_statement("update")] if source.has_units else []),
        *source.cleaning,
        *(["staging/repaired_texts/copy"] if source.has_misread_texts else []),
    )


def _list_inserts(table: str) -> tuple[str, ...]:
    return tuple(f"audit/{part}/insert" for part in AUDIT_PARTS[table])


LOAD_ORDER: tuple[tuple[Step, ...], ...] = (
    (Step("open batch", "", ("staging/batch_files/copy",)),),
    tuple(Step("copy", source.kind, _list_copies(source)) for source in SOURCES.values()),
    (Step("settle", "files", _SETTLE),),
    tuple(Step("insert", table, _list_inserts(table)) for table in STAR_TABLES[:-1]),
    (Step("insert", "songplays", _list_inserts("songplays")),),
    tuple(
        Step("check", table)
        for table in (*STAGED_TABLES, *(f"audit.{table}" for table in STAR_TABLES))
    ),
    (Step("publish", "", (*PUBLISH, "ops/batches/insert", "ops/load_units/copy")),),
    (Step("check", "star"),),
    (Step("empty", "", ("ops/rejected_lines/update",)),),
)


def list_statements() -> list[str]:
    """Names of the statements that write what is kept, in the order of the steps."""
    return [name for stage in LOAD_ORDER for step in stage for name in step.statements]
