"""The load units: what the star holds of them beside what was published."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from warehouse.database.connection import Row, Session
from warehouse.lake.files import EVERY_DAY, LakeFile, Window
from warehouse.loading.rejected_lines import EARLIEST_TS, LATEST_TS
from warehouse.planning.batch import UNKNOWN_UNIT
from warehouse.planning.plan import Ledger
from warehouse.reconciling.findings import Finding
from warehouse.sources import EVENTS

_NO_EVENTS: Row = {"play_count": 0, "page_view_count": 0, "digest_sum": 0}
MOST_NAMED = 3  # files of one load unit


class LoadUnits:
    """The load units of a window: what the star holds of them, and what was published.

    Attributes:
        play_count: Plays of the star that were compared.
        page_view_count: Page views of the star that were compared.
    """

    def __init__(self, session: Session, window: Window, ledger: Ledger) -> None:
        rows = {row["unit"]: row for row in session.rows("ops/load_units/select")}
        self._files: defaultdict[str, list[LakeFile]] = defaultdict(list)
        for known in ledger.values():
            if known.file.kind == EVENTS.kind and known.unit != UNKNOWN_UNIT:
                self._files[known.unit].append(known.file)
        self._published = {unit: rows.get(unit) for unit in self._files}
        first, last = _find_span(window, [row for row in self._published.values() if row])
        span = {"first_start": first, "last_start": last}
        found = session.rows("ops/reconciliation/select_units", **span)
        untimed = session.rows("ops/reconciliation/select_timeless_plays", **span)
        self._untimed = {row["unit"]: int(row["play_count"]) for row in untimed}
        self._found = {
            row["unit"]: row
            for row in found
            if window == EVERY_DAY or row["unit"] in self._files or row["unit"] not in rows
        }
        self.play_count = sum(int(row["play_count"]) for row in self._found.values())
        self.page_view_count = sum(int(row["page_view_count"]) for row in self._found.values())

    def find_orphaned(self) -> Iterator[Finding]:
        """Units that have events and that the ledger does not know."""
        for unit, row in self._found.items():
            count = _count_events(row)
            if unit == UNKNOWN_UNIT:
                detail = f"{count} that were loaded before rows knew their file"
                yield Finding("orphaned", "an unknown file", detail)
            elif unit not in self._files:
                detail = f"{count} of a file that is not in the ledger"
                yield Finding("orphaned", unit, detail, is_in_ledger=False)

    def find_drifted(self) -> Iterator[Finding]:
        """Units whose events are not those that were published."""
        for unit, published in self._published.items():
            files = self._files[unit]
            row = self._found.get(unit, _NO_EVENTS)
            detail = _find_drift(row, published)
            if detail is None and unit in self._untimed:
                plays = f"{self._untimed[unit]:,} of {row['play_count']:,} plays"
                detail = f"{plays} have no row in star.time"
            if detail is None:
                continue
            if files[0].uri != unit:
                detail += f"; its files: {_list_files(files)}"
            yield Finding("drifted", unit, detail, files[0].day)


def _find_drift(found: Row, published: Row | None) -> str | None:
    """In what the events of a unit are not those that were published, or None."""
    if published is None:
        return f"{_count_events(found)} in the star, and ops.load_units does not know its lines"
    plays, page_views = published["plays"], published["page_views"] or 0
    if found["play_count"] != plays:
        return f"{found['play_count']:,} plays in the star, {plays:,} were published"
    if found["page_view_count"] != page_views:
        count = f"{found['page_view_count']:,} page views"
        return f"{count} in the star, {page_views:,} were published"
    if int(found["digest_sum"]) != int(published["digest_sum"]):
        return f"{_count_events(found)} in the star, with other values than were published"
    return None


def _count_events(found: Row) -> str:
    return f"{found['play_count']:,} plays and {found['page_view_count']:,} page views"


def _find_span(window: Window, published: list[Row]) -> tuple[datetime, datetime]:
    """UTC times between which all plays of the published units lie; of all days, any time."""
    first = [row["first_event_at"] for row in published if row["first_event_at"]]
    last = [row["last_event_at"] for row in published if row["last_event_at"]]
    if window == EVERY_DAY or not first:
        return EARLIEST_TS, LATEST_TS
    return min(first), max(last)


def _list_files(files: list[LakeFile]) -> str:
    names = ", ".join(file.uri for file in files[:MOST_NAMED])
    more = len(files) - MOST_NAMED
    return f"{names} and {more:,} more" if more > 0 else names
