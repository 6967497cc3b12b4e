"""What the dashboard costs: seconds to a page, first and after a change of the filters.

`python -m benchmarks.dashboard --plays 1000000` makes plausible plays in a stand-in of its own,
asks for every page as the dashboard does, and prints a table. Nothing is left behind.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from benchmarks.own_warehouse import open_own_warehouse
from dashboard.filters import Filters
from dashboard.panels import SUBJECTS
from dashboard.panels.panel import Chart, Subject
from dashboard.queries import read_freshness, read_panels
from warehouse.database.connection import Warehouse

FIRST_DAY = date(2024, 11, 1)
DAYS = 90
PLAYS_A_SESSION = 10  # sessions, users and songs as in the sample lake
PLAYS_A_USER = 83
SONGS = 15_000
PLACES = 900
_STATES = ("CA", "NY", "TX", "IL", "WA", "CO", "GA", "AZ")
_AGENTS = ("Windows NT 6.1) Chrome/36", "Macintosh) Safari/537", "X11; Linux) Firefox/31")

# the only SQL outside sql/: it makes plays out of nothing, which no pipeline ever does
_INSERT_PLAYS = """
insert into star.songplays
with digits as (
    select 0 as n union all select 1 union all select 2 union all select 3 union all select 4
    union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
),

dice as (
    select
        a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n as session_id,
        random() as moment,
        power(random(), 2) as listener,
        random() as agent
    from digits as a
    cross join digits as b
    cross join digits as c
    cross join digits as d
    cross join digits as e
    cross join digits as f
),

sessions as (
    select
        dice.session_id,
        cast(floor(dice.listener * {users}) as integer) as listener,
        cast(floor(dice.moment * {seconds}) as integer) as moment,
        cast(floor(dice.agent * 3) as integer) as agent
    from dice
    where dice.session_id < {sessions}
),

plays as (
    select
        sessions.session_id,
        digits.n as item_in_session,
        sessions.listener,
        sessions.moment,
        sessions.agent,
        cast(floor(power(random(), 3) * {songs}) as integer) as song
    from sessions
    cross join digits
)

select
    plays.session_id * {plays_a_session} + plays.item_in_session,
    dateadd(
        second,
        plays.moment + 240 * plays.item_in_session,
        cast('{first_day}' as timestamp)
    ) as start_time,
    cast(plays.listener as varchar(64)),
    case
        when mod(plays.listener, 5) = 0 and plays.moment > 3000000 then 'paid'
        when mod(plays.listener, 3) = 0 then 'paid'
        else 'free'
    end,
    case when mod(plays.song, 3) = 0 then 'SO' || cast(plays.song as varchar(64)) end,
    null,
    plays.session_id,
    plays.item_in_session,
    'City ' || cast(mod(plays.listener, {places}) as varchar(64)) || ', '
    || split_part('{states}', '|', mod(plays.listener, 8) + 1),
    'Mozilla/5.0 (' || split_part('{agents}', '|', plays.agent + 1),
    'Song ' || cast(plays.song as varchar(64)),
    'Artist ' || cast(mod(plays.song, 4000) as varchar(64)),
    200.5,
    'a file'
from plays
order by start_time
"""
_INSERT_FILE = """
insert into ops.loaded_files (uri, kind, day, etag, size_bytes, batch_id, loaded_at)
values ('file:///{day}', 'events', '{day}', 'etag', 1, 'batch', '2026-01-01')
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description=__doc__)
    parser.add_argument("--plays", type=int, default=1_000_000, help="up to 10000000")
    options = parser.parse_args(arguments)
    with open_own_warehouse() as own:
        _fill(own.warehouse, options.plays)
        _measure(own.warehouse, options.plays)
    return 0


def _fill(warehouse: Warehouse, plays: int) -> None:
    text = _INSERT_PLAYS.format(
        plays_a_session=PLAYS_A_SESSION,
        sessions=plays // PLAYS_A_SESSION,
        users=max(plays // PLAYS_A_USER, 12),
        songs=SONGS,
        places=PLACES,
        seconds=DAYS * 86400 - 3600,  # the last session ends with the last day
        first_day=FIRST_DAY,
        states="|".join(_STATES),
        agents="|".join(_AGENTS),
    )
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    with warehouse.connect() as connection, connection.cursor() as cursor:
        cursor.execute(text)
        for day in days:
            cursor.execute(_INSERT_FILE.format(day=day))
        connection.commit()


def _measure(warehouse: Warehouse, plays: int) -> None:
    began = time.perf_counter()
    freshness = read_freshness(warehouse)
    print(f"{plays:,} plays; freshness {time.perf_counter() - began:.2f} s")
    first_day = freshness.first_day
    whole = Filters(first_day, freshness.last_day, loaded_from=first_day)
    changes = {
        "all": whole,
        "30 days": replace(whole, first_day=whole.last_day - timedelta(days=29)),
        "paid": replace(whole, level="paid"),
        "one place": replace(whole, location="City 8, CA"),
        "local": replace(whole, clock="local"),
    }
    print("page        " + "".join(f"{name:>12}" for name in changes) + f"{'rows':>9}{'KB':>7}")
    for subject in SUBJECTS:
        taken = [_time(warehouse, subject, filters) for filters in changes.values()]
        rows, size = _weigh(warehouse, subject, whole)
        figures = "".join(f"{seconds:>12.2f}" for seconds in taken)
        print(f"{subject.key:<12}{figures}{rows:>9,}{size / 1000:>7,.0f}")


def _time(warehouse: Warehouse, subject: Subject, filters: Filters) -> float:
    began = time.perf_counter()
    read_panels(warehouse, subject.panels, filters)
    return time.perf_counter() - began


def _weigh(warehouse: Warehouse, subject: Subject, filters: Filters) -> tuple[int, int]:
    """Rows of a page, and bytes of its charts as the browser gets them."""
    rows = read_panels(warehouse, subject.panels, filters)
    drawings = [panel.draw_rows(rows[panel.key], filters).content for panel in subject.panels]
    charts = [json.dumps(drawing.to_dict()) for drawing in drawings if isinstance(drawing, Chart)]
    return sum(map(len, rows.values())), sum(map(len, charts))


if __name__ == "__main__":
    sys.exit(main())
