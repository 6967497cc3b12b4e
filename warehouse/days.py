"""Which UTC days a batch rebuilds, and which other days' files it must read for that.

An event may lie in the file of another day: a stray. To rebuild its day, that file is read as well,
but the file's own day is not rebuilt. Two days' files may hold the same play: a repeat. One of the
two counts, so such days are rebuilt together. `ops.linked_days` remembers both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from warehouse.connection import Session

Link = tuple[date, date]

GROUPS = 7  # that days are copied in, a COPY a weekday
_NEAR_DISTANCES = sorted(range(-(GROUPS // 2), GROUPS // 2 + 1), key=abs)


@dataclass(frozen=True)
class DayLinks:
    """How days depend on each other.

    Attributes:
        strays: Days of files, each with a day that events in them belong to.
        repeats: Days that have lines of one play, in either order.
    """

    strays: frozenset[Link] = frozenset()
    repeats: frozenset[Link] = frozenset()

    def find_takers(self, days: Iterable[date]) -> set[date]:
        """Days that files of some days hold events of."""
        wanted = set(days)
        return {event_day for file_day, event_day in self.strays if file_day in wanted}

    def find_givers(self, days: Iterable[date]) -> set[date]:
        """Days whose files hold events of some days."""
        wanted = set(days)
        return {file_day for file_day, event_day in self.strays if event_day in wanted}

    def add_repeats(self, days: Iterable[date]) -> set[date]:
        """The days, and all that share plays with them, directly or through others."""
        closed = set(days)
        while True:
            more = {day for link in self.repeats if closed.intersection(link) for day in link}
            if more <= closed:
                return closed
            closed |= more


@dataclass(frozen=True)
class BatchDays:
    """The days of a batch.

    Attributes:
        links: How days depended on each other when the batch was planned.
        changed: Days with a new, changed or removed file.
        rebuilt: Days whose plays are published anew: the changed ones, those that their files hold
            or held events of, and all that share plays with these.
        gone: Days that a loaded file is gone from the lake of.
    """

    links: DayLinks = field(default_factory=DayLinks)
    changed: frozenset[date] = frozenset()
    rebuilt: frozenset[date] = frozenset()
    gone: frozenset[date] = frozenset()

    @cached_property
    def read(self) -> frozenset[date]:
        """Days whose files the batch reads: the rebuilt ones, and those with strays of them."""
        return self.rebuilt | self.links.find_givers(self.rebuilt)

    @cached_property
    def merged(self) -> frozenset[date]:
        """Rebuilt days that a file had plays of that is gone: plays are merged by natural key."""
        return self.rebuilt & (self.gone | self.links.find_takers(self.gone))

    @cached_property
    def whole(self) -> frozenset[date]:
        """Rebuilt days of which every loaded file is still there."""
        return self.rebuilt - self.merged

    def rebuild(
        self,
        days: Iterable[date] = (),
        *,
        changed: Iterable[date] = (),
        gone: Iterable[date] = (),
    ) -> "BatchDays":
        """These days and more to rebuild, some of them changed or without a file they had."""
        all_changed = self.changed.union(changed)
        wanted = {*self.rebuilt, *days, *all_changed, *self.links.find_takers(all_changed)}
        return replace(
            self,
            changed=all_changed,
            rebuilt=frozenset(self.links.add_repeats(wanted)),
            gone=self.gone.union(gone),
        )

    def whole_spans(self) -> list[tuple[datetime, datetime]]:
        """Spans of time, UTC, from start to before end, that hold the whole days and no other."""
        spans: list[tuple[datetime, datetime]] = []
        for day in sorted(self.whole):
            start = datetime.combine(day, time())
            end = start + timedelta(days=1)
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans


@dataclass(frozen=True)
class CopiedDays:
    """What one COPY brought.

    Attributes:
        days: The UTC days of the files' names.
        staged: Events that came, by their own UTC day.
    """

    days: set[date]
    staged: Counter[date]


def read_links(session: Session) -> DayLinks:
    """What `ops.linked_days` remembers."""
    links: dict[str, set[Link]] = {"stray": set(), "repeat": set()}
    for row in session.rows("ops/linked_days/select"):
        links[row["kind"]].add((row["day"], row["linked_day"]))
    return DayLinks(frozenset(links["stray"]), frozenset(links["repeat"]))


def find_colliding_days(session: Session) -> set[date]:
    """Days that are not rebuilt and have a play of the same natural key as one that is.

    Reads staging, `staging.batch_days` and the natural keys of `star.songplays`.
    """
    return {row["day"] for row in session.rows("star/songplays/select_colliding_days")}


def find_repeats(session: Session) -> set[Link]:
    """The pairs of staged days that have lines of one play."""
    rows = session.rows("staging/repeated_plays/select_days")
    return {(row["day"], row["linked_day"]) for row in rows}


def find_strays(
    groups: Iterable[CopiedDays],
    read_lines: Mapping[date, int],
    rejected_lines: Mapping[date, int],
) -> set[Link]:
    """The pairs of days, of files and of events in them, that are not the same.

    COPY does not tell which file a row came from, but it tells the lines of each file, and the days
    of one COPY lie `GROUPS` days apart. A day with more events than lines has taken strays, and one
    with fewer has given some: to the days around it, if they took as many. Else any day of the
    COPY may have given to any. Days that give each other as many as they take are not seen.

    Args:
        groups: What was copied.
        read_lines: Lines that COPY read, by the day of their file's name.
        rejected_lines: Lines that were not loaded, by the day of their file's name.
    """
    strays: set[Link] = set()
    for group in groups:
        surplus = Counter(group.staged)
        for day in group.days:
            surplus[day] += rejected_lines.get(day, 0) - read_lines.get(day, 0)
        for near_days in _gather_near(group.days, surplus):
            takers, givers = +near_days, -near_days
            strays |= {(giver, taker) for giver in givers for taker in takers}
    return strays


def _gather_near(file_days: set[date], surplus: Counter[date]) -> Iterator[Counter[date]]:
    """The surplus around each file's day where it adds up to nothing; and all the rest as one."""
    around: defaultdict[date | None, Counter[date]] = defaultdict(Counter)
    for day, count in surplus.items():
        near = [day + timedelta(days=distance) for distance in _NEAR_DISTANCES]
        around[next((day for day in near if day in file_days), None)][day] = count
    rest: Counter[date] = Counter()
    for near_days in around.values():
        if near_days.total() == 0:
            yield near_days
        else:
            rest.update(near_days)
    yield rest
