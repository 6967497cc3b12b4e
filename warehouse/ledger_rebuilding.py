"""Rebuilds the ledger of loaded files from what is there: the lake's files and the star."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from warehouse.connection import Warehouse
from warehouse.days import BatchDays, read_links
from warehouse.event_proof import EventProof, read_events
from warehouse.lake import Lake, LakeFile, Window
from warehouse.lease import Lease
from warehouse.plan import KINDS
from warehouse.row_files import load_rows
from warehouse.song_proof import find_song_doubts


@dataclass(frozen=True)
class RebuiltLedger:
    """What a rebuild wrote.

    Attributes:
        proven: Files whose content is in the star; the ledger has them now.
        doubts: Files that are left out, each with the reason; the next run loads them.
        known_count: Files that the ledger had as they are, which stay.
    """

    proven: tuple[LakeFile, ...]
    doubts: dict[LakeFile, str]
    known_count: int


def prove_files(warehouse: Warehouse, lake: Lake, window: Window) -> RebuiltLedger:
    """Which files, of those that the ledger does not have as they are, are in the star.

    Args:
        warehouse: Its star is read; nothing is written.
        lake: Its files are read: those that are not in the ledger, and of their days all.
        window: Days of event files to look at; songs are always looked at.

    Raises:
        ConfigurationError: The lake cannot be listed.
    """
    listed = [file for kind in KINDS for file in lake.list_files(kind, window)]
    unknown = _find_unknown(warehouse, listed, window)
    doubts = {
        **_doubt_events(warehouse, lake, [file for file in unknown if file.kind == "events"]),
        **_doubt_songs(warehouse, lake, [file for file in unknown if file.kind == "songs"]),
    }
    return RebuiltLedger(
        proven=tuple(file for file in unknown if doubts[file] is None),
        doubts={file: doubt for file, doubt in doubts.items() if doubt},
        known_count=len(listed) - len(unknown),
    )


def _find_unknown(warehouse: Warehouse, listed: list[LakeFile], window: Window) -> list[LakeFile]:
    span = {"first_day": window.first_day, "last_day": window.last_day}
    with warehouse.transaction() as session:
        rows = session.rows("ops/loaded_files/select", **span)
    known = {(row["uri"], row["etag"], row["size_bytes"]) for row in rows}
    return [file for file in listed if (file.uri, file.etag, file.size_bytes) not in known]


def _doubt_events(
    warehouse: Warehouse, lake: Lake, files: list[LakeFile]
) -> dict[LakeFile, str | None]:
    if not files:
        return {}
    with warehouse.transaction() as session:
        links = read_links(session)
    days = BatchDays(links).rebuild(changed=[file.day for file in files if file.day])
    reading = read_events(lake, _list_days(lake, days.read))
    with warehouse.transaction() as session:
        proof = EventProof(session, reading)
    return {file: proof.find_doubt(file) for file in files}


def _list_days(lake: Lake, days: frozenset[date]) -> Iterable[LakeFile]:
    listed = lake.list_files("events", Window(min(days), max(days)))
    return [file for file in listed if file.day in days]


def _doubt_songs(
    warehouse: Warehouse, lake: Lake, files: list[LakeFile]
) -> dict[LakeFile, str | None]:
    if not files:
        return {}
    with warehouse.transaction() as session:
        return find_song_doubts(session, lake, files)


def write_ledger(lease: Lease, lake: Lake, files: Iterable[LakeFile]) -> None:
    """Writes files into the ledger, in place of what it says of them, in one transaction.

    Raises:
        LeaseLostError: Another run has taken over; the ledger is as it was.
    """
    rows = [
        {
            "uri": file.uri,
            "kind": file.kind,
            "day": file.day and file.day.isoformat(),
            "etag": file.etag,
            "size_bytes": file.size_bytes,
            "purpose": "load",
            "known_batch_id": None,
        }
        for file in files
    ]
    now = datetime.now(UTC).replace(tzinfo=None)
    with lease.step("ops/lease/lock", "staging/batch_files/delete") as session:
        load_rows(session, lake, lease.batch_id, "staging/batch_files", rows)
        session.run("ops/loaded_files/delete")
        session.run("ops/loaded_files/insert", batch_id=lease.batch_id, loaded_at=now)
        session.run("staging/batch_files/delete")
    lake.remove_batch(lease.batch_id)
