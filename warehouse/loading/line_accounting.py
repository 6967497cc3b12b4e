"""Accounts for every line of every load unit, before and while it is published."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from warehouse.database.connection import Row, Session
from warehouse.errors import CheckFailedError
from warehouse.planning.batch import Batch


@dataclass(frozen=True)
class UnitFigures:
    """A load unit of events, in lines; `ops.load_units` keeps the same but for what is lost.

    Attributes:
        unit: Its name: nearly always the URI of a file.
        lines: Objects and broken lines that were read.
        plays: Plays, each natural key once.
        page_views: Events that are no play, each natural key once.
        duplicates: Lines that repeat an event of the unit.
        rejected: Lines that could not be loaded.
        lost_plays: Plays whose natural key another unit's play has won; they are kept as repeated.
        lost_page_views: The same of page views.
        first_event_at: UTC; None without events.
        last_event_at: UTC; None without events.
    """

    unit: str
    lines: int
    plays: int
    page_views: int
    duplicates: int
    rejected: int
    lost_plays: int
    lost_page_views: int
    first_event_at: datetime | None
    last_event_at: datetime | None


@dataclass(frozen=True)
class PublishedFigures:
    """What a batch published, in lines and rows; `ops.batches` keeps the same.

    Attributes:
        lines: Lines of the batch's event files.
        songplays: Lines that became a play.
        page_views: Lines that became a page view.
        duplicates: Lines that repeat an event's natural key, in their file or another.
        rejected: Lines that could not be loaded.
        matched: Plays whose song is in the catalogue.
        repaired_texts: Distinct texts that were misread and are repaired.
    """

    lines: int
    songplays: int
    page_views: int
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
        session: Reads staging and `audit.contested_events`.
        batch: The batch.
        line_counts: Lines that were read, by load unit.
        rejected: Those of them that are not in staging, by load unit.

    Raises:
        CheckFailedError: A staged row has no load unit, or a unit's lines do not add up.
    """
    staged = {row["unit"]: row for row in session.rows("staging/staging_events/select_units")}
    repeats = {row["unit"]: row for row in session.rows("audit/contested_events/select_units")}
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
    repeated = defaultdict(int, repeats.get(name, {}))
    plays, page_views = int(row["play_count"]), int(row["line_count"]) - int(row["play_count"])
    figures = UnitFigures(
        unit=name,
        lines=lines,
        plays=plays - repeated["repeated_plays"],
        page_views=page_views - repeated["repeated_page_views"],
        duplicates=repeated["repeated_plays"] + repeated["repeated_page_views"],
        rejected=rejected,
        lost_plays=repeated["lost_plays"],
        lost_page_views=repeated["lost_page_views"],
        first_event_at=row["first_event_at"],
        last_event_at=row.get("last_event_at"),
    )
    if add_lines(figures) != lines:
        raise CheckFailedError(
            f"{name}: {lines:,} lines were read, but {add_lines(figures):,} are accounted for: "
            f"{figures.plays:,} plays, {figures.page_views:,} page views, "
            f"{figures.duplicates:,} duplicates, {rejected:,} rejected (critical). Nothing was "
            "published."
        )
    return figures


def add_lines(figures: UnitFigures) -> int:
    """The lines of a unit that are accounted for."""
    return figures.plays + figures.page_views + figures.duplicates + figures.rejected


def check_published(units: Iterable[UnitFigures], rows: Iterable[Row]) -> dict[str, int]:
    """The digest of each unit's events, when the star and `ops.repeated_events` hold all of them.

    Args:
        units: The batch's units.
        rows: What the star holds: one row a unit, with `unit`, `play_count`, `page_view_count`
            and `digest_sum`.

    Raises:
        CheckFailedError: A unit has other plays or page views in the star than were read.
    """
    known = {row["unit"]: row for row in rows}
    digests = {}
    for figures in units:
        row = known.get(figures.unit, {"play_count": 0, "page_view_count": 0, "digest_sum": 0})
        found = {
            "star.songplays": ("plays", figures.plays, row["play_count"]),
            "star.page_views": ("page views", figures.page_views, row["page_view_count"]),
        }
        for table, (noun, read, published) in found.items():
            if read != published:
                raise CheckFailedError(
                    f"{table}: {figures.unit} has {read:,} {noun}, of which {published:,} would be "
                    "published (critical). Nothing was published."
                )
        digests[figures.unit] = int(row["digest_sum"])
    return digests


def add_up(units: Iterable[UnitFigures], matched: int, repaired_texts: int) -> PublishedFigures:
    """The figures of all units."""
    listed = list(units)
    lost_plays = sum(unit.lost_plays for unit in listed)
    lost_page_views = sum(unit.lost_page_views for unit in listed)
    return PublishedFigures(
        lines=sum(unit.lines for unit in listed),
        songplays=sum(unit.plays for unit in listed) - lost_plays,
        page_views=sum(unit.page_views for unit in listed) - lost_page_views,
        duplicates=sum(unit.duplicates for unit in listed) + lost_plays + lost_page_views,
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
    del row["lost_plays"], row["lost_page_views"]
    times = {name: row[name] and str(row[name]) for name in ("first_event_at", "last_event_at")}
    return {
        **row,
        **times,
        "day": day and day.isoformat(),
        **columns,
    }
