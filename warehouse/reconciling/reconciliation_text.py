"""What a comparison of lake, ledger and star found, in words: for a terminal and for Prefect."""

from collections.abc import Iterable, Iterator

from warehouse.reconciling.comparison import Reconciliation
from warehouse.reconciling.findings import FINDING_KINDS, Finding
from warehouse.reconciling.ledger_rebuilding import RebuiltLedger

MOST_NAMES = 20  # of each kind; the counts have the rest
_MEANINGS: dict[str, str] = {
    "missing": "in the lake, not loaded",
    "replaced": "loaded, then replaced in the lake",
    "orphaned": "loaded, and the file is gone or not known",
    "drifted": "in the star other than it was published",
    "ignored": "in the lake, not to be loaded",
}
_REBUILD = "python flows/reconcile_flow.py --rebuild-ledger"
_LOAD = "python flows/etl_flow.py"


def write_headline(found: Reconciliation) -> str:
    """The comparison in one line."""
    if found.is_in_agreement:
        events = f"{found.play_count:,} plays, {found.page_view_count:,} page views"
        compared = f"{found.file_count:,} files, {events}{_count_ignored(found)}"
        return f"Lake, ledger and star agree: {compared}."
    counts = ((kind, len(found.of(kind))) for kind in FINDING_KINDS)
    parts = ", ".join(f"{count:,} {kind}" for kind, count in counts if count)
    return f"Lake, ledger and star disagree: {parts}{_count_ignored(found)}."


def _count_ignored(found: Reconciliation) -> str:
    return f"; {len(found.ignored):,} ignored" if found.ignored else ""


def write_text(found: Reconciliation, rebuilt: RebuiltLedger | None = None) -> str:
    """The comparison, and what a rebuild of the ledger did before it, for a terminal."""
    lines = ["", *_list_rebuilt(found, rebuilt), write_headline(found), ""]
    sections = _list_sections(found)
    lines += [f"  {kind:<9} {len(sections[kind]):>7,}  {_MEANINGS[kind]}" for kind in _MEANINGS]
    for kind, section in sections.items():
        if section:
            lines += ["", f"{kind}:"]
            lines += [f"  {name}  ({detail})" for name, detail in _list_names(found, section)]
    steps = list(list_next_steps(found))
    if steps:
        lines += ["", "Next, with the same --warehouse and --lake:", *(f"  {one}" for one in steps)]
    return "\n".join([*lines, ""])


def write_markdown(found: Reconciliation, rebuilt: RebuiltLedger | None = None) -> str:
    """The same for an artifact of Prefect."""
    lines = [f"## {write_headline(found)}", "", *_list_rebuilt(found, rebuilt)]
    lines += ["| kind | count | meaning |", "| --- | ---: | --- |"]
    sections = _list_sections(found)
    lines += [f"| {kind} | {len(sections[kind]):,} | {_MEANINGS[kind]} |" for kind in _MEANINGS]
    if any(sections.values()):
        lines += ["", "| kind | what | detail |", "| --- | --- | --- |"]
    for kind, section in sections.items():
        lines += [
            f"| {kind} | {_escape(name)} | {_escape(detail)} |"
            for name, detail in _list_names(found, section)
        ]
    steps = list(list_next_steps(found))
    if steps:
        lines += ["", "Next, with the same warehouse and lake:", "", "```", *steps, "```"]
    return "\n".join(lines)


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _list_sections(found: Reconciliation) -> dict[str, list[tuple[str, str]]]:
    """Names and details of each kind, and at the end of what is ignored."""
    sections: dict[str, list[tuple[str, str]]] = {
        kind: [(finding.name, finding.detail) for finding in found.of(kind)]
        for kind in FINDING_KINDS
    }
    sections["ignored"] = [(entry.uri, entry.reason) for entry in found.ignored]
    return sections


def _list_names(found: Reconciliation, section: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, detail in section[:MOST_NAMES]:
        yield _shorten(name, found.lake_uri), detail
    if len(section) > MOST_NAMES:
        yield f"and {len(section) - MOST_NAMES:,} more", "not listed"


def _shorten(uri: str, lake_uri: str) -> str:
    return uri.removeprefix(lake_uri.rstrip("/") + "/")


def _list_rebuilt(found: Reconciliation, rebuilt: RebuiltLedger | None) -> Iterator[str]:
    """What a rebuild of the ledger wrote and left out."""
    if rebuilt is None:
        return
    yield (
        f"Ledger rebuilt: {len(rebuilt.proven):,} files are proven to be in the star and were "
        f"written, {rebuilt.known_count:,} were known, {len(rebuilt.doubts):,} are left out."
    )
    yield from _list_doubts(found, rebuilt)
    yield ""


def _list_doubts(found: Reconciliation, rebuilt: RebuiltLedger) -> Iterator[str]:
    if not rebuilt.doubts:
        return
    yield ""
    yield "Left out, so the next run loads them:"
    yield ""
    doubts = list(rebuilt.doubts.items())
    for file, doubt in doubts[:MOST_NAMES]:
        yield f"- {_shorten(file.uri, found.lake_uri)}: {doubt}"
    if len(doubts) > MOST_NAMES:
        yield f"- and {len(doubts) - MOST_NAMES:,} more"


def list_next_steps(found: Reconciliation) -> Iterator[str]:
    """The commands that bring lake, ledger and star together, in the order to run them."""
    orphaned = found.of("orphaned")
    if found.is_ledger_lost or any(not finding.is_in_ledger for finding in orphaned):
        yield f"{_REBUILD}    finds the files whose events and songs are in the star"
    if found.of("missing") or found.of("replaced"):
        yield f"{_LOAD}    loads what is missing or replaced"
    if any(finding.is_in_ledger for finding in orphaned):
        yield f"{_LOAD} --prune    takes the rows of files that are gone out of the star"
    yield from _list_full(found.of("drifted"))


def _list_full(drifted: Iterable[Finding]) -> Iterator[str]:
    days = [finding.day for finding in drifted if finding.day]
    if any(not finding.day for finding in drifted):
        yield f"{_LOAD} --full    loads every file again"
    elif days:
        window = f"--from {min(days)} --to {max(days)}"
        yield f"{_LOAD} --full {window}    loads the files of these days again"
