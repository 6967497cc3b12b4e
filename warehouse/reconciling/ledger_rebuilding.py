"""Rebuilds the ledger of loaded files from what is there: the lake's files and the star."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from warehouse.database.connection import Warehouse
from warehouse.database.lease import Lease
from warehouse.lake.files import Lake, LakeFile, Window, list_lake
from warehouse.lake.json_objects import UnreadableFileError
from warehouse.loading.line_accounting import UnitFigures, describe_unit
from warehouse.loading.row_files import load_rows
from warehouse.planning.plan import is_known, read_files, read_relations
from warehouse.publishing.forgetting import read_forgotten
from warehouse.reconciling.event_proof import EventProof, read_file
from warehouse.reconciling.song_proof import find_song_doubts
from warehouse.sources import EVENTS, SONGS


@dataclass(frozen=True)
class RebuiltLedger:
    """What a rebuild wrote.

    Attributes:
        proven: Files whose content is in the star; the ledger has them now.
        doubts: Files that are left out, each with the reason; the next run loads them.
        known_count: Files that the ledger had as they are, which stay.
        units: The lines of each proven event file, with the digest of its events.
    """

    proven: tuple[LakeFile, ...]
    doubts: dict[LakeFile, str]
    known_count: int
    units: Mapping[LakeFile, tuple[UnitFigures, int]] = field(default_factory=dict)


def prove_files(warehouse: Warehouse, lake: Lake, window: Window) -> RebuiltLedger:
    """Which files, of those that the ledger does not have as they are, are in the star.

    Args:
        warehouse: Its star is read; nothing is written.
        lake: Its files are read that are not in the ledger.
        window: Days of event files to look at; songs are always looked at.

    Raises:
        ConfigurationError: The lake cannot be listed.
    """
    listed = list_lake(lake, window).files
    with warehouse.transaction() as session:
        ledger = read_files(session, window, read_relations(session))
    unknown = [file for file in listed if not is_known(file, ledger)]
    events = [file for file in unknown if file.kind == EVENTS.kind]
    songs = [file for file in unknown if file.kind == SONGS.kind]
    doubts, units = _prove_events(warehouse, lake, events)
    if songs:
        with warehouse.transaction() as session:
            doubts |= find_song_doubts(session, lake, songs)
    return RebuiltLedger(
        proven=tuple(file for file in unknown if doubts.get(file, "cannot be proven") is None),
        doubts={file: doubt for file, doubt in doubts.items() if doubt},
        known_count=len(listed) - len(unknown),
        units=units,
    )


def _prove_events(
    warehouse: Warehouse, lake: Lake, files: list[LakeFile]
) -> tuple[dict[LakeFile, str | None], dict[LakeFile, tuple[UnitFigures, int]]]:
    """For each file the doubt, if there is one; and for each that is proven its lines."""
    doubts: dict[LakeFile, str | None] = {}
    units: dict[LakeFile, tuple[UnitFigures, int]] = {}
    if not files:
        return doubts, units
    with warehouse.transaction() as session:
        proof = EventProof(session)
        forgotten = read_forgotten(session)
    for file in files:
        try:
            reading = read_file(lake, file, forgotten)
        except UnreadableFileError as error:
            doubts[file] = str(error)
            continue
        doubts[file] = proof.find_doubt(file.uri, reading)
        if doubts[file] is None:
            units[file] = (reading.describe(file.uri), reading.count_events().digest_sum)
    return doubts, units


def write_ledger(lease: Lease, lake: Lake, rebuilt: RebuiltLedger) -> None:
    """Writes proven files into the ledger, in place of what it says of them, in one transaction.

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
            "unit": file.uri if file.kind == EVENTS.kind else None,
        }
        for file in rebuilt.proven
    ]
    units = list(_describe_units(lease.batch_id, rebuilt))
    now = datetime.now(UTC).replace(tzinfo=None)
    with lease.step("staging.batch_files", lock="ops/publish_lock/lock") as session:
        load_rows(session, lake, lease.batch_id, "staging/batch_files", rows)
        session.run("ops/loaded_files/delete")
        session.run("ops/loaded_files/insert", batch_id=lease.batch_id, loaded_at=now)
        session.run("ops/load_units/delete")
        load_rows(session, lake, lease.batch_id, "ops/load_units", units)
        session.empty("staging.batch_files")
    lake.remove_batch(lease.batch_id)


def _describe_units(batch_id: str, rebuilt: RebuiltLedger) -> Iterable[dict[str, object]]:
    for file, (figures, digest_sum) in rebuilt.units.items():
        yield describe_unit(
            figures,
            file.day,
            batch_id=batch_id,
            files=1,
            digest_sum=digest_sum,
            filled_shares="{}",
        )
