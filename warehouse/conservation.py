"""Accounts for every line that a batch read, day by day, before it is published."""

from dataclasses import dataclass
from datetime import date

from warehouse.connection import Session
from warehouse.errors import CheckFailedError
from warehouse.staging import CopyFigures


@dataclass(frozen=True)
class DayFigures:
    """A rebuilt UTC day, in lines; `ops.batch_days` keeps the same but for the matched plays.

    Attributes:
        day: The day.
        lines: Lines of the day's files.
        songplays: Plays that will be published of the batch's lines.
        other_pages: Events of other pages.
        duplicates: Lines that repeat the natural key of another line's play.
        rejected: Lines of the day's files that could not be loaded.
        strays: Lines of the day's files that are events of other days, less the day's events that
            came in other files.
        matched: Plays whose song is in the catalogue.
    """

    day: date
    lines: int
    songplays: int
    other_pages: int
    duplicates: int
    rejected: int
    strays: int
    matched: int


@dataclass(frozen=True)
class PublishedFigures:
    """What a batch published, in lines and rows; `ops.batches` keeps the same.

    Attributes:
        lines: Lines of the batch's event files.
        songplays: Lines that became a play.
        other_pages: Lines of other pages.
        duplicates: Lines that repeat a play's natural key.
        rejected: Lines that could not be loaded.
        unchanged: Lines of days that the batch only reads; the star has them already.
        matched: Plays whose song is in the catalogue.
        repaired_texts: Distinct texts that were misread and are repaired.
    """

    lines: int
    songplays: int
    other_pages: int
    duplicates: int
    rejected: int
    unchanged: int
    matched: int
    repaired_texts: int

    @property
    def match_rate(self) -> float | None:
        """Share of the plays whose song is in the catalogue; None without plays."""
        return self.matched / self.songplays if self.songplays else None


def count_days(session: Session, events: CopyFigures) -> list[DayFigures]:
    """The figures of each day that the batch rebuilds.

    Raises:
        CheckFailedError: Events of a day in staging are neither plays nor other pages nor repeats.
    """
    staged = {row["day"]: row for row in session.rows("staging/staging_events/select_days")}
    repeats = {row["day"]: row for row in session.rows("staging/repeated_plays/select")}
    plays = {row["day"]: row for row in session.rows("audit/songplays/select")}
    days = []
    for day in events.batch.days:
        lines, rejected = events.day_lines.get(day, 0), events.day_rejected.get(day, 0)
        staged_lines, staged_plays = _read(staged, day, "line_count", "play_count")
        published, matched = _read(plays, day, "play_count", "matched_count")
        (duplicates,) = _read(repeats, day, "duplicate_lines")
        if published + duplicates != staged_plays:
            raise CheckFailedError(
                f"star.songplays: {day} has {staged_plays} lines of plays in staging, of which "
                f"{published} would be published and {duplicates} are duplicates (critical). "
                "Nothing was published."
            )
        days.append(
            DayFigures(
                day=day,
                lines=lines,
                songplays=published,
                other_pages=staged_lines - staged_plays,
                duplicates=duplicates,
                rejected=rejected,
                strays=lines - rejected - staged_lines,
                matched=matched,
            )
        )
    return days


def _read(rows: dict[date, dict[str, object]], day: date, *columns: str) -> list[int]:
    """Counts of a day; a day without a row has none."""
    return [int(str(rows[day][column])) if day in rows else 0 for column in columns]


def add_up(days: list[DayFigures], events: CopyFigures) -> PublishedFigures:
    """The figures of all days.

    Raises:
        CheckFailedError: They are not all the lines that were read.
    """
    figures = PublishedFigures(
        lines=events.lines,
        songplays=sum(day.songplays for day in days),
        other_pages=sum(day.other_pages for day in days),
        duplicates=sum(day.duplicates for day in days),
        rejected=events.rejected,
        unchanged=events.unchanged,
        matched=sum(day.matched for day in days),
        repaired_texts=events.repaired_texts,
    )
    found = (
        figures.songplays
        + figures.other_pages
        + figures.duplicates
        + figures.rejected
        + figures.unchanged
    )
    if found != figures.lines:
        raise CheckFailedError(
            f"star.songplays: {figures.lines} lines were read but {found} are accounted for: "
            f"{figures.songplays} plays, {figures.other_pages} other pages, {figures.duplicates} "
            f"duplicates, {figures.rejected} rejected, {figures.unchanged} of days that are not "
            "rebuilt (critical). Nothing was published."
        )
    return figures
