"""Accounts for every line of every load unit, before and while it is published."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from warehouse.database.connection import Row, Session
from warehouse.errors import CheckFailedError
from warehouse.planning.batch import Batch


@dataclass(frozen=True)
class UnitFigures:
    """A load unit of events, in lines; `ops.load_units` keeps the same but for the lost plays.

    Attributes:
        unit: Its name: nearly always the URI of a file.
        lines: Objects and broken lines that were read.
        plays: Plays, each natural key once.
        other_pages: Events of other pages.
        duplicates: Lines that repeat a play of the unit.
        rejected: Lines that could not be loaded.
        lost: Plays whose natural key another unit's play has won; they are kept as repeated.
        first_event_at: UTC; None without events.
        last_event_at: UTC; None without events.
    """

    unit: str
    lines: int
    plays: int
    other_pages: int
    duplicates: int
    rejected: int
    lost: int
    first_event_at: datetime | None
    last_event_at: datetime | None


@dataclass(frozen=True)
class PublishedFigures:
    """What a batch published, in lines and rows; `ops.batches` keeps the same.

    Attributes:
        lines: Lines of the batch's event files.
        songplays: Lines that became a play.
        other_pages: Lines of other pages.
        duplicates: Lines that repeat a play's natural key, in their file or another.
        rejected: Lines that could not be loaded.
        matched: Plays whose song is in the catalogue.
        repaired_texts: Distinct texts that were misread and are repaired.
    """

    lines: int
    songplays: int
    other_pages: int
    duplicates: int
    rejected: int
    matched: int
    repaired_texts: int

    @property
    def match_rate(self) -> float | None:
        """Share of the plays whose song is in the catalogue; None without plays."""
        return self.matched / self.songplays if self.songplays else None


def count_units(
    session: Session, batch: Batch, line_counts: Mapping[str, int], rejected: Mapping[str, int]
) -> list[UnitFigures]:
    """The figures of each load unit of the batch, when every line that was read is one of them.

    Args:
        session: Reads staging and `audit.contested_plays`.
        batch: The batch.
        line_counts: Lines that were read, by load unit.
        rejected: Those of them that are not in staging, by load unit.

    Raises:
        CheckFailedError: A staged row has no load unit, or a unit's lines do not add up.
    """
    staged = {row["unit"]: row for row in session.rows("staging/staging_events/select_units")}
    repeats = {row["unit"]: row for row in session.rows("audit/contested_plays/select_units")}
    known = {unit.name for unit in batch.units}
    _require_units(staged, known)
    return [
        _count_unit(
            name, line_counts.get(name, 0), rejected.get(name, 0), staged.get(name), repeats
        )
        for name in sorted(known)
    ]


def _require_units(staged: Mapping[str | None, Row], known: set[str]) -> None:
    """Refuses rows that do not know what they were loaded from."""
    lost = sum(int(row["line_count"]) for unit, row in staged.items() if unit not in known)
    if lost:
        raise CheckFailedError(
            f"staging.staging_events: {lost:,} rows do not know the file they were loaded from "
            "(critical). Nothing was published. Run again; if it stays, compare the batch's "
            "JSONPaths file and packs in the lake's work folder."
        )


def _count_unit(
    name: str, lines: int, rejected: int, staged: Row | None, repeats: Mapping[str, Row]
) -> UnitFigures:
    row = staged or {"line_count": 0, "play_count": 0, "first_event_at": None}
    repeated = repeats.get(name, {"duplicate_count": 0, "lost_count": 0})
    plays, duplicates = int(row["play_count"]), int(repeated["duplicate_count"])
    figures = UnitFigures(
        unit=name,
        lines=lines,
        plays=plays - duplicates,
        other_pages=int(row["line_count"]) - plays,
        duplicates=duplicates,
        rejected=rejected,
        lost=int(repeated["lost_count"]),
        first_event_at=row["first_event_at"],
        last_event_at=row.get("last_event_at"),
    )
    if add_lines(figures) != lines:
        raise CheckFailedError(
            f"{name}: {lines:,} lines were read, but {add_lines(figures):,} are accounted for: "
            f"{figures.plays:,} plays, {figures.other_pages:,} other pages, {duplicates:,} "
            f"duplicates, {rejected:,} rejected (critical). Nothing was published."
        )
    return figures


def add_lines(figures: UnitFigures) -> int:
    """The lines of a unit that are accounted for."""
    return figures.plays + figures.other_pages + figures.duplicates + figures.rejected


def check_published(units: Iterable[UnitFigures], published: Iterable[Row]) -> dict[str, int]:
    """The digest of each unit's plays, when the star and `ops.repeated_plays` hold all of them.

    Args:
        units: The batch's units.
        published: One row a unit, with `unit`, `play_count` and `digest_sum`.

    Raises:
        CheckFailedError: A unit has other plays in the star than were read.
    """
    rows = {row["unit"]: row for row in published}
    digests = {}
    for figures in units:
        row = rows.get(figures.unit, {"play_count": 0, "digest_sum": 0})
        if int(row["play_count"]) != figures.plays:
            raise CheckFailedError(
                f"star.songplays: {figures.unit} has {figures.plays:,} plays, of which "
                f"{int(row['play_count']):,} would be published (critical). Nothing was published."
            )
        digests[figures.unit] = int(row["digest_sum"])
    return digests


def add_up(units: Iterable[UnitFigures], matched: int, repaired_texts: int) -> PublishedFigures:
    """The figures of all units."""
    listed = list(units)
    lost = sum(unit.lost for unit in listed)
    return PublishedFigures(
        lines=sum(unit.lines for unit in listed),
        songplays=sum(unit.plays for unit in listed) - lost,
        other_pages=sum(unit.other_pages for unit in listed),
        duplicates=sum(unit.duplicates for unit in listed) + lost,
        rejected=sum(unit.rejected for unit in listed),
        matched=matched,
        repaired_texts=repaired_texts,
    )


def describe_unit(figures: UnitFigures, day: date | None, **columns: object) -> dict[str, object]:
    """The row of `ops.load_units` of a unit.

    Args:
        figures: Its lines.
        day: UTC day of its files' names.
        columns: The others: `batch_id`, `files`, `digest_sum` and `filled_shares`.
    """
    row = asdict(figures)
    del row["lost"]
    times = {name: row[name] and str(row[name]) for name in ("first_event_at", "last_event_at")}
    return {
        **row,
        **times,
        "day": day and day.isoformat(),
        **columns,
    }
