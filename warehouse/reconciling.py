"""Compares the lake, the ledger and the star, and tells where they disagree; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse.connection import Row, Session, Warehouse
from warehouse.days import read_links
from warehouse.errors import LedgerMissingError
from warehouse.lake import Lake, LakeFile, Window
from warehouse.plan import KINDS

FindingKind = Literal["missing", "replaced", "orphaned", "drifted"]
FINDING_KINDS: tuple[FindingKind, ...] = ("missing", "replaced", "orphaned", "drifted")

_RELATIONS = frozenset(
    {
        "ops.batch_days",
        "ops.batches",
        "ops.catalogue",
        "ops.linked_days",
        "ops.loaded_files",
        "ops.user_days",
        "star.songplays",
        "star.songs",
        "star.users",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that two of lake, ledger and star say differently.

    Attributes:
        kind: `missing`: in the lake, not loaded. `replaced`: loaded with other content.
            `orphaned`: in the star or the ledger, and its file is gone or not known. `drifted`:
            the star's rows are not those that were published.
        name: URI of a file, a UTC day of plays, or `song` or `user` with its id.
        detail: What is said, in a few words.
        day: The UTC day, where the finding has one.
        is_in_ledger: Whether the ledger knows the file.
    """

    kind: FindingKind
    name: str
    detail: str
    day: date | None = None
    is_in_ledger: bool = True


@dataclass(frozen=True)
class Reconciliation:
    """What a comparison of lake, ledger and star found.

    Attributes:
        lake_uri: The lake's root.
        file_count: Files of the lake that were compared.
        play_count: Plays of the star that were compared.
        is_ledger_lost: The star holds plays and the ledger holds no file.
        findings: Where they disagree, by kind, in order of day and name.
    """

    lake_uri: str
    file_count: int
    play_count: int
    is_ledger_lost: bool
    findings: tuple[Finding, ...]

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
    listed = [file for kind in KINDS for file in lake.list_files(kind, window)]
    with warehouse.transaction() as session:
        if not _has_ledger(session):
            return _describe_empty(lake, listed)
        ledger = session.rows(
            "ops/loaded_files/select", first_day=window.first_day, last_day=window.last_day
        )
        days = _Days(session, window, listed, ledger)
        findings = [
            *_compare_files(listed, ledger),
            *days.find_orphaned(),
            *_find_orphaned_songs(session, listed),
            *days.find_drifted(),
            *_find_drifted_rows(session),
        ]
        state = session.row("star/songplays/select")
    return Reconciliation(
        lake.uri,
        file_count=len(listed),
        play_count=sum(days.plays.values()),
        is_ledger_lost=state["has_plays"] and not state["has_ledger"],
        findings=_order(findings),
    )


def _has_ledger(session: Session) -> bool:
    """Whether the tables to compare are there; without a star, none of them matters."""
    relations = {row["relation"] for row in session.rows("ops/relations/select")}
    lost = sorted(_RELATIONS - relations)
    if lost and "star.songplays" in relations:
        raise LedgerMissingError(
            f"star.songplays is there but {', '.join(lost)} does not exist, so nothing can be "
            "compared. Nothing was changed. Create it and rebuild the ledger: "
            "python flows/reconcile_flow.py --rebuild-ledger"
        )
    return not lost


def _describe_empty(lake: Lake, listed: list[LakeFile]) -> Reconciliation:
    findings = _order(_compare_files(listed, []))
    return Reconciliation(lake.uri, len(listed), 0, is_ledger_lost=False, findings=findings)


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


