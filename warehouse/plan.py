"""Decides what a run loads: the lake's listing against the ledger of loaded files."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from warehouse.batch import Batch
from warehouse.connection import Row, Session, Warehouse
from warehouse.errors import LedgerMissingError
from warehouse.lake import EVERY_DAY, FileKind, Lake, LakeFile, Window
from warehouse.widening import Link, close_over_links

KINDS: tuple[FileKind, ...] = ("events", "songs")
LEDGER_RELATIONS = ("ops.loaded_files", "ops.linked_days", "star.songplays")

Ledger = dict[str, tuple[LakeFile, str]]  # by URI: the file as loaded, and the batch that did


@dataclass(frozen=True)
class Request:
    """What a run was asked for.

    Attributes:
        window: Days of events to look at; songs are always looked at.
        is_full: Load every file again, whatever the ledger says.
        is_prune: Take the rows of files that are gone from the lake out of the star.
    """

    window: Window = EVERY_DAY
    is_full: bool = False
    is_prune: bool = False


def plan_batch(
    warehouse: Warehouse, lake: Lake, request: Request, batch_id: str | None = None
) -> Batch:
    """The batch of everything that is new, changed or, with prune, gone; writes nothing.

    Args:
        warehouse: Its ledger says what is loaded.
        lake: Its listing says what there is.
        request: What to look at.
        batch_id: The batch's id; a new one by default.

    Raises:
        ConfigurationError: The lake cannot be listed.
        LedgerMissingError: The star holds plays and the ledger does not know from where.
    """
    with warehouse.transaction() as session:
        known, links = _read_ledger(session, request.window)
        listed = [file for kind in KINDS for file in lake.list_files(kind, request.window)]
        batch = _compare(listed, known, request, batch_id or str(uuid.uuid4()))
        return _widen(session, lake, batch, links, set())


def _compare(listed: list[LakeFile], known: Ledger, request: Request, batch_id: str) -> Batch:
    uris = {file.uri for file in listed}
    gone = [file for uri, (file, _) in known.items() if uri not in uris]
    changed = {file for file in listed if request.is_full or _is_new(file, known)}
    removed = gone if request.is_prune else []
    days = {file.day for file in [*changed, *removed] if file.day}
    gone_days = set() if request.is_prune else {file.day for file in gone if file.day}
    return Batch(
        batch_id,
        started_at=datetime.now(UTC).replace(tzinfo=None),
        window=request.window,
        files=[file for file in listed if file in changed or file.day in days],
        removed=removed,
        vanished=[] if request.is_prune else gone,
        known_batches={uri: known_id for uri, (_, known_id) in known.items()},
        whole_days=days - gone_days,
        merged_days=days & gone_days,
    )


def add_days(session: Session, lake: Lake, batch: Batch, days: set[date]) -> Batch:
    """The batch with the files of more days and of all days that depend on them."""
    links = [(row["day"], row["linked_day"]) for row in session.rows("ops/linked_days/select")]
    return _widen(session, lake, batch, links, days)


def _widen(session: Session, lake: Lake, batch: Batch, links: list[Link], days: set[date]) -> Batch:
    wanted = close_over_links({*batch.days, *days}, links)
    added = wanted - set(batch.days)
    known, listed = _read_days(session, lake, added)
    uris = {file.uri for file in [*listed, *batch.removed]}
    gone = {file.day for uri, (file, _) in known.items() if uri not in uris and file.day}
    merged = batch.merged_days | gone
    # a file that is gone may have held plays of the days it is linked with: they must stay as well
    merged |= {day for link in links if merged.intersection(link) for day in link}
    return Batch(
        batch.batch_id,
        started_at=batch.started_at,
        window=batch.window,
        files=[*batch.files, *listed],
        removed=batch.removed,
        vanished=batch.vanished,
        known_batches=batch.known_batches | {uri: found[1] for uri, found in known.items()},
        whole_days=wanted - merged,
        merged_days=merged,
    )


def _read_days(session: Session, lake: Lake, days: set[date]) -> tuple[Ledger, list[LakeFile]]:
    """The files of some days, as loaded and as listed."""
    if not days:
        return {}, []
    window = Window(min(days), max(days))
    known, _ = _read_ledger(session, window)
    listed = [file for file in lake.list_files("events", window) if file.day in days]
    return {uri: found for uri, found in known.items() if found[0].day in days}, listed


def _is_new(file: LakeFile, known: Ledger) -> bool:
    loaded = known.get(file.uri)
    return loaded is None or (loaded[0].etag, loaded[0].size_bytes) != (file.etag, file.size_bytes)


def _read_ledger(session: Session, window: Window) -> tuple[Ledger, list[Link]]:
    """The loaded files of a window, and the days that must be rebuilt together."""
    relations = {row["relation"] for row in session.rows("ops/relations/select")}
    if not relations.issuperset(LEDGER_RELATIONS):
        return {}, []
    rows = session.rows(
        "ops/loaded_files/select", first_day=window.first_day, last_day=window.last_day
    )
    if not rows:
        _refuse_missing_ledger(session)
    links = [(row["day"], row["linked_day"]) for row in session.rows("ops/linked_days/select")]
    return {row["uri"]: (_to_file(row), row["batch_id"]) for row in rows}, links


def _refuse_missing_ledger(session: Session) -> None:
    counts = session.row("star/songplays/select")
    if counts["has_plays"] and not counts["has_ledger"]:
        raise LedgerMissingError(
            "star.songplays holds plays but ops.loaded_files is empty, so nobody knows which files "
            "are loaded. Nothing was changed. Rebuild the ledger: "
            "python flows/reconcile_flow.py --rebuild-ledger"
        )


def _to_file(row: Row) -> LakeFile:
    return LakeFile(row["uri"], row["kind"], row["day"], row["etag"], row["size_bytes"])
