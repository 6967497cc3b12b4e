"""Source: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html"""

import json
import random
from typing import Any

import pytest

from local_redshift.errors import RedshiftError

from .conftest import Loader


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1}\n{"a": 2}\n',
        '{"a": 1}\n{"a": 2}',
        '{"a": 1}\r\n{"a": 2}\r\n',
        '{"a": 1}{"a": 2}',
        '{"a": 1} {"a": 2}',
        '{"a":\n1\n}\n{\n"a"\n:2}',
        '{"a": 1}\n\n   \n\t\n{"a": 2}\n\n',
        '\n\n{\n  "a": 1\n}{\n  "a": 2\n}\n',
        '{"a": 1, "b": {"c": "}{"}}\n{"a": 2, "b": ["\\"{", {"c": 1}]}',
        '{"b": [\n{"a": 9},\n{"a": 8}\n],\n"a": 1}\n{"a": 2}',
        '{"b":\n{\n"a": 9\n},\n"a": 1}\n{"a": 2}',
        '{"b": {"a": 9}\n, "a": 1}\n{"a": 2}',
        '\ufeff{"a": 1}\n{"a": 2}',
    ],
)
def test_objects_are_found_however_they_are_laid_out(loader: Loader, content: str) -> None:
    loader.table("a integer")
    assert loader.load(content) == [(1,), (2,)]


@pytest.mark.parametrize("content", ["", "\n", "  \n\n ", "\ufeff"])
def test_a_file_without_objects_loads_nothing(loader: Loader, content: str) -> None:
    loader.table("a integer")
    assert loader.load(content) == []


@pytest.mark.parametrize(
    "content",
    [
        '[{"a": 1}]',
        '[\n{"a": 1},\n{"a": 2}\n]',
        '"text"',
        "1",
        "12",
        "null",
        "garbage",
        '{"a": 1',
        "{'a': 1}",
        '{"a": 1 // comment\n}',
        '{"a": tru}',
        '{"a": "tab\there"}',
        '{"a": "\\ud83d"}',
    ],
)
def test_what_is_no_object_is_refused(loader: Loader, content: str) -> None:
    loader.table("a varchar")
    with pytest.raises(RedshiftError, match="Load into table 'target' failed"):
        loader.load(content)
    assert {code for (code,) in loader.rejected("error_code")} == {1216}


def test_auto_matches_names_with_their_case_and_ignores_other_keys(loader: Loader) -> None:
    loader.table("a varchar", "userid varchar", "missing varchar")
    assert loader.load('{"userId": "1", "a": "x", "other": {"a": 1}}') == [("x", None, None)]


def test_auto_ignorecase_matches_names_without_their_case(loader: Loader) -> None:
    loader.table("a varchar", "userid varchar", "missing varchar")
    content = '{"userId": "1", "A": "x"}\n{"USERID": "2", "a": "y"}\n{"other": 1}'
    rows = loader.load(content, "json 'auto ignorecase'")
    assert rows == [("x", "1", None), ("y", "2", None), (None, None, None)]


def test_an_object_without_any_known_key_is_a_row_of_nulls(loader: Loader) -> None:
    loader.table("a varchar")
    assert loader.load('{}\n{"b": 1}\n{"a": null}') == [(None,), (None,), (None,)]


def test_only_listed_columns_are_loaded_and_others_take_their_default(loader: Loader) -> None:
    loader.table("a varchar", "b integer default 7", "c varchar")
    loader.copy(loader.write("1.json", '{"a": "x", "b": 1, "c": "y"}'), columns="(c, a)")
    assert loader.rows() == [("x", 7, "y")]


def test_an_unknown_column_in_the_list_is_an_error(loader: Loader) -> None:
    loader.table("a varchar")
    with pytest.raises(RedshiftError) as caught:
        loader.copy(loader.write("1.json", "{}"), columns="(b)")
    assert caught.value.sqlstate == "42703"


