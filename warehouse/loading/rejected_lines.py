"""Lines of the lake that cannot be loaded: found, kept whole, counted."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from warehouse.database.connection import Row, Session
from warehouse.database.lease import Lease
from warehouse.lake.files import Lake, open_unpacked
from warehouse.loading.row_files import load_rows
from warehouse.planning.batch import Batch

MOST_FILES = 5  # that a message names
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


def read_load_errors(session: Session, query_id: int) -> list[RejectedLine]:
    """What a COPY refused, as the load error view has it."""
    return [_to_rejected(row) for row in session.rows("ops/load_errors/select", query_id=query_id)]


def read_stopped_errors(session: Session, manifest: str) -> list[RejectedLine]:
    """What COPYs of a manifest refused, also those that stopped."""
    copies = session.rows("ops/last_copy/select_stopped", manifest=manifest)
    return [line for copy in copies for line in read_load_errors(session, copy["query_id"])]


def _to_rejected(row: Row) -> RejectedLine:
    return RejectedLine(
        row["file_uri"], row["line_number"], row["column_name"] or "", row["reason"] or "unknown"
    )


def reject_impossible_events(session: Session, lake: Lake, batch: Batch) -> list[RejectedLine]:
    """Takes events out of staging that COPY takes and the star cannot.

    These are events whose `ts` is no time that Sparkify existed (milliseconds that are seconds lie
    in January 1970), those whose natural key gives no `songplay_id` of its own, and those that hold
    an object, a boolean or no finite number where a text or a number is due.
    """
    span = {"earliest": EARLIEST_TS, "latest": LATEST_TS}
    rows = session.rows("staging/staging_events/select_impossible", **span)
    if not rows:
        return []
    session.run("staging/staging_events/delete_impossible", **span)
    return list(_locate_events(rows, lake, batch))


def _locate_events(rows: list[Row], lake: Lake, batch: Batch) -> Iterator[RejectedLine]:
    """Finds the lines of staged events in their files again; COPY does not say where they were."""
    wanted: defaultdict[EventKey, list[Row]] = defaultdict(list)
    for row in rows:
        wanted[_to_event_key(row)].append(row)
    named = {row["file_uri"] for row in rows}
    for unit in batch.units:
        for file in unit.files if unit.name in named else ():
            for number, line in read_lines(lake, file.uri):
                key = _read_event_key(unit.name, line)
                if key is not None and wanted.get(key):
                    yield RejectedLine(file.uri, number, *_explain(wanted[key].pop()))
    for key, left in wanted.items():
        for row in left:
            yield RejectedLine(key.unit, None, *_explain(row))


def _to_event_key(row: Row) -> EventKey:
    milliseconds = round(row["ts"].replace(tzinfo=UTC).timestamp() * 1000)
    return EventKey(row["file_uri"], row["session_id"], row["item_in_session"], milliseconds)


def _read_event_key(unit: str, line: bytes) -> EventKey | None:
    try:
        event = json.loads(line)
        numbers = (int(event[name]) for name in ("sessionId", "itemInSession", "ts"))
        return EventKey(unit, *numbers)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _explain(row: Row) -> tuple[str, str]:
    """The column that is wrong, and why."""
    column = row["wrong_column"]
    if column == "ts":
        milliseconds = _to_event_key(row).ts
        return column, (
            f"ts {milliseconds} is {row['ts']:%Y-%m-%d} as milliseconds since 1970, no time that "
            "Sparkify existed; is it in seconds?"
        )
    if column == "session_id":
        return column, (
            f"session {row['session_id']} with item {row['item_in_session']} gives no songplay_id "
            "of its own; items go from 0 to 999,999, sessions from 0 to 9,223,372,036,853"
        )
    return column, (
        "the value is an object, a boolean, a decimal or a number without bounds where this "
        "column takes a text or a number"
    )


def save_rejected(
    lease: Lease, session: Session, lake: Lake, rejected: Mapping[str, Sequence[RejectedLine]]
) -> None:
    """Keeps the rejected lines of a batch, by table, in place of those of earlier tries."""
    session.run("ops/rejected_lines/delete", batch_id=lease.batch_id)
    raw_lines = _read_raw_lines(lake, (line for lines in rejected.values() for line in lines))
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
        for table, lines in rejected.items()
        for line in lines
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
    with open_unpacked(lake, uri) as lines:
        for number, line in enumerate(lines, start=1):
            yield number, line
            if number == last:
                return


def _to_text(line: bytes) -> str:
    """A line as text that Redshift takes: bytes that are no UTF-8 and NUL stay visible."""
    text = line.rstrip(b"\r\n").decode("utf-8", errors="backslashreplace").replace("\0", "\\x00")
    return text.encode()[:MAX_RAW_LINE_BYTES].decode(errors="ignore")


def explain_rejected(rejected: Sequence[RejectedLine], max_rejected: int, batch_id: str) -> str:
    """Why a batch with too many rejected lines is not published, with the files and what to do."""
    return (
        f"{len(rejected):,} lines were rejected of files that are fine otherwise, {max_rejected:,} "
        f"are allowed. Nothing was published. {_name_files(rejected)}. Correct the files, or "
        f"publish without these lines with --max-rejected {len(rejected)}; each of them is in "
        f"ops.rejected_lines where batch_id = '{batch_id}'."
    )


def _name_files(rejected: Iterable[RejectedLine]) -> str:
    """The files with most rejected lines, each with its count and one of its reasons."""
    files: defaultdict[str, list[RejectedLine]] = defaultdict(list)
    for line in rejected:
        files[line.file_uri or "an unknown file"].append(line)
    ordered = sorted(files.items(), key=lambda each: -len(each[1]))
    named = [
        f"{uri}: {len(lines):,}, e.g. line {lines[0].line_number}: {lines[0].reason}"
        for uri, lines in ordered[:MOST_FILES]
    ]
    more = len(ordered) - MOST_FILES
    return "; ".join([*named, f"and {more} more files"] if more > 0 else named)
