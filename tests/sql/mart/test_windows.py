"""Days, weeks, months and cohorts that are not complete say so and show no figure."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from fixture_types import Load, MakeLake
from stand_in import StandIn

MONDAY = date(2018, 11, 5)


def days_of(first: date, count: int, **play: object) -> dict[str, list[dict[str, object]]]:
    """One play a day."""
    return {f"{first + timedelta(days=number)}": [dict(play)] for number in range(count)}


def windows(rows: list[dict[str, Any]], period: str) -> list[tuple[Any, ...]]:
    return [
        (row["period_start"], row["active_users"], row["active_users_so_far"], row["days_complete"])
        for row in rows
        if row["period"] == period
    ]


def test_a_week_with_all_its_days_has_a_figure(load: Load, make_lake: MakeLake, ask: Any) -> None:
    load(make_lake(days_of(MONDAY, 7)))
    assert windows(ask("active_users"), "week") == [(MONDAY, 1, 1, 7)]


def test_a_week_that_lacks_a_day_has_none(load: Load, make_lake: MakeLake, ask: Any) -> None:
    load(make_lake(days_of(MONDAY, 6)))
    assert windows(ask("active_users"), "week") == [(MONDAY, None, 1, 6)]


def test_a_week_that_the_filter_cuts_has_none(load: Load, make_lake: MakeLake, ask: Any) -> None:
    load(make_lake(days_of(MONDAY, 7)))
    cut = ask("active_users", first_day=MONDAY + timedelta(days=1))
    assert windows(cut, "week") == [(MONDAY, None, 1, 6)]


def test_a_day_that_was_loaded_before_it_ended_is_not_complete(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    today = datetime.now(UTC).date()
    load(make_lake({f"{today}": [{}]}))
    assert windows(ask("active_users"), "day") == [(today, None, 1, 0)]
    assert [row["is_complete"] for row in ask("plays_by_day")] == [False]


def test_stickiness_is_mean_daily_over_monthly_users_of_a_complete_month(
    load: Load, make_lake: MakeLake, show: Any
) -> None:
    february = days_of(date(2019, 2, 1), 28, userId="1")
    for day in ("2019-02-03", "2019-02-04"):
        february[day].append({"userId": "2", "itemInSession": 7})
    load(make_lake(february | days_of(date(2019, 3, 1), 3)))
    whole, begun = show("stickiness")
    assert whole["stickiness"] == (30 / 28) / 2
    assert whole["is_complete"]
    assert (begun["stickiness"], begun["days_complete"], begun["days_in_period"]) == (None, 3, 31)


def test_a_cohort_is_the_users_of_a_week_and_those_of_them_who_come_back(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    days = days_of(MONDAY, 21, userId="1")
    days["2018-11-06"].append({"userId": "2", "itemInSession": 8})
    days["2018-11-20"].append({"userId": "2", "itemInSession": 8})
    days["2018-11-21"].append({"userId": "3", "itemInSession": 8})
    load(make_lake(days))
    cohorts = {
        (row["cohort_week"].isoformat(), row["weeks_later"]): (
            row["users_so_far"],
            row["retention"],
        )
        for row in ask("retention")
    }
    assert cohorts == {
        ("2018-11-05", 0): (2, 1.0),
        ("2018-11-05", 1): (1, 0.5),
        ("2018-11-05", 2): (2, 1.0),
        ("2018-11-19", 0): (1, 1.0),
    }


def test_retention_of_a_week_that_is_not_complete_is_not_shown(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    load(make_lake(days_of(MONDAY, 9)))
    shown = [
        (row["weeks_later"], row["retention"], row["users_so_far"]) for row in ask("retention")
    ]
    assert shown == [(0, 1.0, 1), (1, None, 1)]


def test_conversion_is_the_share_of_free_users_who_went_to_paid_in_the_week(
    load: Load, make_lake: MakeLake, ask: Any, stand_in: StandIn
) -> None:
    days = days_of(MONDAY, 7, userId="1", level="free")
    days["2018-11-07"] += [
        {"userId": "2", "level": "free", "itemInSession": 5},
        {"userId": "2", "level": "paid", "itemInSession": 6},
        {"userId": "3", "level": "paid", "itemInSession": 7},
    ]
    load(make_lake(days))
    (week,) = ask("conversions")
    assert (week["free_users"], week["converted_users"], week["conversion_rate"]) == (2, 1, 0.5)
    assert stand_in.value("select conversion_rate from mart.conversions") == 0.5
