"""COPY of CSV and of delimited text.

Sources: docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html,
.../copy-parameters-data-conversion.html, .../r_Load_Error_Reference.html
"""

import gzip
from datetime import date
from typing import Any

import pytest

from local_redshift.errors import RedshiftError

from .conftest import Loader


@pytest.fixture
def people(loader: Loader) -> Loader:
    loader.table("id integer", "name varchar check (strlen(name) <= 10)", "born date")
    return loader


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("1,Ada,1815-12-10\n2,,\n", "csv"),
        ("1,Ada,1815-12-10\r\n2,,\r\n", "format as csv"),
        ("id,name,born\n1,Ada,1815-12-10\n2,,", "csv ignoreheader 1"),
        ("1;Ada;1815-12-10\n2;;\n", "csv delimiter as ';'"),
        ("1|Ada|1815-12-10\n2||\n", ""),
        ("1\tAda\t1815-12-10\n2\t\t\n", "delimiter '\\t'"),
        ("1,%Ada%,1815-12-10\n2,,\n", "csv quote as '%'"),
        ("\ufeff1,Ada,1815-12-10\n\n2,,\n", "csv ignoreblanklines"),
    ],
)
def test_fields_are_loaded_in_the_order_of_the_columns(
    people: Loader, content: str, options: str
) -> None:
    assert people.load(content, options) == [(1, "Ada", date(1815, 12, 10)), (2, "", None)]


def test_a_quoted_field_holds_delimiters_quotes_and_line_ends(people: Loader) -> None:
    assert people.load('1,"a,""b""\nc",\n', "csv") == [(1, 'a,"b"\nc', None)]


def test_quotes_are_letters_where_the_text_is_no_csv(people: Loader) -> None:
    assert people.load('1|"a|\n', "") == [(1, '"a', None)]


@pytest.mark.parametrize(
    ("options", "name"),
    [("csv", None), ("csv null as 'x'", r"\N"), ("csv null as 'x' emptyasnull", r"\N")],
)
def test_null_as_says_which_field_is_null(people: Loader, options: str, name: object) -> None:
    assert people.load("1,\\N,\n", options) == [(1, name, None)]


def test_empty_and_blank_text_can_be_null(people: Loader) -> None:
    rows = people.load("1,,\n2,  ,\n", "csv emptyasnull blanksasnull")
    assert rows == [(1, None, None), (2, None, None)]


def test_a_column_list_says_what_the_fields_are_for(people: Loader) -> None:
    people.copy(people.write("some.csv", "Ada,1\n"), "csv", "(name, id)")
    assert people.rows() == [(1, "Ada", None)]


def test_a_compressed_file_is_loaded(people: Loader) -> None:
    people.copy(people.write("some.csv.gz", gzip.compress(b"1,Ada,\n")), "csv gzip")
    assert people.rows() == [(1, "Ada", None)]


@pytest.mark.parametrize(
    ("line", "column", "code", "reason"),
    [
        ("1,Ada", "", 1214, "Delimiter not found"),
        ("1,Ada,,", "", 1202, "Extra column(s) found"),
        ("", "", 1214, "Delimiter not found"),
        ('1,"Ada"x,', "", 1216, "Invalid quote formatting for CSV"),
        ("x,Ada,", "id", 1207, "Invalid digit, Value 'x', Pos 0, Type: Integer"),
        ("1,Ada,tomorrow", "born", 1205, "Invalid Date Format [YYYY-MM-DD]"),
        ("1,longer than ten,", "name", 1204, "String length exceeds DDL length"),
    ],
)
def test_a_line_that_does_not_fit_is_rejected_with_its_place(
    people: Loader, line: str, column: str, code: int, reason: str
) -> None:
    content = f'id,name,born\n7,"two\nlines",\n{line}\n8,Bob,\n'
    assert people.load(content, "csv ignoreheader 1 maxerror 2") == [
        (7, "two\nlines", None),
        (8, "Bob", None),
    ]
    shown = ("line_number", "trim(column_name)", "error_code", "trim(error_message)")
    assert people.rejected(*shown) == [(4, column, code, reason)]
    logged = "select trim(raw_line) from redshift_catalog.stl_load_errors"
    assert people.rows(logged) == [(line,)]


def test_more_rejected_lines_than_allowed_fail_the_load(people: Loader) -> None:
    with pytest.raises(RedshiftError, match="Load into table"):
        people.load("1,Ada,\nx,Bob,\n", "csv")
    assert people.rows() == []


def test_bytes_that_are_no_text_are_rejected_or_replaced(people: Loader) -> None:
    content = b"1,A\xff,\n2,Bob,\n"
    assert people.load(content, "csv maxerror 2") == [(2, "Bob", None)]
    assert people.rejected("error_code") == [(1220,)]
    people.connection.execute("delete from public.target")
    assert people.load(content, "csv acceptinvchars as '?'") == [(1, "A?", None), (2, "Bob", None)]


def test_a_large_file_is_loaded_as_a_small_one(people: Loader) -> None:
    lines = [f"{number},name {number % 10},2020-01-01" for number in range(100_000)]
    lines[77_777] = "x,Ada,"
    uri = people.write("large.csv", "\n".join(lines))
    assert people.copy(uri, "csv maxerror 2").rows == 99_999
    assert people.rejected("line_number") == [(77_778,)]
    counted: Any = people.rows("select count(*), count(distinct id), sum(id) from public.target")
    assert counted == [(99_999, 99_999, sum(range(100_000)) - 77_777)]
