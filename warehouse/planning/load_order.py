"""The order in which a batch is loaded: the steps, and the statements with which each writes.

The flow, its plan, the benchmarks and the tests all follow this list. Steps of one stage run at the
same time; a stage begins when the one before has ended. A batch without files of a source is loaded
without the steps that depend on that source alone.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from warehouse.sources import SOURCES, Source

Action = Literal["open batch", "copy", "settle", "insert", "check", "publish", "empty"]

# plays come last: they match songs
STAR_TABLES = (
    *(table for source in SOURCES.values() for table in source.star_tables),
    "songplays",
)

# what is filled for a table of the star, in order
AUDIT_PARTS = {table: (table,) for table in STAR_TABLES} | {
    "users": ("user_files", "users"),
    "songplays": ("songplays", "replaced_events"),
}

DELETE_EVENTS = ("star/page_views/delete", "star/songplays/delete", "star/time/delete")
_REWRITE = ("delete", "insert")


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


def list_transient(source: Source) -> tuple[str, ...]:
    """The tables of one batch that hold what comes from a source alone."""
    return (
        source.table,
        *(["staging.repaired_texts"] if source.has_misread_texts else []),
        *(f"audit.{part}" for table in source.star_tables for part in AUDIT_PARTS[table]),
        *source.settled_tables,
    )


TRANSIENT = (  # tables that hold rows of one batch only
    *(table for source in SOURCES.values() for table in list_transient(source)),
    *(f"audit.{part}" for part in AUDIT_PARTS["songplays"]),
    "staging.batch_files",
)


def list_publishing(sources: Iterable[Source]) -> tuple[str, ...]:
    """Names of the statements that bring what comes from some sources into star and ledger."""
    chosen = tuple(sources)
    tables = [table for source in chosen for table in source.star_tables if table != "time"]
    ledger = [table for source in chosen for table in source.ledger_tables]
    return (
        *(f"star/{table}/{verb}" for table in (*tables, "songplays", "time") for verb in _REWRITE),
        *(f"ops/{table}/{verb}" for table in (*ledger, "loaded_files") for verb in _REWRITE),
        "ops/load_units/delete",
        "ops/quarantined_files/delete",
    )


def list_stages(kinds: Collection[str]) -> tuple[tuple[Step, ...], ...]:
    """The steps of a batch with some kinds of files, by stage."""
    sources = [source for source in SOURCES.values() if source.kind in kinds]
    stages = (
        (Step("open batch", "", ("staging/batch_files/copy",)),),
        tuple(Step("copy", each.kind, _list_copies(each)) for each in sources),
        (Step("settle", "files", tuple(name for each in sources for name in each.settling)),),
        tuple(
            Step("insert", table, _list_inserts(table))
            for each in sources
            for table in each.star_tables
        ),
        (Step("insert", "songplays", _list_inserts("songplays")),),
        (
            *(Step("check", each.table) for each in sources),
            *(
                Step("check", f"audit.{table}")
                for each in sources
                for table in each.star_tables
                if table != "page_views"  # they are checked with the plays, as events
            ),
            Step("check", "audit.events"),
            Step("check", "audit.songplays"),
        ),
        (
            Step(
                "publish",
                "",
                (
                    *list_publishing(sources),
                    "ops/batches/insert",
                    *(["ops/load_units/copy"] if any(each.has_units for each in sources) else []),
                ),
            ),
        ),
        (Step("check", "star"),),
        (Step("empty", "", ("ops/rejected_lines/update",)),),
    )
    return tuple(stage for stage in stages if stage)


LOAD_ORDER = list_stages(SOURCES)


def list_checked(kinds: Collection[str]) -> frozenset[str]:
    """What is checked of a batch with some kinds of files: tables, and the star as a whole."""
    steps = (step for stage in list_stages(kinds) for step in stage)
    return frozenset(step.subject for step in steps if step.action == "check")


def list_statements(kinds: Collection[str]) -> list[str]:
    """Names of the statements that write what is kept, in the order of the steps."""
    return [name for stage in list_stages(kinds) for step in stage for name in step.statements]
