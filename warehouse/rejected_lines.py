"""Lines of the lake that cannot be loaded: found, kept whole, counted."""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warehouse.batch import Batch
from warehouse.connection import Row, Session, Warehouse
from warehouse.errors import RejectedLinesError
from warehouse.lake import Lake, is_gzip
from warehouse.lease import Lease
from warehouse.row_files import load_rows

MOST_FILES = 5  # that a message names
RAW_LINE_DAYS = 90  # for which the text of a rejected line is kept: it may name a person
MAX_RAW_LINE_BYTES = 65_535  # the longest VARCHAR that Redshift has
EARLIEST_TS = datetime(2000, 1, 1)  # noqa: DTZ001 - Redshift's TIMESTAMP has no zone; UTC here
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
LATEST_TS = datetime(2100, 1, 1)  # noqa: DTZ001


class EventKey(NamedTuple):
    """Finds a staged event in its file again; `ts` in milliseconds since 1970."""

    unit: str
    session_id: int
    item_in_session: int
    ts: int


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """One line that was not loaded.

    Attributes:
        file_uri: The lake's file; of many that are loaded together perhaps their load unit.
        line_number: Its 1-based line, where the JSON object begins.
        column_name: The column that does not take it, or empty for the line as a whole.
        reason: Why, in the warehouse's words or ours.
    """

    file_uri: str | None
    line_number: int | None
    column_name: str
    reason: str


def read_load_errors(session: Session, backend_pid: int, since: datetime) -> list[RejectedLine]:
    """What COPY on one connection refused since a time, as the load error view tells it."""
    rows = session.rows("ops/load_errors/select", backend_pid=backend_pid, since=since)
    return [_to_rejected(row) for row in rows]


def _to_rejected(row: Row) -> RejectedLine:
    return RejectedLine(
        row["file_uri"], row["line_number"], row["column_name"] or "", row["reason"] or "unknown"
    )


def reject_impossible_events(
    session: Session, lake: Lake, batch: Batch, most: int
) -> list[RejectedLine]:
    """Takes events out of staging that COPY takes and the star cannot.

    These are events whose `ts` is no time that Sparkify existed (milliseconds that are seconds lie
    in January 1970), and those whose natural key gives no `songplay_id` of its own. At most `most`
    are named.
    """
    span = {"earliest": EARLIEST_TS, "latest": LATEST_TS}
    rows = session.rows("staging/staging_events/select_impossible", most=most, **span)
    if not rows:
        return []
    session.run("staging/staging_events/delete_impossible", **span)
    return list(_locate_events(rows, lake, batch))


def _locate_events(rows: list[Row], lake: Lake, batch: Batch) -> Iterator[RejectedLine]:
    """Finds the lines of staged events in their files again; COPY does not say where they were."""
    wanted = Counter(_to_event_key(row) for row in rows)
    named = {row["file_uri"] for row in rows}
    for unit in batch.units:
        for file in unit.files if unit.name in named else ():
            for number, line in read_lines(lake, file.uri):
                key = _read_event_key(unit.name, line)
                if key is not None and key in wanted:
                    yield RejectedLine(file.uri, number, *_explain(key))
                    wanted -= Counter([key])
    for key in wanted.elements():
        yield RejectedLine(key.unit, None, *_explain(key))


def _to_event_key(row: Row) -> EventKey:
    milliseconds = round(row["ts"].replace(tzinfo=UTC).timestamp() * 1000)
    return EventKey(row["file_uri"], row["session_id"], row["item_in_session"], milliseconds)


def _read_event_key(unit: str, line: bytes) -> EventKey | None:
    try:
        event = json.loads(line)
        numbers = (int(event[name]) for name in ("sessionId", "itemInSession", "ts"))
        return EventKey(unit, *numbers)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _explain(key: EventKey) -> tuple[str, str]:
    """The column that is wrong, and why."""
    session_id, item, milliseconds = key.session_id, key.item_in_session, key.ts
    if not EARLIEST_TS <= EPOCH + timedelta(milliseconds=milliseconds) <= LATEST_TS:
        day = EPOCH + timedelta(milliseconds=milliseconds)
        return "ts", (
            f"ts {milliseconds} is {day:%Y-%m-%d} as milliseconds since 1970, no time that "
            "Sparkify existed; is it in seconds?"
        )
    return "session_id", (
        f"session {session_id} with item {item} gives no songplay_id of its own; items go from 0 "
        "to 999,999, sessions from 0 to 9,223,372,036,853"
    )


