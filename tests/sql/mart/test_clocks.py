"""Weekdays and hours, in UTC and where the listener is."""

from typing import Any

from fixture_types import Load, MakeLake
from stand_in import StandIn

CHICAGO = "Chicago-Naperville-Elgin, IL-IN-WI"


def test_a_play_is_in_its_iso_weekday_and_hour_in_utc(
    load: Load, make_lake: MakeLake, ask: Any, show: Any
) -> None:
    moments = {
        "2018-11-05 00:00:00.000": (1, "Monday", 0),
        "2018-11-11 23:59:59.999": (7, "Sunday", 23),
        "2024-02-29 12:30:00.000": (4, "Thursday", 12),
        "2000-01-01 06:00:00.000": (6, "Saturday", 6),
    }
    load(make_lake({moment[:10]: [{"ts": moment}] for moment in moments}))
    assert [(row["weekday"], row["name"], row["hour"]) for row in ask("plays_by_weekday_hour")] == (
        sorted(moments.values())
    )
    assert [row["hour"] for row in show("plays-by-hour")] == [0, 6, 12, 23]
    assert [row["weekday"] for row in show("plays-by-weekday")] == [1, 4, 6, 7]


def test_the_weekday_of_a_mart_is_that_of_the_star(
    load: Load, make_lake: MakeLake, show: Any, stand_in: StandIn
) -> None:
    load(make_lake({f"2018-11-{day:02}": [{}] for day in range(1, 15)}))
    shown = [{"weekday": row["weekday"], "plays": row["plays"]} for row in show("plays-by-weekday")]
    assert shown == stand_in.rows(
        "select weekday, count(*) as plays from star.time group by weekday order by weekday"
    )


def test_local_time_is_that_of_the_location_with_its_summer_time(
    load: Load, make_lake: MakeLake, stand_in: StandIn
) -> None:
    cases = [
        ("2018-11-05 04:30:00", CHICAGO, (7, 22)),  # standard time, still Sunday
        ("2018-11-04 06:30:00", CHICAGO, (7, 1)),  # summer time, for half an hour more
        ("2018-11-04 07:30:00", CHICAGO, (7, 1)),  # the hour that comes twice
        ("2018-07-02 05:00:00", "Phoenix-Mesa-Scottsdale, AZ", (7, 22)),  # no summer time
        ("2018-11-05 09:59:00", "Urban Honolulu, HI", (7, 23)),
        ("2018-11-05 12:00:00", "El Paso, TX", (1, 5)),
        ("2018-11-05 12:00:00", "Houston-The Woodlands-Sugar Land, TX", (1, 6)),
        ("2018-11-05 12:00:00", "Coeur d'Alene, ID", (1, 4)),
        ("2018-11-05 12:00:00", "New York-Newark-Jersey City, NY-NJ-PA", (1, 7)),
    ]
    days: dict[str, list[dict[str, object]]] = {}
    for item, (moment, location, _) in enumerate(cases):
        play = {"ts": moment, "location": location, "itemInSession": item}
        days.setdefault(moment[:10], []).append(play)
    load(make_lake(days))
    found = stand_in.rows(
        "select locations.location, clocks.hour_start, clocks.weekday, clocks.hour "
        "from star.songplays "
        "inner join mart.locations as locations on songplays.location = locations.location "
        "inner join mart.clocks as clocks on locations.zone = clocks.zone "
        "and date_trunc('hour', songplays.start_time) = clocks.hour_start "
        "and clocks.clock = 'local'"
    )
    assert sorted(
        (
            row["location"],
            row["hour_start"].hour,
            (row["weekday"], row["hour"]),
        )
        for row in found
    ) == sorted((location, int(moment[11:13]), local) for moment, location, local in cases)


def test_a_play_without_a_known_zone_has_no_local_hour_and_is_not_lost(
    load: Load, make_lake: MakeLake, show: Any
) -> None:
    locations = (None, "Atlantis", "Paris, France", "Nowhere, ZZ", ", ")
    load(make_lake({"2018-11-05": [{"location": location} for location in locations]}))
    assert show("plays-by-hour", clock="local") == [{"hour": None, "plays": 5}]
    assert show("plays-by-hour") == [{"hour": 12, "plays": 5}]


def test_plays_a_day_are_over_the_loaded_days_of_the_weekday(
    load: Load, make_lake: MakeLake, show: Any
) -> None:
    mondays: dict[str, list[dict[str, object]]] = {
        "2018-11-05": [{}, {}, {}],
        "2018-11-12": [{}],
        "2018-11-19": [{"page": "Home"}],
    }
    load(make_lake(mondays))
    (monday,) = show("plays-by-weekday")
    assert (monday["plays"], monday["days"], monday["plays_a_day"]) == (4, 3, 1.3)
