"""The sources: each kind of files of the lake, where it lies and which tables it fills.

A new source is a record here, its SQL and its expectations; docs/how-to.md has the steps.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One kind of files. A file that is loaded again replaces its rows.

    Attributes:
        kind: What its lines are; names it in the ledger and in messages.
        folder: Where its files are, below the root of the lake.
        staging_table: The table that COPY fills, without its schema.
        star_tables: Tables of the star that are filled from its rows alone.
        rows: What its rows in the star are called.
        known_rows: Statement that says how many rows the star has of each file that is replaced;
            empty for none, and a file with fewer rows than before is not noticed.
        is_required: Whether a lake without its folder is none.
        is_dated: Whether a date in a file's name is its UTC day, which a window selects by.
        has_units: Whether its lines are accounted for in `ops.load_units`. COPY reads its large
            files itself, and they may share a load unit; of other sources each file is one.
        cleaning: Statements that correct its rows in staging once they are copied.
        settling: Statements that work out what depends on all of its files, once it is known which
            of them are loaded.
        ledger_tables: Tables of `ops` that hold what was read of it, besides its files.
        has_misread_texts: Whether texts of it may need repair.
        jsonpaths_name: A JSONPaths file in the lake that counts before ours; empty for none.
    """

    kind: str
    folder: str
    staging_table: str
    star_tables: tuple[str, ...]
    rows: str
    known_rows: str = ""
    is_required: bool = False
    is_dated: bool = False
    has_units: bool = False
    cleaning: tuple[str, ...] = ()
    settling: tuple[str, ...] = ()
    ledger_tables: tuple[str, ...] = ()
    has_misread_texts: bool = False
    jsonpaths_name: str = ""

    @property
    def table(self) -> str:
        """The staging table with its schema."""
        return f"staging.{self.staging_table}"

    @property
    def settled_tables(self) -> tuple[str, ...]:
        """The audit tables that its `settling` fills."""
        paths = [name.split("/") for name in self.settling]
        return tuple(f"audit.{table}" for schema, table, _ in paths if schema == "audit")

    def name_statement(self, verb: str) -> str:
        """The statement of its staging table, e.g. `staging/staging_events/copy`."""
        return f"staging/{self.staging_table}/{verb}"


EVENTS = Source(
    kind="events",
    folder="log_data",
    staging_table="staging_events",
    star_tables=("users", "time", "page_views"),
    rows="plays",
    known_rows="ops/load_units/select_replaced",
    is_required=True,
    is_dated=True,
    has_units=True,
    cleaning=("staging/staging_events/update_pages",),
    settling=("staging/staging_events/update_forgotten", "audit/contested_events/insert"),
    ledger_tables=("user_files", "repeated_events"),
    has_misread_texts=True,
    jsonpaths_name="log_json_path.json",
)
SONGS = Source(
    kind="songs",
    folder="song_data",
    staging_table="staging_songs",
    star_tables=("songs", "artists"),
    rows="songs",
    known_rows="ops/catalogue/select_replaced",
    settling=("audit/catalogue/insert",),
    ledger_tables=("catalogue",),
)
SOURCES = {source.kind: source for source in (EVENTS, SONGS)}


def select_sources(kinds: Collection[str]) -> list[Source]:
    """The sources of some kinds of files, in their order."""
    return [source for source in SOURCES.values() if source.kind in kinds]