def save_rejected(
    lease: Lease, session: Session, lake: Lake, table: str, rejected: list[RejectedLine]
) -> None:
    """Keeps rejected lines of one table in `ops.rejected_lines`, in place of earlier tries'."""
    session.run("ops/rejected_lines/delete", batch_id=lease.batch_id, table_name=table)
    raw_lines = _read_raw_lines(lake, rejected)
    rows = [
        {
            "batch_id": lease.batch_id,
            "table_name": table,
            "file_uri": line.file_uri,
            "line_number": line.line_number,
            "column_name": line.column_name or None,
            "reason": line.reason[:1000],
            "raw_line": raw_lines.get((line.file_uri, line.line_number)),
            "rejected_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        }
        for line in rejected
    ]
    load_rows(session, lake, lease.batch_id, "ops/rejected_lines", rows)
    if rows:
        session.run("ops/rejected_lines/update_forgotten")


def _read_raw_lines(
    lake: Lake, rejected: Iterable[RejectedLine]
) -> dict[tuple[str | None, int | None], str]:
    """The text of each rejected line, by file and line."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for line in rejected:
        if line.file_uri and line.line_number:
            wanted[line.file_uri].add(line.line_number)
    return {
        (uri, number): _to_text(content)
        for uri, numbers in wanted.items()
        for number, content in read_lines(lake, uri, last=max(numbers))
        if number in numbers
    }


def read_lines(lake: Lake, uri: str, last: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Lines of a file with their 1-based numbers, up to `last`; gzip is unpacked."""
    with ExitStack() as stack:
        stream = stack.enter_context(lake.open(uri))
        lines = stack.enter_context(gzip.GzipFile(fileobj=stream)) if is_gzip(uri) else stream
        for number, line in enumerate(lines, start=1):
            yield number, line
            if number == last:
                return


def _to_text(line: bytes) -> str:
    """A line as text that Redshift takes: bytes that are no UTF-8 and NUL stay visible."""
    text = line.rstrip(b"\r\n").decode("utf-8", errors="backslashreplace").replace("\0", "\\x00")
    return text.encode()[:MAX_RAW_LINE_BYTES].decode(errors="ignore")


def check_rejected(
    warehouse: Warehouse, batch_id: str, max_rejected: int, *, has_stopped: bool = False
) -> int:
    """How many lines of a batch were rejected, of all its tables.

    Args:
        warehouse: Where they are written down.
        batch_id: The batch.
        max_rejected: Most lines that may be rejected.
        has_stopped: Whether COPY stopped at the first that was too many, so there may be others.

    Raises:
        RejectedLinesError: They are more than allowed.
    """
    with warehouse.transaction() as session:
        rows = session.rows("ops/rejected_lines/select", batch_id=batch_id)
    total = sum(int(row["line_count"]) for row in rows)
    if total > max_rejected:
        found = f"at least {total}, where COPY stopped" if has_stopped else f"{total} or more"
        raise RejectedLinesError(
            f"Rejected lines: {found}; {max_rejected} are allowed. Nothing was published. "
            f"{_name_files(rows)}. Correct the files, or raise --max-rejected above the real "
            "number of bad lines; those that were met are in ops.rejected_lines where batch_id = "
            f"'{batch_id}'."
        )
    return total


def _name_files(rows: list[Row]) -> str:
    """The files with most rejected lines, each with its count and one of its reasons."""
    counts: Counter[str] = Counter()
    examples: dict[str, Row] = {}
    for row in rows:
        uri = row["file_uri"] or "an unknown file"
        counts[uri] += int(row["line_count"])
        examples.setdefault(uri, row)
    named = [
        f"{uri}: {count}, e.g. line {examples[uri]['first_line']}: {examples[uri]['reason']}"
        for uri, count in counts.most_common(MOST_FILES)
    ]
    more = len(counts) - MOST_FILES
    return "; ".join([*named, f"and {more} more files"] if more > 0 else named)
