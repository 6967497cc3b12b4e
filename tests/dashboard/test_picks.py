"""What a click filters by: a day, a week within the chosen days, what has a name, nothing else."""

from datetime import date
from typing import Any

import pytest

from dashboard.filters import Filters
from dashboard.picks import filter_by

FILTERS = Filters(date(2018, 11, 2), date(2018, 11, 14))
WEEK = "2018-11-12T00:00:00"


@pytest.mark.parametrize(
    ("picked", "chosen"),
    [
        ({"day": date(2018, 11, 5)}, {"days": (date(2018, 11, 5), date(2018, 11, 5))}),
        ({"week": WEEK}, {"days": (date(2018, 11, 12), date(2018, 11, 14))}),
        (
            {"period_start": "2018-10-29T00:00:00", "period": "week"},
            {"days": (date(2018, 11, 2), date(2018, 11, 4))},
        ),
        (
            {"period_start": WEEK, "period": "day"},
            {"days": (date(2018, 11, 12), date(2018, 11, 12))},
        ),
        ({"level": "paid"}, {"level": "paid"}),
        ({"level": "unknown"}, {}),
        ({"location": "unknown"}, {"location": "unknown"}),
        ({"title": "Undo", "artist_name": "unknown"}, {}),
        (
            {"title": "Undo", "artist_name": "Björk"},
            {"search": "Undo · Björk", "pick": None, "page": "find"},
        ),
        ({"artist_name": "Björk"}, {"search": "Björk", "pick": None, "page": "find"}),
    ],
)
def test_a_click_filters_by_what_has_a_filter(
    picked: dict[str, Any], chosen: dict[str, Any]
) -> None:
    assert filter_by(picked, FILTERS) == chosen
