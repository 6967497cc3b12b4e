"""Sources: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-load.html,
https://docs.aws.amazon.com/redshift/latest/dg/multi-byte-character-load-errors.html
"""

import pytest

from local_redshift.copying import LoadLog, parse_copy, run_copy
from local_redshift.errors import RedshiftError

from .conftest import Loader

PAD = f'"rest": "{"x" * 500}"'


def test_the_first_error_fails_a_load_and_nothing_stays(loader: Loader) -> None:
    loader.table("a integer")
    with pytest.raises(RedshiftError) as caught:
        loader.load('{"a": 1}\n{"a": "x"}\n{"a": 3}')
    assert caught.value.sqlstate == "XX000"
    assert caught.value.message == (
        "Load into table 'target' failed. Check 'sys_load_error_detail' system table for details."
    )
    assert "input.json, line 2, column a" in caught.value.detail
    assert loader.rows() == []


@pytest.mark.parametrize("maxerror", [0, 1, 2])
def test_so_many_errors_fail_the_load(loader: Loader, maxerror: int) -> None:
    loader.table("a integer")
    with pytest.raises(RedshiftError):
        loader.load('{"a": 1}\nbroken\n{"a": "x"}\n', f"json 'auto' maxerror {maxerror}")
    assert loader.rows() == []


def test_fewer_errors_leave_the_other_lines_loaded(loader: Loader) -> None:
    loader.table("a integer")
    uri = loader.write("1.json", '{"a": 1}\nbroken\n{"a": "x"}\n{"a": 4}')
    result = loader.copy(uri, "json 'auto' maxerror 3")
    assert (result.rows, result.errors) == (2, 2)
    assert loader.rows() == [(1,), (4,)]
    assert loader.rejected() == [(2, "", 1216), (3, "a", 1207)]


def test_a_rejected_line_tells_what_a_person_needs(loader: Loader) -> None:
    loader.table("a integer", "b varchar check (strlen(b) <= 3)")
    uri = loader.write("1.json", '{"a": 1}\n{"a": "12x", "b": "ü"}\n{"b": "üüü"}')
    loader.copy(uri, "json 'auto' maxerror 3")
    assert loader.rejected(
        *("file_name", "line_number", "column_name", "trim(column_type)", "column_length"),
        *("position", "error_code", "error_message"),
    ) == [
        (uri, 2, "a", "int4", "", 2, 1207, "Invalid digit, Value 'x', Pos 2, Type: Integer"),
        (uri, 3, "b", "varchar", "3", 3, 1204, "String length exceeds DDL length"),
    ]
    assert loader.connection.execute(
        "select raw_line, raw_field_value, err_code, trim(colname), trim(type), session, query"
        " from redshift_catalog.stl_load_errors order by line_number limit 1"
    ).fetchall() == [('{"a": "12x", "b": "ü"}', "12x", 1207, "a", "int4", 4711, 1)]


@pytest.mark.parametrize(
    ("content", "loaded", "lines"),
    [
        ('{"a": 1, "b\n{"a": 2}', [2], [1]),
        ('{"a": 1,\n{"a": 2}', [2], [1]),
        ('{"a": 1, "b":\n{"a": 2}\n{"a": 3}', [2, 3], [1]),
        ('{"a": 1}\n{"a": 2, "b": [\n{"a": 3}\n{"a": 4}\n', [1, 3, 4], [2]),
        ('{"a": 1}\n{"a": 2', [1], [2]),
        ("x\ny\n\nz\n" + '{"a": 1}', [1], [1, 2, 4]),
        ('{"a": 1} x\n{"a": 2}', [1, 2], [1]),
        ('{"a": 1}{"a": \n{"a": 2}', [1, 2], [1]),
        ('{\n "a": 1,\n "b": {\n  "c": tru\n }\n}\n{\n "a": 2\n}', [2], [6]),
        ('{\n "a": 1,\n "b": "x\n}\n{\n "a": 2\n}\n', [2], [4]),
        ('{\n "a": 1,\n{\n "a": 2\n}\n', [2], [2]),
        ('{"a": 1}\n' + "[" * 100_000 + "\n" + '{"a": 2}', [1, 2], [2]),
        ('{"a": 1}\n{"b": ' + "[" * 100_000 + "\n" + '{"a": 2}', [1, 2], [2]),
        ('{"a": 1}\n\x00\n{"a": 2}', [1, 2], [2]),
    ],
)
def test_reading_goes_on_after_broken_text(
    loader: Loader, content: str, loaded: list[int], lines: list[int]
) -> None:
    loader.table("a integer")
    loader.load(content, "json 'auto' maxerror 10")
    assert [a for (a,) in loader.rows()] == loaded
    assert [line for (line,) in loader.rejected("line_number")] == lines


