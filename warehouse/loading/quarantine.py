"""Judges each file by itself: what is wrong with it as a whole leaves it out, and no other file.

What the star has of a file that is left out stays. `ops.quarantined_files` remembers its content,
so that a run fails for it once; other content is tried again, and `--accept` loads it as it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from warehouse.database.connection import Row
from warehouse.loading.rejected_lines import RejectedLine
from warehouse.loading.swapped_columns import find_swaps
from warehouse.planning.limits import (
    LEAST_FILLED_SHARE,
    LEAST_LINES,
    LEAST_PLAYS_SHARE,
    MOST_DRIFT,
    MOST_REJECTED_SHARE,
)
from warehouse.sources import EVENTS, Source

MOST_NAMED = 5  # files, and reasons, that a message names

# the columns of the log that are never empty, by the lines that fill them
ALWAYS_FILLED = {
    "line_count": ("auth", "level", "method", "status"),
    "play_count": ("artist", "length", "song"),
    "user_count": (
        "first_name",
        "gender",
        "last_name",
        "location",
        "registration",
        "user_agent",
        "user_id",
    ),
}


@dataclass(frozen=True)
class LeftOut:
    """A load unit that is left out of its batch.

    Attributes:
        unit: Its name, nearly always the URI of its file.
        uris: Its files.
        reason: What is wrong with it.
        is_quarantined: Whether it fails the run; else the next run simply loads it.
    """

    unit: str
    uris: tuple[str, ...]
    reason: str
    is_quarantined: bool = True


@dataclass(frozen=True)
class UnitEvidence:
    """What is known of a unit when it is judged.

    Attributes:
        lines: Objects and broken lines that were read.
        rejected: Those of them that could not be loaded.
        known_count: Plays, or songs, that the star has of it; None when it is new.
        staged: Its row of counts in staging; None when it has no row there.
    """

    lines: int
    rejected: tuple[RejectedLine, ...]
    known_count: int | None
    staged: Row | None

    @property
    def count(self) -> int:
        """Plays, each once where the unit replaces one, or songs that could be loaded of it."""
        staged: Row = self.staged or {"play_count": 0}
        return int(staged["distinct_count" if "distinct_count" in staged else "play_count"])


def find_fault(source: Source, evidence: UnitEvidence) -> str | None:
    """What is wrong with a unit as a whole; None when it can be loaded."""
    return next(_list_faults(source, evidence), None)


def _list_faults(source: Source, evidence: UnitEvidence) -> Iterator[str]:
    rejected, lines = len(evidence.rejected), evidence.lines
    if rejected > lines * MOST_REJECTED_SHARE:
        example = _show(evidence.rejected)
        yield f"{rejected:,} of its {lines:,} lines cannot be loaded, e.g. {example}"
    known, count = evidence.known_count, evidence.count
    if known and count < known * LEAST_PLAYS_SHARE:
        yield f"it has {count:,} {source.rows}, and had {known:,} before it was replaced"
    if source == EVENTS and evidence.staged:
        yield from find_swaps(evidence.staged)
        for column, share, needed in _list_shares(evidence.staged):
            if share < LEAST_FILLED_SHARE and needed >= LEAST_LINES:
                yield (
                    f"{column} is empty in {1 - share:.0%} of {needed:,} lines that always have "
                    "it: see whether the log or log_json_path.json names the field otherwise"
                )


def _show(rejected: Iterable[RejectedLine]) -> str:
    line = next(iter(rejected))
    where = "" if line.line_number is None else f"line {line.line_number:,}: "
    column = f"{line.column_name}: " if line.column_name else ""
    return f"{where}{column}{line.reason}"


def _list_shares(staged: Row) -> Iterator[tuple[str, float, int]]:
    """Each column that can be judged: its share of filled lines, of how many."""
    for count, columns in ALWAYS_FILLED.items():
        needed = int(staged[count])
        for column in columns:
            if needed:
                yield column, int(staged[column]) / needed, needed


def describe_filled(staged: Row | None) -> str:
    """The filled shares of a unit's columns, for the ledger: JSON, of those that can be judged."""
    shares = _list_shares(staged) if staged else ()
    return json.dumps(
        {column: round(share, 4) for column, share, needed in shares if needed >= LEAST_LINES}
    )


def find_warnings(
    source: Source, evidence: UnitEvidence, history: Mapping[str, float]
) -> Iterator[str]:
    """What differs in a unit that is loaded, from what it was before and from other files.

    Args:
        source: What its files are of.
        evidence: What is known of it.
        history: Mean filled share by column in the files before.
    """
    known, count = evidence.known_count, evidence.count
    if known and count < known:
        yield f"{known:,} {source.rows} before, {count:,} now"
    if source == EVENTS and evidence.staged:
        for column, share, needed in _list_shares(evidence.staged):
            before = history.get(column)
            is_judged = needed >= LEAST_LINES
            if is_judged and before is not None and share < before - MOST_DRIFT:
                yield (
                    f"{column} is empty in {1 - share:.0%} of {needed:,} lines, "
                    f"in {1 - before:.0%} in the files before"
                )
            elif not is_judged and share < LEAST_FILLED_SHARE:
                yield (
                    f"{column} is empty in {1 - share:.0%} of {needed:,} lines that always have "
                    f"it; it is loaded, as fewer than {LEAST_LINES} lines show too little"
                )


def average_filled(rows: Iterable[Row]) -> dict[str, float]:
    """The mean filled share of each column over files of the ledger."""
    shares: dict[str, list[float]] = {}
    for row in rows:
        for column, share in json.loads(row["filled_shares"] or "{}").items():
            shares.setdefault(column, []).append(share)
    return {column: sum(values) / len(values) for column, values in shares.items()}


def explain(left_out: Iterable[LeftOut]) -> str:
    """What was left out, why, and what to do, in one line; files of one reason are named together.

    What was wrong with that of one file may be with all.
    """
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for each in left_out:
        reasons[each.reason].append(each.unit)
    count = sum(map(len, reasons.values()))
    named = [
        f"{_name_first(units)}: {reason}" for reason, units in list(reasons.items())[:MOST_NAMED]
    ]
    if len(reasons) > MOST_NAMED:
        more = sum(len(units) for units in list(reasons.values())[MOST_NAMED:])
        named.append(f"and {more:,} more for other reasons")
    files, them = ("files were", "them") if count > 1 else ("file was", "it")
    return (
        f"{count:,} {files} left out: {'; '.join(named)}. What the star had of {them} stays. "
        f"Replace {them} by what is right, or load {them} as is with --accept FILE; "
        f"ops.quarantined_files names {them}."
    )


def _name_first(units: Sequence[str]) -> str:
    more = len(units) - MOST_NAMED
    return ", ".join(units[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
