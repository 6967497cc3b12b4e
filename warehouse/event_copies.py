"""Copies the events of a batch, and those of the days that depend on what came."""

from collections import Counter
from datetime import date

from warehouse.batch import Batch
from warehouse.connection import Session
from warehouse.days import GROUPS, CopiedDays, find_colliding_days
from warehouse.lake import Lake, LakeFile
from warehouse.lease import Lease
from warehouse.loading import Loading
from warehouse.packing import is_worth_packing, pack_events
from warehouse.plan import add_days
from warehouse.rejected_lines import RejectedLine, reject_impossible_events
from warehouse.row_files import load_rows
from warehouse.statements import SQL_DIRECTORY

EVENTS = "staging.staging_events"
_COPIES = {"staging/staging_events/copy": False, "staging/staging_events/copy_gzip": True}
OWN_JSONPATHS = SQL_DIRECTORY / "staging" / "staging_events" / "jsonpaths.json"


class EventCopies:
    """The events of a batch on their way into staging, in several rounds of days.

    Args:
        lease: The batch's lease.
        lake: Where the files are.
        max_rejected: Most lines that may be refused.

    Attributes:
        loading: The COPYs.
        impossible: Lines that COPY took and the star cannot.
        groups: Which days each COPY read, and what came.
        copied: Files that were read.
        staged: Events in staging, by UTC day.
    """

    def __init__(self, lease: Lease, lake: Lake, max_rejected: int) -> None:
        self.loading = Loading(lease, lake, EVENTS, max_rejected)
        self.impossible: list[RejectedLine] = []
        self.groups: list[CopiedDays] = []
        self.copied: set[LakeFile] = set()
        self.staged: Counter[date] = Counter()
        self._lake = lake
        self._max_rejected = max_rejected

    def copy(self, session: Session, batch: Batch, files: list[LakeFile]) -> set[date]:
        """Copies files of a batch, and returns the days of the events that came."""
        self.copied.update(files)
        is_packed = is_worth_packing(files)
        days: set[date] = set()
        for group in _split_by_day(files):
            self.groups.append(self._copy_group(session, batch, group, is_packed=is_packed))
            days |= self.groups[-1].staged.keys()
        return days

    def _copy_group(
        self, session: Session, batch: Batch, files: list[LakeFile], *, is_packed: bool
    ) -> CopiedDays:
        """Copies files of days apart from each other, and sees which days their events are of."""
        self._copy(session, batch, files, is_packed=is_packed)
        self.impossible += reject_impossible_events(
            session, self._lake, files, self._max_rejected + 1
        )
        before, self.staged = self.staged, _count_staged(session)
        return CopiedDays({file.day for file in files if file.day}, self.staged - before)

    def _copy(
        self, session: Session, batch: Batch, files: list[LakeFile], *, is_packed: bool
    ) -> None:
        jsonpaths = self._lake.jsonpaths_uri() or _write_jsonpaths(self._lake, batch)
        if is_packed:
            pack_name = f"events-{len(self.groups) + 1}"
            pack = pack_events(self._lake, batch.batch_id, pack_name, files)
            name = "staging/staging_events/copy_gzip"
            self.loading.copy_pack(session, name, pack, jsonpaths=jsonpaths)
            return
        for name, is_gzip in _COPIES.items():
            uris = [file.uri for file in files if file.is_gzip == is_gzip]
            self.loading.copy(session, name, uris, jsonpaths=jsonpaths)

    def read_rejected(self, session: Session) -> list[RejectedLine]:
        """Every line that is not in staging."""
        return [*self.loading.read_errors(session), *self.impossible]


def copy_days(session: Session, lake: Lake, batch: Batch, events: EventCopies) -> Batch:
    """Copies the changed days, then those that depend on what came; returns the batch with them."""
    while True:
        left = [file for file in batch.event_files if file not in events.copied]
        changed = [file for file in left if file.day in batch.day_plan.changed]
        if changed:
            days = events.copy(session, batch, changed)
        else:
            events.copy(session, batch, left)
            session.run("staging/batch_days/delete")
            _write_days(session, lake, batch)
            days = find_colliding_days(session)
        if not changed and not days:
            return batch
        batch = add_days(session, lake, batch, days)


def _split_by_day(files: list[LakeFile]) -> list[list[LakeFile]]:
    """Files in groups of days that lie apart, as most events that stray do so to a day nearby."""
    groups: dict[int, list[LakeFile]] = {}
    for file in files:
        if file.day and file.size_bytes:
            groups.setdefault(file.day.toordinal() % GROUPS, []).append(file)
    return list(groups.values())


def _count_staged(session: Session) -> Counter[date]:
    """How many staged events each UTC day has."""
    rows = session.rows("staging/staging_events/select_days")
    return Counter({row["day"]: int(row["line_count"]) for row in rows})


def _write_jsonpaths(lake: Lake, batch: Batch) -> str:
    """Our own JSONPaths file, for a lake that has none."""
    return lake.write(batch.batch_id, "events.jsonpaths.json", OWN_JSONPATHS.read_bytes())


def _write_days(session: Session, lake: Lake, batch: Batch) -> None:
    rows = [{"day": day.isoformat(), "is_whole": day in batch.day_plan.whole} for day in batch.days]
    load_rows(session, lake, batch.batch_id, "staging/batch_days", rows)
