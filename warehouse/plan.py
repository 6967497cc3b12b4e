"""Decides what a run loads: the lake's listing against the ledger of loaded files."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from warehouse.batch import Batch
from warehouse.connection import Row, Session, Warehouse
from warehouse.errors import LedgerMissingError
from warehouse.lake import EVERY_DAY, Lake, LakeFile, Window


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


def plan_batch(warehouse: Warehouse, lake: Lake, request: Request) -> Batch:
    """The batch of everything that is new, changed or, with prune, gone; writes nothing.

    Raises:
        ConfigurationError: The lake cannot be listed.
        LedgerMissingError: The star holds plays and the ledger does not know from where.
    """
    with warehouse.transaction() as session:
        known = _read_ledger(session, request.window)
    listed = {
        file.uri: file
        for kind in ("events", "songs")
        for file in lake.list_files(kind, request.window)
    }
    gone = [file for uri, (file, _) in known.items() if uri not in listed]
    changed = [file for file in listed.values() if request.is_full or _is_new(file, known)]
    return _build_batch(changed, listed.values(), gone, known, request)


def _build_batch(
    changed: list[LakeFile],
    listed: Iterable[LakeFile],
    gone: list[LakeFile],
    known: dict[str, tuple[LakeFile, str]],
    request: Request,
) -> Batch:
    removed = gone if request.is_prune else []
    days = {file.day for file in [*changed, *removed] if file.day}
    gone_days = {file.day for file in gone if file.day} if not request.is_prune else set()
    changed_uris = {file.uri for file in changed}
    files = [file for file in listed if file.uri in changed_uris or file.day in days]
    return Batch(
        str(uuid.uuid4()),
        started_at=datetime.now(UTC).replace(tzinfo=None),
        window=request.window,
        files=files,
        removed=removed,
        vanished=[] if request.is_prune else gone,
        known_batches={uri: batch_id for uri, (_, batch_id) in known.items()},
        whole_days=days - gone_days,
        merged_days=days & gone_days,
    )


def _is_new(file: LakeFile, known: dict[str, tuple[LakeFile, str]]) -> bool:
    loaded = known.get(file.uri)
    return loaded is None or (loaded[0].etag, loaded[0].size_bytes) != (file.etag, file.size_bytes)


def _read_ledger(session: Session, window: Window) -> dict[str, tuple[LakeFile, str]]:
    """The loaded files of a window by URI, each with the batch that loaded it."""
    tables = {row["relation"] for row in session.rows("ops/relations/select")}
    if "ops.loaded_files" not in tables:
        return {}
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


def group_by_day(files: Iterable[LakeFile]) -> dict[date, list[LakeFile]]:
    """Event files by the UTC day of their name, in order of days."""
    days: defaultdict[date, list[LakeFile]] = defaultdict(list)
    for file in files:
        if file.day:
            days[file.day].append(file)
    return dict(sorted(days.items()))