def test_a_missing_table_is_an_error(loader: Loader) -> None:
    with pytest.raises(RedshiftError) as caught:
        loader.copy(loader.write("1.json", "{}"))
    assert caught.value.sqlstate == "42P01"


def test_nested_values_become_their_json_text(loader: Loader) -> None:
    loader.table("a varchar", "b varchar")
    rows = loader.load('{"a": {"x": [1, "ü"]}, "b": [true, null]}')
    assert rows == [('{"x":[1,"ü"]}', "[true,null]")]


def test_numbers_and_booleans_become_text(loader: Loader) -> None:
    loader.table("a varchar")
    content = "\n".join(f'{{"a": {value}}}' for value in ("12", "-0.5", "true", "false", "null"))
    assert loader.load(content) == [("-0.5",), ("12",), ("false",), ("true",), (None,)]


def test_a_long_integer_keeps_every_digit_as_text(loader: Loader) -> None:
    loader.table("a varchar")
    assert loader.load('{"a": 123456789012345678901234567890}') == [
        ("123456789012345678901234567890",)
    ]


def test_the_first_of_two_equal_keys_counts(loader: Loader) -> None:
    loader.table("a varchar")
    assert loader.load('{"a": 1, "a": 2}') == [("1",)]


def test_escapes_are_undone(loader: Loader) -> None:
    loader.table("a varchar")
    text = 'quote " slash / back \\ newline \n tab \t é 日本 😀'
    assert loader.load(json.dumps({"a": text})) == [(text,)]
    assert json.dumps(text).isascii()  # so the emoji came as a surrogate pair


def test_a_nul_character_is_a_character(loader: Loader) -> None:
    loader.table("a varchar")
    assert loader.load('{"a": "x\\u0000y"}') == [("x\0y",)]


def test_an_object_may_have_four_megabytes_and_no_more(loader: Loader) -> None:
    loader.table("a integer")
    fits = '{"a": 1, "rest": "%s"}' % ("x" * (4 * 1024 * 1024 - 40))
    too_long = '{"a": 2, "rest": "%s"}' % ("x" * (4 * 1024 * 1024))
    uri = loader.write("1.json", f'{fits}\n{too_long}\n{{"a": 3}}\n')
    assert loader.copy(uri, "json 'auto' maxerror 2").errors == 1
    assert loader.rows() == [(1,), (3,)]
    assert loader.rejected("line_number", "error_code") == [(2, 1204)]


def any_value(choice: random.Random, depth: int = 2) -> Any:
    """Any JSON value with what misleads a splitter: braces, quotes, escapes and newlines."""
    kind = choice.randrange(6 if depth else 4)
    if kind == 4:
        return [any_value(choice, depth - 1) for _ in range(choice.randrange(4))]
    if kind == 5:
        return {any_text(choice): any_value(choice, depth - 1) for _ in range(choice.randrange(4))}
    return [None, choice.random() < 0.5, choice.randrange(-(2**60), 2**60), any_text(choice)][kind]


def any_text(choice: random.Random) -> str:
    return "".join(choice.choices('{}[]",:\\\n\r\t äÜ日😀ab', k=choice.randrange(6)))


@pytest.mark.parametrize("seed", range(40))
def test_every_object_of_any_stream_is_loaded(loader: Loader, seed: int) -> None:
    choice = random.Random(seed)  # noqa: S311
    loader.table("a integer", "b varchar")
    objects = [{"a": n, "b": any_value(choice), "c": any_value(choice)} for n in range(20)]
    content = "".join(
        json.dumps(one, indent=choice.choice([None, 0, 1, 4]), ensure_ascii=choice.random() < 0.5)
        + choice.choice(["", " ", "\n", "\n\n", "\r\n"])
        for one in objects
    )
    assert [a for (a, _) in sorted(loader.load(content))] == list(range(20))
    texts = {a: b for a, b in loader.rows() if isinstance(objects[a]["b"], str)}
    assert texts == {one["a"]: one["b"] for one in objects if isinstance(one["b"], str)}
