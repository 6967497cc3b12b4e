"""Only what a changed filter touches is asked of the marts again."""

from dataclasses import replace

from fixture_types import Load, MakeLake
from stand_in import StandIn

from dashboard.filters import Filters
from dashboard.panels.listening import LISTENING
from dashboard.panels.trust import TRUST
from dashboard.queries import read_freshness
from dashboard.query_cache import QueryCache
from warehouse.database.connection import Warehouse

DAY = "2018-11-05"


def all_days(warehouse: Warehouse) -> Filters:
    freshness = read_freshness(warehouse)
    return Filters(freshness.first_day, freshness.last_day)


def test_what_was_read_is_kept_until_its_filters_or_the_figures_change(
    load: Load, make_lake: MakeLake, warehouse: Warehouse, stand_in: StandIn
) -> None:
    load(make_lake({DAY: [{}]}))
    filters, answers = all_days(warehouse), QueryCache()
    panels = LISTENING.panels
    first = answers.read_panels(warehouse, "first", panels, filters)
    assert (first["plays-by-hour"], first["sessions"][0]["sessions"]) == (
        [{"hour": 12, "plays": 1}],
        1,
    )
    stand_in.run("delete from star.songplays")
    assert answers.read_panels(warehouse, "first", panels, filters) == first
    local = answers.read_panels(warehouse, "first", panels, replace(filters, clock="local"))
    assert (local["plays-by-hour"], local["sessions"]) == ([], first["sessions"])
    assert not any(answers.read_panels(warehouse, "second", panels, filters).values())


def test_what_takes_no_filter_is_asked_each_time(
    load: Load, make_lake: MakeLake, warehouse: Warehouse, stand_in: StandIn
) -> None:
    load(make_lake({DAY: [{}, "{garbage"]}))
    filters, answers = all_days(warehouse), QueryCache()
    first = answers.read_panels(warehouse, "same", TRUST.panels, filters)
    assert len(first["rejected-lines"]) == 1
    stand_in.run("delete from ops.rejected_lines")
    second = answers.read_panels(warehouse, "same", TRUST.panels, filters)
    assert second["rejected-lines"] == []
    assert second["match-rate"] == first["match-rate"]
