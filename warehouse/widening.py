"""Finds the days that a batch must rebuild besides those of its files.

An event may lie in the file of another day, and two days' files may hold the same play. Such days
depend on each other: rebuilding one alone would lose or bring back what lies in the other's file.
They are loaded in one batch, and `ops.linked_days` remembers to do so from then on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from warehouse.connection import Session

Link = tuple[date, date]


@dataclass(frozen=True)
class CopiedDays:
    """What one group of files brought.

    Attributes:
        days: The UTC days of the files' names.
        staged: Events that came, by their own UTC day.
    """

    days: set[date]
    staged: Counter[date]


def find_missing_days(session: Session, days: Iterable[date]) -> set[date]:
    """Days that the staged events belong to and the batch does not have.

    Reads staging, `staging.batch_days` and the natural keys of `star.songplays`.
    """
    staged = {row["day"] for row in session.rows("staging/staging_events/select_days")}
    colliding = {row["day"] for row in session.rows("star/songplays/select_colliding_days")}
    return (staged | colliding) - set(days)


def count_staged(session: Session) -> Counter[date]:
    """How many staged events each UTC day has."""
    rows = session.rows("staging/staging_events/select_days")
    return Counter({row["day"]: int(row["line_count"]) for row in rows})


def find_links(
    session: Session,
    copied: Iterable[CopiedDays],
    read_lines: Mapping[date, int],
    rejected_lines: Mapping[date, int],
) -> set[Link]:
    """The pairs of staged days that depend on each other.

    COPY does not tell which file a row came from, but it tells the lines of each file, and the days
    are copied in groups without neighbours. An event of a day outside of its group is a stray; so
    is one of a day in the group that has more events than lines. They came from the group's days
    that have fewer. Days of one group that give as many as they take are not seen.

    Args:
        session: The transaction that has copied the events.
        copied: The groups.
        read_lines: Lines that COPY read, by the day of their file's name.
        rejected_lines: Lines that were not loaded, by the day of their file's name.
    """
    links: set[Link] = set()
    for group in copied:
        surplus = Counter(group.staged)
        for day in group.days:
            surplus[day] += rejected_lines.get(day, 0) - read_lines.get(day, 0)
        takers, givers = +surplus, -surplus
        links |= {(giver, taker) for giver in givers for taker in takers}
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
