"""Decides what a run loads: the lake's listing against the ledger of loaded files."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from warehouse.batch import Batch
from warehouse.connection import Row, Session, Warehouse
from warehouse.days import BatchDays, DayLinks, read_links
from warehouse.errors import LedgerMissingError
from warehouse.lake import EVERY_DAY, FileKind, Lake, LakeFile, Window

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
        has_ledger = _has_ledger(session)
        known = _read_ledger(session, request.window) if has_ledger else {}
        links = read_links(session) if has_ledger else DayLinks()
        listed = [file for kind in KINDS for file in lake.list_files(kind, request.window)]
        batch = _compare(lake, listed, known, request, batch_id or str(uuid.uuid4()))
        day_plan = replace(batch.day_plan, links=links).rebuild()
        return _read_more(session, lake, replace(batch, day_plan=day_plan), seen=day_plan.changed)


def _compare(
    lake: Lake, listed: list[LakeFile], known: Ledger, request: Request, batch_id: str
) -> Batch:
    """The batch of the files that changed; what depends on their days is still to be found.

    Files of another lake, which the warehouse was loaded from as well, are never taken out.
    """
    uris = {file.uri for file in listed}
    gone = [file for uri, (file, _) in known.items() if uri not in uris]
    changed = {file for file in listed if request.is_full or _is_new(file, known)}
    root = lake.uri.rstrip("/") + "/"
    missed = tuple(file for file in gone if file.uri.startswith(root))
    removed, vanished = (missed, ()) if request.is_prune else ((), missed)
    days = _find_days([*changed, *removed])
    return Batch(
        batch_id=batch_id,
        started_at=datetime.now(UTC).replace(tzinfo=None),
        window=request.window,
        files=tuple(file for file in listed if file in changed or file.day in days),
        removed=removed,
        vanished=vanished,
        known_batches={uri: known_id for uri, (_, known_id) in known.items()},
        day_plan=BatchDays(changed=days, gone=_find_days(set(gone).difference(removed))),
    )


def add_days(session: Session, lake: Lake, batch: Batch, days: Iterable[date]) -> Batch:
    """The batch that rebuilds more days, with all that depends on them and the files for it."""
    seen = batch.day_plan.read
    return _read_more(session, lake, replace(batch, day_plan=batch.day_plan.rebuild(days)), seen)


def _read_more(session: Session, lake: Lake, batch: Batch, seen: frozenset[date]) -> Batch:
    """The batch with the files of all days that it reads.

    A day that depends on a changed one is read as the ledger has it: its files that were never
    loaded, as no run has looked at their window, stay so. If one was replaced since, there is no
    way to read what was loaded, and the day is a changed one itself.
    """
    while more := batch.day_plan.read - seen:
        known, listed = _read_days(session, lake, more)
        uris = {file.uri for file in [*listed, *batch.removed]}
        replaced = _find_days(file for file in listed if file.uri in known and _is_new(file, known))
        batch = replace(
            batch,
            files=(
                *batch.files,
                *(file for file in listed if file.uri in known or file.day in replaced),
            ),
            known_batches=batch.known_batches | {uri: found[1] for uri, found in known.items()},
            day_plan=batch.day_plan.rebuild(
                changed=replaced,
                gone=_find_days(file for uri, (file, _) in known.items() if uri not in uris),
            ),
        )
        seen |= more
    return batch


def _read_days(
    session: Session, lake: Lake, days: frozenset[date]
) -> tuple[Ledger, list[LakeFile]]:
    """The files of some days, as loaded and as listed."""
    window = Window(min(days), max(days))
    known = _read_ledger(session, window)
    listed = [file for file in lake.list_files("events", window) if file.day in days]
    return {uri: found for uri, found in known.items() if found[0].day in days}, listed


def _find_days(files: Iterable[LakeFile]) -> frozenset[date]:
    """The days of the files that have one: files of events."""
    return frozenset(file.day for file in files if file.day)


def _is_new(file: LakeFile, known: Ledger) -> bool:
    loaded = known.get(file.uri)
    return loaded is None or (loaded[0].etag, loaded[0].size_bytes) != (file.etag, file.size_bytes)


def _has_ledger(session: Session) -> bool:
    relations = {row["relation"] for row in session.rows("ops/relations/select")}
    return relations.issuperset(LEDGER_RELATIONS)


def _read_ledger(session: Session, window: Window) -> Ledger:
    """The loaded files of a window."""
    rows = session.rows(
        "ops/loaded_files/select", first_day=window.first_day, last_day=window.last_day
    )
    if not rows:
        _refuse_missing_ledger(session)
    return {row["uri"]: (_to_file(row), row["batch_id"]) for row in rows}


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
