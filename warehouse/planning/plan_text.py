"""Says what a plan would do: files and bytes by day, and the SQL in the order it would run."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from warehouse.database.statements import load_statement
from warehouse.lake.files import LakeFile
from warehouse.planning.batch import Batch
from warehouse.planning.limits import (
    LEAST_FILLED_SHARE,
    LEAST_LINES,
    LEAST_PLAYS_SHARE,
    MOST_REJECTED_SHARE,
)
from warehouse.planning.load_order import list_statements
from warehouse.sources import SOURCES


def describe_plan(batch: Batch, pending: Iterable[str] = ()) -> str:
    """The plan of a batch in words, and the SQL that would run, one statement after the other.

    Args:
        batch: The batch.
        pending: Names of the statements that would change the warehouse's tables before.
    """
    lines = [*_describe_files(batch), *_describe_gone(batch), *_describe_limits()]
    changes = list(pending)
    statements = [*changes, *([] if batch.is_empty else list_statements(batch.kinds))]
    if changes:
        lines.append(f"{len(changes)} changes of tables and views come first")
    if not statements:
        return "\n".join([*lines, "Nothing would run."])
    lines.append("")
    lines += [load_statement(name).text.strip() + ";\n" for name in statements]
    return "\n".join(lines)


def _describe_files(batch: Batch) -> Iterable[str]:
    yield f"{'files of':<14}{'files':>8}{'bytes':>16}  what"
    for source in SOURCES.values():
        files = batch.list_files(source)
        if not source.is_dated:
            yield _describe(source.kind, files, batch)
            continue
        files.sort(key=lambda file: str(file.day or ""))
        for day, group in groupby(files, key=lambda file: file.day):
            yield _describe(str(day or "no day"), list(group), batch)
    yield f"{'all':<14}{len(batch.files):>8,}{batch.size_bytes:>16,}"


def _describe(name: str, files: list[LakeFile], batch: Batch) -> str:
    size = sum(file.size_bytes for file in files)
    kinds = Counter("replaced" if file.uri in batch.known else "new" for file in files)
    what = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    return f"{name:<14}{len(files):>8,}{size:>16,}  {what}".rstrip()


def _describe_gone(batch: Batch) -> Iterable[str]:
    for file in batch.removed:
        yield f"taken out: {file.uri}"
    if batch.prunes_unknown:
        yield "taken out: what is left of files that were loaded before rows knew their file"
    for file in batch.vanished:
        yield f"gone from the lake, its rows stay: {file.uri}"
    for uri, reason in batch.quarantined.items():
        yield f"left out as before: {uri}: {reason}"
    for file in batch.held_back:
        yield f"replaced, not loaded as a file that was loaded with it is gone: {file.uri}"
    for entry in batch.ignored:
        yield f"ignored: {entry.uri} ({entry.reason})"


def _describe_limits() -> Iterable[str]:
    yield (
        f"left out is a file with more than {MOST_REJECTED_SHARE:.0%} of its lines rejected, with "
        f"less than {LEAST_PLAYS_SHARE:.0%} of the plays that it had, with columns that are "
        f"swapped, or, of {LEAST_LINES} lines or more, with a column that is filled in less than "
        f"{LEAST_FILLED_SHARE:.0%} of the lines that always have it"
    )