def _compare_files(listed: list[LakeFile], ledger: list[Row]) -> Iterator[Finding]:
    """The files that the lake and the ledger tell differently."""
    known = {row["uri"]: row for row in ledger}
    for file in listed:
        row = known.pop(file.uri, None)
        if row is None:
            detail = f"{file.size_bytes:,} bytes, not in the ledger"
            yield Finding("missing", file.uri, detail, file.day, is_in_ledger=False)
        elif (row["etag"], row["size_bytes"]) != (file.etag, file.size_bytes):
            detail = f"loaded with {row['size_bytes']:,} bytes, has {file.size_bytes:,} now"
            yield Finding("replaced", file.uri, detail, file.day)
    for uri, row in known.items():
        yield Finding("orphaned", uri, "loaded, gone from the lake", row["day"])


class _Days:
    """The UTC days of a window: what the star holds, was published, is loaded and listed.

    Attributes:
        plays: Plays of the star by day.
    """

    def __init__(
        self, session: Session, window: Window, listed: list[LakeFile], ledger: list[Row]
    ) -> None:
        span = {"first_day": window.first_day, "last_day": window.last_day}
        rows = session.rows("ops/reconciliation/select_play_days", **span)
        self.plays: dict[date, int] = {row["day"]: int(row["play_count"]) for row in rows}
        newest = session.rows("ops/batch_days/select_newest", **span)
        self._published = {row["day"]: row for row in newest}
        self._listed = {file.day for file in listed}
        self._loaders: defaultdict[date, set[str]] = defaultdict(set)
        for row in ledger:
            if row["day"]:
                self._loaders[row["day"]].add(row["batch_id"])
        self._given = {event_day for _, event_day in read_links(session).strays}

    def find_orphaned(self) -> Iterator[Finding]:
        """Days with plays of no loaded file, be it their own or another that gave them strays."""
        for day, count in self.plays.items():
            if day in self._loaders or day in self._given:
                continue
            where = "the ledger" if day in self._listed else "the ledger or the lake"
            detail = f"{count:,} plays, and no file of the day in {where}"
            yield Finding("orphaned", f"plays of {day}", detail, day, is_in_ledger=False)

    def find_drifted(self) -> Iterator[Finding]:
        """Days whose plays are not as many as their newest batch published.

        A day of which a file is gone is merged: its newest batch has only a part of its plays. So
        a day is held to equality only when one batch has loaded all its files.
        """
        for day, row in self._published.items():
            count, published = self.plays.get(day, 0), int(row["play_count"])
            is_whole = self._loaders.get(day) == {row["batch_id"]}
            if count < published or (is_whole and count > published):
                detail = f"{count:,} plays in the star, {published:,} were published"
                yield Finding("drifted", f"plays of {day}", detail, day)


def _find_orphaned_songs(session: Session, listed: list[LakeFile]) -> Iterator[Finding]:
    """Files of the catalogue that neither the ledger nor the lake has."""
    uris = {file.uri for file in listed}
    for row in session.rows("ops/reconciliation/select_unknown_song_files"):
        if row["file_uri"] not in uris:
            detail = f"{row['song_count']} songs of a file that is in no ledger and no lake"
            yield Finding("orphaned", row["file_uri"], detail, is_in_ledger=False)


def _find_drifted_rows(session: Session) -> Iterator[Finding]:
    """Songs and users of the star that are not what the catalogue and the user days give."""
    for row in session.rows("ops/reconciliation/select_drifted_songs"):
        detail = _tell_rows(row["star_count"], "star.songs", row["catalogue_count"], "catalogue")
        yield Finding("drifted", f"song {row['song_id']}", detail)
    for row in session.rows("ops/reconciliation/select_drifted_users"):
        detail = _tell_rows(row["star_count"], "star.users", row["day_count"], "user_days")
        yield Finding("drifted", f"user {row['user_id']}", detail)


def _tell_rows(star_count: int, table: str, ops_count: int, source: str) -> str:
    if not ops_count:
        return f"in {table}, not in ops.{source}"
    if not star_count:
        return f"in ops.{source}, not in {table}"
    if star_count > 1:
        return f"{star_count} equal rows in {table}"
    return f"{table} and ops.{source} tell it differently"
