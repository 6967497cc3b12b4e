"""Source: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-conversion.html"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from local_redshift.errors import RedshiftError

from .conftest import Loader

# As the stand-in's CREATE TABLE spells VARCHAR(4) and CHAR(4).
VARCHAR_4 = "a varchar check (strlen(a) <= 4)"
CHAR_4 = "a varchar check (strlen(rtrim(a)) <= 4)"


def load_one(loader: Loader, column: str, value: object, options: str = "") -> Any:
    """Loads one value into one column and gives what the table holds."""
    loader.table(column)
    rows = loader.load(json.dumps({"a": value}), f"json 'auto' {options}")
    return rows[0][0]


def refusal(loader: Loader, column: str, value: object, options: str = "") -> tuple[Any, ...]:
    """The code and the message with which a column refuses a value."""
    loader.table(column)
    with pytest.raises(RedshiftError):
        loader.load(json.dumps({"a": value}), f"json 'auto' {options}")
    [row] = loader.rejected("error_code", "error_message")
    return tuple(row)


@pytest.mark.parametrize(
    ("value", "loaded"),
    [
        (12, 12),
        ("12", 12),
        ("+12", 12),
        ("-012", -12),
        (" 12 ", 12),
        ("\t12", 12),
        (2147483647, 2147483647),
        (-2147483648, -2147483648),
        (None, None),
        ("", None),
        ("   ", None),
    ],
)
def test_integers_are_written_in_digits(loader: Loader, value: object, loaded: object) -> None:
    assert load_one(loader, "a integer", value) == loaded


@pytest.mark.parametrize("value", [1.5, 1.0, "1.0", "1e3", 1e25, "0x1F", "1_000", "x", True, "1 2"])
def test_an_integer_with_anything_but_digits_is_refused(loader: Loader, value: object) -> None:
    code, message = refusal(loader, "a integer", value)
    assert code == 1207
    assert message.startswith("Invalid digit, Value '")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("a smallint", 32768),
        ("a integer", 2147483648),
        ("a integer", -2147483649),
        ("a bigint", 9223372036854775808),
        ("a bigint", "-9223372036854775809"),
    ],
)
def test_an_integer_out_of_range_overflows(loader: Loader, column: str, value: object) -> None:
    assert refusal(loader, column, value)[0] == 1222


@pytest.mark.parametrize(
    ("value", "loaded"),
    [(1540919166796.0, 1540919166796.0), ("1e3", 1000.0), (-0.5, -0.5), (3, 3.0), ("", None)],
)
def test_floats_are_loaded(loader: Loader, value: object, loaded: object) -> None:
    assert load_one(loader, "a double", value) == loaded


@pytest.mark.parametrize(("value", "code"), [("x", 1208), ("1,5", 1208), ("1e999", 1204)])
def test_a_wrong_float_is_refused(loader: Loader, value: object, code: int) -> None:
    assert refusal(loader, "a double", value)[0] == code


@pytest.mark.parametrize(
    ("value", "options", "loaded"),
    [
        ("12.34", "", "12.34"),
        ("12.349", "", "12.34"),
        ("-12.349", "", "-12.34"),
        ("12.349", "roundec", "12.35"),
        ("12", "", "12.00"),
        (12.5, "", "12.50"),
        ("", "", None),
    ],
)
def test_decimals_are_cut_unless_rounding_is_asked_for(
    loader: Loader, value: object, options: str, loaded: str | None
) -> None:
    expected = None if loaded is None else Decimal(loaded)
    assert load_one(loader, "a decimal(6, 2)", value, options) == expected


def test_numeric_without_a_scale_cuts_the_fraction(loader: Loader) -> None:
    assert load_one(loader, "a decimal(18, 0)", 218.93179) == 218


@pytest.mark.parametrize(("value", "code"), [("x", 1209), ("12345.6", 1204)])
def test_a_wrong_decimal_is_refused(loader: Loader, value: object, code: int) -> None:
    assert refusal(loader, "a decimal(6, 2)", value)[0] == code


@pytest.mark.parametrize(
    ("value", "loaded"),
    [(True, True), ("t", True), ("YES", True), (1, True), (False, False), ("0", False), ("", None)],
)
def test_booleans_have_several_spellings(loader: Loader, value: object, loaded: object) -> None:
    assert load_one(loader, "a boolean", value) is loaded


def test_a_wrong_boolean_is_refused(loader: Loader) -> None:
    assert refusal(loader, "a boolean", "maybe")[0] == 1210


def test_lengths_are_bytes(loader: Loader) -> None:
    assert load_one(loader, VARCHAR_4, "üü") == "üü"
    loader.connection.execute("drop table public.target")
    assert refusal(loader, VARCHAR_4, "üüx") == (1204, "String length exceeds DDL length")


def test_char_takes_blanks_at_the_end_beyond_its_length(loader: Loader) -> None:
    assert load_one(loader, CHAR_4, "abc   ") == "abc"


def test_char_takes_single_byte_characters_alone(loader: Loader) -> None:
    code, message = refusal(loader, CHAR_4, "aü")
    assert code == 1220
    assert message.endswith("Invalid char: c3 bc")
    assert loader.rejected("trim(column_type)", "column_length") == [("char", "4")]


def test_char_has_its_length(loader: Loader) -> None:
    assert refusal(loader, CHAR_4, "abcde")[0] == 1204


@pytest.mark.parametrize(
    ("value", "loaded"),
    [
        ("abcdef", "abcd"),
        ("abcü", "abc"),
        ("aüüü", "aü"),
        ("日本", "日"),
        ("😀😀", "😀"),
        ("ab", "ab"),
    ],
)
def test_truncatecolumns_cuts_at_a_whole_character(loader: Loader, value: str, loaded: str) -> None:
    assert load_one(loader, VARCHAR_4, value, "truncatecolumns") == loaded


@pytest.mark.parametrize(
    ("value", "options", "loaded"),
    [
        ("", "", ""),
        ("  ", "", "  "),
        ("", "emptyasnull", None),
        ("  ", "emptyasnull", "  "),
        ("  ", "blanksasnull", None),
        ("", "blanksasnull", ""),
        ("", "blanksasnull emptyasnull", None),
        (" x  ", "trimblanks", " x"),
        (" x  ", "", " x  "),
    ],
)
def test_empty_and_blank_text(loader: Loader, value: str, options: str, loaded: str | None) -> None:
    assert load_one(loader, "a varchar", value, options) == loaded


@pytest.mark.parametrize(
    ("column", "value", "options"),
    [
        ("a integer not null", None, ""),
        ("a integer not null", "", ""),
        ("a varchar not null", None, ""),
        ("a varchar not null", "", "emptyasnull"),
        ("a timestamp not null", "", "timeformat 'epochmillisecs'"),
    ],
)
def test_a_column_that_is_not_null_needs_data(
    loader: Loader, column: str, value: object, options: str
) -> None:
    assert refusal(loader, column, value, options) == (1213, "Missing data for not-null field")


def test_empty_text_is_data(loader: Loader) -> None:
    assert load_one(loader, "a varchar not null", "") == ""


@pytest.mark.parametrize(
    ("value", "milliseconds"), [(1541105830796, 796), ("1541105830001", 1), (" 1541105830000 ", 0)]
)
def test_epoch_milliseconds_are_kept_exactly(
    loader: Loader, value: object, milliseconds: int
) -> None:
    loaded = load_one(loader, "a timestamp", value, "timeformat 'epochmillisecs'")
    assert loaded == datetime(2018, 11, 1, 20, 57, 10, milliseconds * 1000)  # noqa: DTZ001


def test_every_millisecond_of_a_second_is_kept(loader: Loader) -> None:
    loader.table("a timestamp")
    first = 1541105830000
    content = "\n".join(json.dumps({"a": first + number}) for number in range(1000))
    rows = loader.load(content, "json 'auto' timeformat 'epochmillisecs'")
    assert sorted(row[0].microsecond for row in rows) == [number * 1000 for number in range(1000)]


def test_epoch_seconds_are_read(loader: Loader) -> None:
    loaded = load_one(loader, "a timestamp", 1541105830, "timeformat 'epochsecs'")
    assert loaded == datetime(2018, 11, 1, 20, 57, 10)  # noqa: DTZ001


@pytest.mark.parametrize("value", [-1, 10**18, 10**30, "1541105830796.0", 1.5, "2018-11-01", True])
def test_a_wrong_epoch_is_refused(loader: Loader, value: object) -> None:
    code, message = refusal(loader, "a timestamp", value, "timeformat 'epochmillisecs'")
    assert (code, message) == (1206, "Invalid timestamp format or value [epochmillisecs]")


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ("2018-11-01 20:57:10", ""),
        ("2018-11-01T20:57:10", "timeformat 'auto'"),
        ("11/01/2018 20:57:10", "timeformat 'auto'"),
        ("01.11.2018 20-57-10", "timeformat 'DD.MM.YYYY HH-MI-SS'"),
        ("Nov 1, 2018 08:57:10 PM", "timeformat 'MON DD, YYYY HH12:MI:SS AM'"),
    ],
)
def test_written_times_are_read_by_their_format(loader: Loader, value: str, options: str) -> None:
    assert load_one(loader, "a timestamp", value, options) == datetime(2018, 11, 1, 20, 57, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ("2018-11-01T20:57:10", ""),
        ("2018-13-01 20:57:10", ""),
        (1541105830796, ""),
        ("2018-11-01", "timeformat 'DD.MM.YYYY'"),
    ],
)
def test_a_time_of_another_format_is_refused(loader: Loader, value: object, options: str) -> None:
    assert refusal(loader, "a timestamp", value, options)[0] == 1206


def test_an_unknown_word_in_a_format_is_refused_by_name(loader: Loader) -> None:
    loader.table("a timestamp")
    with pytest.raises(RedshiftError, match="QQ"):
        loader.load('{"a": "x"}', "json 'auto' timeformat 'QQ YYYY'")


def test_a_time_with_zone_is_utc_when_it_names_none(loader: Loader) -> None:
    loader.connection.execute("set timezone = 'Asia/Tokyo'")
    options = "timeformat 'epochmillisecs'"
    loaded = load_one(loader, "a timestamp with time zone", 1541105830796, options)
    assert loaded == datetime(2018, 11, 1, 20, 57, 10, 796000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ("2018-11-01", ""),
        ("11-01-2018", "dateformat 'MM-DD-YYYY'"),
        ("11/01/2018", "dateformat 'auto'"),
    ],
)
def test_dates_are_read_by_their_format(loader: Loader, value: str, options: str) -> None:
    assert load_one(loader, "a date", value, options) == date(2018, 11, 1)


def test_a_wrong_date_is_refused(loader: Loader) -> None:
    assert refusal(loader, "a date", "11-01-2018")[0] == 1205
