"""However much is played, a page sends the browser a few thousand rows."""

import json
from collections.abc import Iterator

import pytest
from stand_in import StandIn

from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Chart, Panel, Rows, Subject, Table
from dashboard.queries import FIND_LIMIT, find_locations, read_freshness, read_panels
from dashboard.sources import write_csv

MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
# three years; every play has a song, an artist, a listener and a session of its own
_DIGITS = " union all ".join(f"select {digit} as n" for digit in range(10))
_INSERT_PLAYS = f"""
insert into star.songplays
with digits as ({_DIGITS}),
numbers as (
    select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n as number
    from digits as a
    cross join digits as b
    cross join digits as c
    cross join digits as d
    cross join digits as e
    inner join digits as f on f.n < {{tens}}
)
select
    number, dateadd(minute, number * 15 / {{tens}}, cast('2020-01-01' as timestamp)),
    cast(number as varchar), case mod(number, 2) when 0 then 'free' else 'paid' end, null, null,
    number, 0, 'City ' || cast(mod(number, 100000) as varchar) || ', CA',
    'Agent ' || cast(mod(number, 1000) as varchar), 'Song ' || cast(number as varchar),
    'Artist ' || cast(number as varchar), 200.5, 'a file'
from numbers
"""


@pytest.fixture(scope="module")
def crowded(stand_in: StandIn, *, long: bool) -> Iterator[StandIn]:
    """A hundred thousand songs, artists, listeners and locations; a million with `--long`."""
    stand_in.clean()
    stand_in.run(_INSERT_PLAYS.format(tens=10 if long else 1))
    yield stand_in
    stand_in.clean()


def weigh(panel: Panel, rows: Rows, filters: Filters) -> tuple[int, int]:
    """Rows that a panel draws and offers, and their bytes."""
    content = panel.draw_rows(rows, filters).content
    drawn = json.dumps(content.to_dict(), default=str) if isinstance(content, Chart) else ""
    shown = len(content.rows) if isinstance(content, Table) else 0
    return max(len(rows), shown), len(drawn) + len(write_csv(rows))


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.key)
def test_a_page_sends_a_few_thousand_rows(subject: Subject, crowded: StandIn) -> None:
    freshness = read_freshness(crowded.warehouse)
    filters = Filters(freshness.first_day, freshness.last_day)
    answers = read_panels(crowded.warehouse, subject.panels, filters)
    weights = [weigh(panel, answers[panel.key], filters) for panel in subject.panels]
    assert sum(rows for rows, _ in weights) <= MOST_ROWS
    assert sum(size for _, size in weights) <= MOST_BYTES


def test_a_hundred_locations_are_offered_of_a_hundred_thousand(crowded: StandIn) -> None:
    assert crowded.value("select count(*) from mart.locations") == 100_000
    assert len(find_locations(crowded.warehouse, "")) == FIND_LIMIT
    assert find_locations(crowded.warehouse, "city 99999") == ["City 99999, CA"]
    assert find_locations(crowded.warehouse, "100%_'\"") == []
