"""Finds the days that a batch must rebuild besides those of its files.

An event may lie in the file of another day, and two days' files may hold the same play. Such days
depend on each other: rebuilding one alone would lose or bring back what lies in the other's file.
They are loaded in one batch, and `ops.linked_days` remembers to do so from then on.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from warehouse.connection import Session

Link = tuple[date, date]


def find_missing_days(session: Session, days: Iterable[date]) -> set[date]:
    """Days that the staged events belong to and the batch does not have.

    Reads staging, `staging.batch_days` and the natural keys of `star.songplays`.
    """
    staged = {row["day"] for row in session.rows("staging/staging_events/select_days")}
    colliding = {row["day"] for row in session.rows("star/songplays/select_colliding_days")}
    return (staged | colliding) - set(days)


def find_links(
    session: Session, read_lines: Mapping[date, int], rejected_lines: Mapping[date, int]
) -> set[Link]:
    """The pairs of staged days that depend on each other.

    COPY does not tell which file a row came from, but it tells the lines of each file. A day that
    has more events than its files had lines received some; it is linked with each day that has
    fewer. Days that swap equally many are not seen by this.

    Args:
        session: The transaction that has copied the events.
        read_lines: Lines that COPY read, by the day of their file's name.
        rejected_lines: Lines that were not loaded, by the day of their file's name.
    """
    staged = {
        row["day"]: int(row["line_count"])
        for row in session.rows("staging/staging_events/select_days")
    }
    surplus = {
        day: staged.get(day, 0) + rejected_lines.get(day, 0) - read_lines.get(day, 0)
        for day in staged.keys() | read_lines.keys()
    }
    givers = [day for day, lines in surplus.items() if lines < 0]
    takers = [day for day, lines in surplus.items() if lines > 0]
    links = {(giver, taker) for giver in givers for taker in takers}
    repeated = session.rows("staging/repeated_plays/select_days")
    return links | {(row["day"], row["linked_day"]) for row in repeated}


def close_over_links(days: Iterable[date], links: Iterable[Link]) -> set[date]:
    """The days, and all that depend on them, directly or through others."""
    links = list(links)
    closed = set(days)
    while True:
        more = {day for link in links if closed.intersection(link) for day in link} - closed
        if not more:
            return closed
        closed |= more