def test_a_value_refused_in_an_object_over_lines_has_its_last_line(loader: Loader) -> None:
    loader.table("a integer")
    loader.load('{\n "a": 1\n}\n{\n "a":\n "x"\n}\n', "json 'auto' maxerror 2")
    assert loader.rejected() == [(7, "a", 1207)]


def test_two_objects_on_a_line_are_judged_apart(loader: Loader) -> None:
    loader.table("a integer")
    loader.load('{"a": 1}{"a": "x"} {"a": 3}\n{"a": 4}', "json 'auto' maxerror 2")
    assert loader.rows() == [(1,), (3,), (4,)]
    assert loader.rejected() == [(1, "a", 1207)]


def test_the_first_column_that_refuses_is_named(loader: Loader) -> None:
    loader.table("a integer", "b integer")
    loader.load('{"b": "x", "a": "y"}\n{"b": "z", "a": 1}', "json 'auto' maxerror 5")
    assert loader.rejected() == [(1, "a", 1207), (2, "b", 1207)]


def test_errors_in_a_large_file_are_found_where_they_are(loader: Loader) -> None:
    loader.table("a integer not null")
    lines = [f'{{"a": {number}, {PAD}}}' for number in range(1, 5001)]
    lines[699] = lines[699][:100]
    lines[1999] = f'{{"a": "x", {PAD}}}'
    lines[2000] = f"{{{PAD}}}"
    lines[2999] = '{"a": -1}{"a": -2}'
    lines[4999] = "{}"
    uri = loader.write("1.json", "\n".join(lines))
    result = loader.copy(uri, "json 'auto' maxerror 10")
    assert (result.rows, result.errors) == (4997, 4)
    assert loader.rejected() == [
        (700, "", 1216),
        (2000, "a", 1207),
        (2001, "a", 1213),
        (5000, "a", 1213),
    ]
    assert loader.rows("select a from public.target where a < 0") == [(-1,), (-2,)]


def test_errors_in_many_files_name_their_files(loader: Loader) -> None:
    loader.table("a integer")
    for number in range(5):
        loader.write(f"{number}.json", '{"a": 1}\n' * number + '{"a": "x"}\n{"a": 2}')
    loader.write("empty.json", "")
    result = loader.copy(f"file://{loader.folder}/", "json 'auto' maxerror 6")
    assert (result.rows, result.errors, result.files) == (15, 5, 6)
    assert loader.rejected("file_name", "line_number") == [
        (f"file://{loader.folder}/{number}.json", number + 1) for number in range(5)
    ]


def test_invalid_utf8_is_refused_with_its_bytes(loader: Loader) -> None:
    loader.table("a varchar")
    loader.load(b'{"a": "x\xa4y"}\n{"a": "ok"}', "json 'auto' maxerror 2")
    [(line, code, message)] = loader.rejected("line_number", "error_code", "error_message")
    assert (line, code) == (1, 1220)
    assert "Bad UTF-8 hex sequence: a4" in message
    assert loader.rows() == [("ok",)]


def test_acceptinvchars_replaces_each_invalid_byte(loader: Loader) -> None:
    loader.table("a varchar")
    rows = loader.load(
        b'{"a": "x\xe2\x82y\xff"}\n{"a": "\xc3\xbc"}', "json 'auto' acceptinvchars '^'"
    )
    assert rows == [("x^^y^",), ("ü",)]


def test_noload_checks_and_loads_nothing(loader: Loader) -> None:
    loader.table("a integer")
    assert loader.load('{"a": 1}\n{"a": 2}', "json 'auto' noload") == []
    with pytest.raises(RedshiftError):
        loader.load('{"a": 1}\n{"a": "x"}', "json 'auto' noload")


def test_a_cancelled_load_ends(loader: Loader) -> None:
    def cancel() -> None:
        raise RedshiftError("57014", "cancelled")

    loader.table("a integer")
    uri = loader.write("1.json", '{"a": 1}')
    command = parse_copy(f"copy target from '{uri}' json 'auto'")
    with loader.connection.cursor() as cursor:
        log = LoadLog(cursor, 1, 1, 1, 100, "dev")
        with pytest.raises(RedshiftError, match="cancelled"):
            run_copy(loader.connection, command, log, cancel)
