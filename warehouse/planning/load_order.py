"""The order in which a batch is loaded: the steps, and the statements with which each writes.

The flow, its plan, the benchmarks and the tests all follow this list. Steps of one stage run at the
same time; a stage begins when the one before has ended. A batch without files of a source is loaded
without the steps that depend on that source alone.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from warehouse.sources import SOURCES, Source, select_sources

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


def list_publishing(sources: Sequence[Source]) -> tuple[str, ...]:
    """Names of the statements that bring what comes from some sources into star and ledger."""
    tables = [table for source in sources for table in source.star_tables if table != "time"]
    ledger = [table for source in sources for table in source.ledger_tables]
    return (
        *(f"star/{table}/{verb}" for table in (*tables, "songplays", "time") for verb in _REWRITE),
        *(f"ops/{table}/{verb}" for table in (*ledger, "loaded_files") for verb in _REWRITE),
        "ops/load_units/delete",
        "ops/quarantined_files/delete",
    )


def _list_checks(sources: Sequence[Source]) -> Iterator[str]:
    """The tables that are checked before they are published."""
    yield from (source.table for source in sources)
    for table in (table for source in sources for table in source.star_tables):
        if table != "page_views":  # they are checked with the plays, as events
            yield f"audit.{table}"
    yield from ("audit.events", "audit.songplays")


def list_stages(kinds: Collection[str]) -> tuple[tuple[Step, ...], ...]:
    """The steps of a batch with some kinds of files, by stage."""
    sources = select_sources(kinds)
    tables = [table for source in sources for table in source.star_tables]
    settling = tuple(name for source in sources for name in source.settling)
    units = ["ops/load_units/copy"] if any(source.has_units for source in sources) else []
    publishing = (*list_publishing(sources), "ops/batches/insert", *units)
    stages = (
        (Step("open batch", "", ("staging/batch_files/copy",)),),
        tuple(Step("copy", source.kind, _list_copies(source)) for source in sources),
        (Step("settle", "files", settling),),
        tuple(Step("insert", table, _list_inserts(table)) for table in tables),
        (Step("insert", "songplays", _list_inserts("songplays")),),
        tuple(Step("check", table) for table in _list_checks(sources)),
        (Step("publish", "", publishing),),
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
