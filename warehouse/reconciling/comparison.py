"""Compares the lake, the ledger and the star, and lists where they disagree; writes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from warehouse.database.connection import Session, Warehouse
from warehouse.database.tables import find_changes
from warehouse.errors import LedgerMissingError
from warehouse.lake.files import Ignored, Lake, LakeFile, Listing, Window, list_lake
from warehouse.lake.jsonpaths import read_content
from warehouse.planning.batch import UNKNOWN_UNIT
from warehouse.planning.plan import Ledger, read_files, read_quarantined, read_relations
from warehouse.reconciling.findings import FINDING_KINDS, Finding, FindingKind
from warehouse.reconciling.load_units import LoadUnits
from warehouse.sources import EVENTS

_RELATIONS = frozenset(
    {
        "ops.batches",
        "ops.catalogue",
        "ops.load_units",
        "ops.loaded_files",
        "ops.repeated_events",
        "ops.user_files",
        "star.page_views",
        "star.songplays",
        "star.songs",
        "star.users",
    }
)


@dataclass(frozen=True)
class Reconciliation:
    """What a comparison of lake, ledger and star found.

    Attributes:
        lake_uri: The lake's root.
        file_count: Files of the lake that were compared.
        play_count: Plays of the star that were compared.
        page_view_count: Page views of the star that were compared.
        is_ledger_lost: The star holds plays and the ledger holds no file.
        findings: Where they disagree, by kind, in order of day and name.
        ignored: What lies in the lake and is not loaded; no disagreement.
    """

    lake_uri: str
    file_count: int
    play_count: int
    page_view_count: int
    is_ledger_lost: bool
    findings: tuple[Finding, ...]
    ignored: tuple[Ignored, ...]

    @property
    def is_in_agreement(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def of(self, kind: FindingKind) -> list[Finding]:
        """The findings of a kind."""
        return [finding for finding in self.findings if finding.kind == kind]


def compare_lake(warehouse: Warehouse, lake: Lake, window: Window) -> Reconciliation:
    """Where the lake's listing, the ledger and the star disagree.

    Args:
        warehouse: Its ledger and star are read.
        lake: Its listing is read; no file of it is opened.
        window: Days of events to compare; songs and users are compared whole.

    Raises:
        ConfigurationError: The lake cannot be listed.
        LedgerMissingError: There is a star, but tables of the ledger do not exist.
    """
    listing = list_lake(lake, window)
    listed = listing.files
    with warehouse.transaction() as session:
        relations = read_relations(session)
        if not _has_ledger(session, relations):
            return _describe_empty(lake, listing)
        ledger = read_files(session, window, relations)
        units = LoadUnits(session, window, ledger)
        files = _compare_files(listed, ledger)
        findings = [
            *_name_left_out(
                files, read_quarantined(session, relations, listed, read_content(lake))
            ),
            *units.find_orphaned(),
            *_find_orphaned_songs(session, listed),
            *units.find_drifted(),
            *_find_drifted_rows(session),
        ]
        state = session.row("star/songplays/select")
    return Reconciliation(
        lake.uri,
        file_count=len(listed),
        play_count=units.play_count,
        page_view_count=units.page_view_count,
        is_ledger_lost=state["has_plays"] and not state["has_ledger"],
        findings=_order(findings),
        ignored=listing.ignored,
    )


def _has_ledger(session: Session, relations: set[str]) -> bool:
    """Whether the tables to compare are there; without a star, none of them matters."""
    lost = sorted(_RELATIONS - relations)
    if lost and find_changes(session).retired:
        raise LedgerMissingError(
            "The tables are those of an earlier version, so nothing can be compared. Nothing was "
            "changed. Load once, which brings them up to date: python flows/etl_flow.py"
        )
    if lost and "star.songplays" in relations:
        raise LedgerMissingError(
            f"star.songplays is there but {', '.join(lost)} does not exist, so nothing can be "
            "compared. Nothing was changed. Create it and rebuild the ledger: "
            "python flows/reconcile_flow.py --rebuild-ledger"
        )
    return not lost


def _describe_empty(lake: Lake, listing: Listing) -> Reconciliation:
    return Reconciliation(
        lake.uri,
        file_count=len(listing.files),
        play_count=0,
        page_view_count=0,
        is_ledger_lost=False,
        findings=_order(_compare_files(listing.files, {})),
        ignored=listing.ignored,
    )


def _order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(
            findings,
            key=lambda found: (
                FINDING_KINDS.index(found.kind),
                found.day or date.max,
                found.name,
            ),
        )
    )


def _name_left_out(
    findings: Iterable[Finding], quarantined: Mapping[str, str]
) -> Iterator[Finding]:
    """The findings; of files that a run has left out with the reason."""
    for finding in findings:
        reason = quarantined.get(finding.name)
        yield replace(finding, detail=f"left out: {reason}") if reason else finding


def _compare_files(listed: Sequence[LakeFile], ledger: Ledger) -> Iterator[Finding]:
    """The files of which the lake and the ledger say different things."""
    known = dict(ledger)
    for file in listed:
        loaded = known.pop(file.uri, None)
        if loaded is None:
            detail = f"{file.size_bytes:,} bytes, not in the ledger"
            yield Finding("missing", file.uri, detail, file.day, is_in_ledger=False)
        elif (loaded.file.etag, loaded.file.size_bytes) != (file.etag, file.size_bytes):
            before = f"{loaded.file.size_bytes:,}"
            detail = f"loaded with {before} bytes, has {file.size_bytes:,} now"
            yield Finding("replaced", file.uri, detail, file.day)
        elif file.kind == EVENTS.kind and loaded.unit == UNKNOWN_UNIT:
            detail = "loaded before rows knew their file; the next run loads it again"
            yield Finding("replaced", file.uri, detail, file.day)
        elif file.kind == EVENTS.kind and not loaded.has_page_views:
            detail = "loaded before page views were kept; the next run loads it again"
            yield Finding("replaced", file.uri, detail, file.day)
    for uri, loaded in known.items():
        yield Finding("orphaned", uri, "loaded, gone from the lake", loaded.file.day)


def _find_orphaned_songs(session: Session, listed: Sequence[LakeFile]) -> Iterator[Finding]:
    """Files of the catalogue that neither the ledger nor the lake has."""
    uris = {file.uri for file in listed}
    for row in session.rows("ops/reconciliation/select_unknown_song_files"):
        if row["file_uri"] not in uris:
            detail = f"{row['song_count']} songs of a file that is in no ledger and no lake"
            yield Finding("orphaned", row["file_uri"], detail, is_in_ledger=False)


def _find_drifted_rows(session: Session) -> Iterator[Finding]:
    """Songs and users of the star that are not what the catalogue and the user files give."""
    for row in session.rows("ops/reconciliation/select_drifted_songs"):
        detail = _compare_rows(row["star_count"], "star.songs", row["catalogue_count"], "catalogue")
        yield Finding("drifted", f"song {row['song_id']}", detail)
    for row in session.rows("ops/reconciliation/select_drifted_users"):
        detail = _compare_rows(row["star_count"], "star.users", row["file_count"], "user_files")
        yield Finding("drifted", f"user {row['user_id']}", detail)


def _compare_rows(star_count: int, table: str, ops_count: int, source: str) -> str:
    if not ops_count:
        return f"in {table}, not in ops.{source}"
    if not star_count:
        return f"in ops.{source}, not in {table}"
    if star_count > 1:
        return f"{star_count} equal rows in {table}"
    return f"{table} and ops.{source} differ"
