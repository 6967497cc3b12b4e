"""Decides what a run loads: the lake's listing against the ledger of loaded files."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from warehouse.database.connection import Row, Session, Warehouse
from warehouse.errors import ConfigurationError, LedgerMissingError
from warehouse.lake.files import EVERY_DAY, Lake, LakeFile, Window, find_day, list_lake
from warehouse.lake.jsonpaths import name_content, read_content
from warehouse.planning.batch import UNKNOWN_UNIT, Batch, KnownFile
from warehouse.sources import EVENTS, SOURCES

Ledger = dict[str, KnownFile]  # by URI


@dataclass(frozen=True)
class Request:
    """What a run was asked for.

    Attributes:
        window: Days of events to look at; songs are always looked at.
        is_full: Load every file again, whatever the ledger says.
        is_prune: Take the rows of files that are gone from the lake out of the star.
        accept: Files that are loaded as they are, whatever is wrong with them: URIs or their ends.
    """

    window: Window = EVERY_DAY
    is_full: bool = False
    is_prune: bool = False
    accept: tuple[str, ...] = ()


def plan_batch(
    warehouse: Warehouse, lake: Lake, request: Request, batch_id: str | None = None
) -> Batch:
    """The batch of everything that is new, replaced or, with prune, gone; writes nothing.

    Args:
        warehouse: Its ledger says what is loaded.
        lake: Its listing says what there is.
        request: What to look at.
        batch_id: The batch's id; a new one by default.

    Raises:
        ConfigurationError: The lake cannot be listed.
        LedgerMissingError: The star holds plays and the ledger does not know from where.
    """
    listing = list_lake(lake, request.window)
    jsonpaths = read_content(lake)
    with warehouse.transaction() as session:
        relations = read_relations(session)
        known = _read_ledger(session, request.window, relations)
        quarantined = read_quarantined(session, relations, listing.files, jsonpaths)
        compared = _Comparison(lake, listing.files, known, request, quarantined)
        batch = compared.make_batch(batch_id or str(uuid.uuid4()))
        if known and compared.can_prune_unknown():
            has_unknown = session.row("star/songplays/select_unknown")["has_unknown"]
            batch = replace(batch, prunes_unknown=bool(has_unknown))
    return replace(batch, ignored=listing.ignored, jsonpaths=jsonpaths)


class _Comparison:
    """The lake's listing beside the ledger.

    Files of another lake, which the warehouse was loaded from as well, are never taken out.
    """

    def __init__(
        self,
        lake: Lake,
        listed: Sequence[LakeFile],
        known: Ledger,
        request: Request,
        quarantined: dict[str, str],
    ) -> None:
        self._listed = listed
        self._accepted = _find_accepted(listed, request.accept)
        self._quarantined = {
            uri: reason for uri, reason in quarantined.items() if uri not in self._accepted
        }
        self._known = known
        self._request = request
        self._root = lake.uri.rstrip("/") + "/"
        uris = {file.uri for file in listed}
        self._gone = [
            each.file
            for uri, each in known.items()
            if uri not in uris and uri.startswith(self._root)
        ]

    def make_batch(self, batch_id: str) -> Batch:
        """What is to be loaded and taken out."""
        changed = {file for file in self._listed if self._is_wanted(file)}
        removed, vanished = (self._gone, []) if self._request.is_prune else ([], self._gone)
        units = self._list_shared_units()
        broken = {name for name, uris in units.items() if uris & {file.uri for file in vanished}}
        events = [file for file in (*changed, *removed) if file.kind == EVENTS.kind]
        again = {self._find_unit(file) for file in events} & units.keys()
        wanted = {uri for name in again - broken for uri in units[name]}
        held_back = [file for file in changed if self._find_unit(file) in broken]
        files = [
            file
            for file in self._listed
            if (file in changed or file.uri in wanted) and file not in held_back
        ]
        return Batch(
            batch_id=batch_id,
            started_at=datetime.now(UTC).replace(tzinfo=None),
            window=self._request.window,
            files=tuple(files),
            removed=tuple(removed),
            vanished=tuple(vanished),
            held_back=tuple(held_back),
            accepted=self._accepted,
            quarantined=self._quarantined,
            known={
                file.uri: self._known[file.uri]
                for file in (*files, *removed)
                if file.uri in self._known
            },
        )

    def _is_wanted(self, file: LakeFile) -> bool:
        if file.uri in self._quarantined:
            return False
        is_forced = self._request.is_full or file.uri in self._accepted
        return is_forced or not is_known(file, self._known)

    def _find_unit(self, file: LakeFile) -> str | None:
        known = self._known.get(file.uri)
        return known.unit if known else None

    def _list_shared_units(self) -> dict[str | None, set[str]]:
        """The URIs of each load unit of several files."""
        units: defaultdict[str | None, set[str]] = defaultdict(set)
        for uri, known in self._known.items():
            if known.file.kind == EVENTS.kind and known.unit not in {uri, UNKNOWN_UNIT}:
                units[known.unit].add(uri)
        return units

    def can_prune_unknown(self) -> bool:
        """Whether rows of an unknown file are surely of files that are gone from this lake."""
        unknown = [
            uri
            for uri, known in self._known.items()
            if known.file.kind == EVENTS.kind and known.unit == UNKNOWN_UNIT
        ]
        is_whole = self._request.window == EVERY_DAY
        is_own = all(uri.startswith(self._root) for uri in unknown)
        return self._request.is_prune and is_whole and is_own


def _find_accepted(listed: Sequence[LakeFile], accept: Iterable[str]) -> frozenset[str]:
    """The URIs of the files that were named.

    Raises:
        ConfigurationError: There is no such file.
    """
    found: set[str] = set()
    for name in accept:
        uris = {file.uri for file in listed if f"/{file.uri}".endswith(f"/{name.lstrip('/')}")}
        if not uris:
            raise ConfigurationError(
                f"--accept {name}: the lake has no such file. Name it by its URI, or by the end of "
                "it, as the message of the run that left it out does."
            )
        found |= uris
    return frozenset(found)


def read_quarantined(
    session: Session, relations: set[str], listed: Iterable[LakeFile], jsonpaths: bytes | None
) -> dict[str, str]:
    """The reason why a file was left out with the content that it still has, by its URI.

    Args:
        session: Reads `ops.quarantined_files`.
        relations: The tables that are there.
        listed: The files of the lake.
        jsonpaths: Content of the lake's JSONPaths file, by which events are read.
    """
    if "ops.quarantined_files" not in relations:
        return {}
    rows = session.rows("ops/quarantined_files/select")
    reasons = {(row["uri"], row["etag"]): row["reason"] for row in rows}
    contents = {file.uri: name_content(file, jsonpaths) for file in listed}
    return {each[0]: reasons[each] for each in contents.items() if each in reasons}


def is_known(file: LakeFile, ledger: Ledger) -> bool:
    """Whether a file is loaded as it is, with its page views, and its rows know it."""
    known = ledger.get(file.uri)
    if known is None or (file.etag, file.size_bytes) != (known.file.etag, known.file.size_bytes):
        return False
    return file.kind != EVENTS.kind or (known.unit != UNKNOWN_UNIT and known.has_page_views)


def read_relations(session: Session) -> set[str]:
    """The tables and views of the pipeline that are there, as `schema.name`."""
    return {row["relation"] for row in session.rows("ops/relations/select")}


def _read_ledger(session: Session, window: Window, relations: set[str]) -> Ledger:
    """The loaded files of a window, by URI; none while there are no tables.

    Raises:
        LedgerMissingError: The star holds plays and the ledger holds no file.
    """
    if not relations.issuperset({"ops.loaded_files", "star.songplays"}):
        return {}
    ledger = read_files(session, window, relations)
    if not ledger:
        _refuse_missing_ledger(session)
    return ledger


def read_files(session: Session, window: Window, relations: set[str]) -> Ledger:
    """The loaded files of a window, by URI.

    Args:
        session: Reads `ops.loaded_files`.
        window: Days of event files; songs are always read.
        relations: The tables that are there, which say what the ledger knows of a file.
    """
    verb = "select"
    if "ops.load_units" not in relations:
        verb = "select_before_units"
    elif "star.page_views" not in relations:
        verb = "select_before_page_views"
    known = map(_to_known, session.rows(f"ops/loaded_files/{verb}"))
    return {each.file.uri: each for each in known if each.file.day in window}


def _refuse_missing_ledger(session: Session) -> None:
    counts = session.row("star/songplays/select")
    if counts["has_plays"] and not counts["has_ledger"]:
        raise LedgerMissingError(
            "star.songplays holds plays but ops.loaded_files is empty, so it is unknown which "
            "files are loaded. Nothing was changed. Rebuild the ledger: "
            "python flows/reconcile_flow.py --rebuild-ledger"
        )


def _to_known(row: Row) -> KnownFile:
    uri, kind = row["uri"], row["kind"]
    # the day of the listing, also where an earlier version read another one in the name
    source = SOURCES.get(kind)
    day = find_day(source, uri.rsplit("/", 1)[-1]) if source else None
    file = LakeFile(uri, kind, day, row["etag"], row["size_bytes"])
    return KnownFile(file, row["batch_id"], row["unit"], row["has_page_views"])
