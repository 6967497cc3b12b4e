"""What one run loads: load units, nearly always files, and what it takes out of the star."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from warehouse.lake.files import Ignored, LakeFile, Window
from warehouse.sources import EVENTS, SOURCES, Source

UNKNOWN_UNIT = "unknown"  # what rows are stamped with that were loaded before they knew their file

# Below it a file is packed and stamped in Python, some 20 ms a MB; from it on COPY reads the file
# itself and an UPDATE stamps its rows, some 40 ms on the stand-in and 2-3 s on Redshift.
LARGE_FILE_BYTES = 8 * 1024 * 1024
GZIP_RATIO = 8  # how much larger a log is than its gzip file, about
# Redshift loads in parallel only within one COPY, which takes seconds to begin with.
MANY_LARGE_FILES = 8


@dataclass(frozen=True)
class LoadUnit:
    """Files of a source that are loaded, replaced and taken out together: nearly always one.

    Attributes:
        name: What its rows are stamped with: the file's URI, or a name of its own.
        day: UTC day of the files' names, where they have one.
        files: Its files.
        is_packed: Whether its files are small enough to be packed.
    """

    name: str
    day: date | None
    files: tuple[LakeFile, ...]
    is_packed: bool


@dataclass(frozen=True)
class KnownFile:
    """What the ledger says of a file.

    Attributes:
        file: The file as it was loaded.
        batch_id: The batch that loaded it.
        unit: The load unit of its rows.
        has_page_views: Whether its page views are in the star; not when an earlier version, which
            kept none, has loaded it.
    """

    file: LakeFile
    batch_id: str
    unit: str
    has_page_views: bool


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The files that are loaded and published as one.

    Attributes:
        batch_id: Names the batch in the ledger, the logs and the lake's work folder.
        started_at: UTC.
        window: Days that the run was asked for.
        files: Files to load: new ones, replaced ones, and others of a replaced file's load unit.
        removed: Files to take out of the star, as they are gone and the run was asked to prune.
        vanished: Files that are gone from the lake and whose rows stay.
        held_back: Replaced files that cannot be loaded, as a file of their load unit is gone.
        known: What the ledger says of the files to load or to take out, by URI.
        accepted: URIs of files that are loaded as they are, whatever is wrong with them.
        quarantined: Files that are left out with the content that they have now, with the reason.
        prunes_unknown: Whether the rows of an unknown file are taken out.
        ignored: What lies in the lake and is not loaded.
        jsonpaths: Content of the lake's JSONPaths file; None when it has none.
    """

    batch_id: str
    started_at: datetime
    window: Window
    files: tuple[LakeFile, ...] = ()
    removed: tuple[LakeFile, ...] = ()
    vanished: tuple[LakeFile, ...] = ()
    held_back: tuple[LakeFile, ...] = ()
    known: dict[str, KnownFile] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    quarantined: dict[str, str] = field(default_factory=dict)
    prunes_unknown: bool = False
    ignored: tuple[Ignored, ...] = ()
    jsonpaths: bytes | None = None

    def leave_out(self, uris: Container[str]) -> "Batch":
        """The batch without some of the files to load."""
        return replace(self, files=tuple(file for file in self.files if file.uri not in uris))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.files and not self.removed and not self.prunes_unknown

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the files that are loaded or taken out."""
        unknown = {EVENTS.kind} if self.prunes_unknown else set()
        return frozenset({file.kind for file in (*self.files, *self.removed)} | unknown)

    def list_files(self, source: Source) -> list[LakeFile]:
        """The files of a source to load."""
        return [file for file in self.files if file.kind == source.kind]

    @property
    def unexpected(self) -> list[Ignored]:
        """What is ignored and may be data that somebody misses."""
        return [entry for entry in self.ignored if not entry.is_marker]

    def count_files(self) -> str:
        """How many files there are to load, e.g. `30 of events, 1,000 of songs`."""
        sources = SOURCES.values()
        return ", ".join(f"{len(self.list_files(each)):,} of {each.kind}" for each in sources)

    @property
    def size_bytes(self) -> int:
        """Bytes of all files to load."""
        return sum(file.size_bytes for file in self.files)

    @cached_property
    def units(self) -> tuple[LoadUnit, ...]:
        """The load units of events, in order of their names."""
        return self.list_units(EVENTS)

    def list_units(self, source: Source) -> tuple[LoadUnit, ...]:
        """The load units of a source, in order of their names."""
        files = self.list_files(source)
        if source.has_units:
            return tuple(_make_units(files, self.batch_id))
        return tuple(LoadUnit(file.uri, None, (file,), is_packed=True) for file in files)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """The name of each event file's load unit, by the file's URI."""
        return name_units(self.units)

    def find_known_unit(self, uri: str) -> str | None:
        """The load unit of events that the star's rows of a file have; None without such rows."""
        known = self.known.get(uri)
        if known is None or known.file.kind != EVENTS.kind or known.unit == UNKNOWN_UNIT:
            return None
        return known.unit

    @property
    def days(self) -> list[date]:
        """UTC days of the names of the event files that are loaded or taken out, in order."""
        return sorted({file.day for file in (*self.files, *self.removed) if file.day})

    @property
    def title(self) -> str:
        """The batch in a few words, e.g. `2018-11-01 to 2018-11-15`."""
        if self.is_empty:
            return "nothing to do"
        parts = []
        if self.days:
            first, last = self.days[0], self.days[-1]
            parts.append(str(first) if first == last else f"{first} to {last}")
        events = (file for file in (*self.files, *self.removed) if file.kind == EVENTS.kind)
        if self.prunes_unknown or any(file.day is None for file in events):
            parts.append("files without a day")
        return " and ".join(parts) or "songs only"


def name_units(units: Iterable[LoadUnit]) -> dict[str, str]:
    """The name of each file's load unit, by the file's URI."""
    return {file.uri: unit.name for unit in units for file in unit.files}


def is_large(file: LakeFile) -> bool:
    """Whether COPY reads the file itself."""
    return file.size_bytes * (GZIP_RATIO if file.is_gzip else 1) >= LARGE_FILE_BYTES


def _make_units(files: Iterable[LakeFile], batch_id: str) -> Iterable[LoadUnit]:
    """A unit a file; but many large files of one day are one, for one COPY loads them all."""
    large: defaultdict[date | None, list[LakeFile]] = defaultdict(list)
    units = []
    for file in files:
        if is_large(file):
            large[file.day].append(file)
        else:
            units.append(LoadUnit(file.uri, file.day, (file,), is_packed=True))
    for day, group in large.items():
        if len(group) > MANY_LARGE_FILES:
            name = f"{len(group)} files of {day or 'no day'}, batch {batch_id}"
            units.append(LoadUnit(name, day, tuple(group), is_packed=False))
        else:
            units += [LoadUnit(file.uri, day, (file,), is_packed=False) for file in group]
    return sorted(units, key=lambda unit: unit.name)
