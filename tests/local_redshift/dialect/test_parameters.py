"""Values that the driver binds, and results described before any value is there."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from local_redshift import dialect
from local_redshift.dialect import Argument
from local_redshift.errors import RedshiftError

MOMENT = datetime(2018, 11, 1, 2, 3, 4, 796000)  # noqa: DTZ001


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "it's",
        "back\\slash",
        "a\nb",
        "'; drop table t; --",
        "$1",
        "%s",
        "",
        "Björk 😀",
        0,
        -5,
        2**40,
        1.5,
        -0.1,
        True,
        None,
        Decimal("12.50"),
        Decimal("-0.001"),
        MOMENT,
        MOMENT.date(),
    ],
)
def test_a_value_comes_back_as_it_was_bound(shared: Any, value: Any) -> None:
    assert shared.run("select $1 as found", value) == [(value,)]


def test_a_text_of_unknown_type_is_what_its_place_needs(shared: Any) -> None:
    """As a quoted literal is, docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html."""
    query = "select 5 = $1, date '2018-11-01' < $2, date_trunc('day', $3), $4::int + 1"
    values = ("5", "2018-11-02", "2018-11-01 05:00:00", "7")
    assert shared.run(query, *values) == [(True, True, datetime(2018, 11, 1), 8)]  # noqa: DTZ001


def test_parameters_need_no_blank_after_them(shared: Any) -> None:
    assert shared.run("select $1,$2||$1 where $3=$3 and '$4' <> $1", "a", "b", 1) == [("a", "ba")]


def test_parameters_are_counted_outside_of_quotes_and_comments() -> None:
    found = dialect.parse("select '$9', $2, $1 -- $8\n, \"$7\" from t /* $6 */")
    assert found.parameter_count == 2


def test_a_query_is_described_without_its_values(shared: Any) -> None:
    query = "select $1, $2, $3 + 1, upper($4) where $5 < 1 limit $6"
    kinds = [kind for _, kind in shared.describe(query, [705, 23, 20, 705, 0, 23])]
    assert kinds == ["VARCHAR", "INTEGER", "BIGINT", "VARCHAR"]


def test_a_share_can_be_a_parameter(shared: Any) -> None:
    query = "select percentile_cont($1) within group (order by a) from (select 1.0::float8 as a) t"
    assert shared.describe(query, [701]) == [("percentile_cont", "DOUBLE")]
    assert shared.run(query, 0.25) == [(1.0,)]


def test_a_value_that_is_missing_is_an_error(shared: Any) -> None:
    with pytest.raises(RedshiftError, match="parameter \\$2"):
        shared.run("select $1, $2", "only one")


def test_values_of_a_declared_type_keep_it(shared: Any) -> None:
    arguments = [Argument(20, 5), Argument(1082, date(2018, 11, 1))]
    sql = shared.translate("select $1 as a, $2 as b", arguments)
    described = shared.connection.execute(f"describe {sql}").fetchall()
    assert [row[1] for row in described] == ["BIGINT", "DATE"]
