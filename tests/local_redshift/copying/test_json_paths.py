"""Source: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html"""

import json

import pytest

from local_redshift.copying.json_paths import JsonPath, parse_json_path
from local_redshift.errors import RedshiftError

from .conftest import Loader


def paths(loader: Loader, *expressions: str, root: str = "jsonpaths") -> str:
    return f"json '{loader.write('paths.json', json.dumps({root: expressions}))}'"


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("$.a", JsonPath("a")),
        ("$['a']", JsonPath("a")),
        ('$["a"]', JsonPath("a")),
        ("$['a']['b']", JsonPath("a", ("b",))),
        ("$.a.b.c", JsonPath("a", ("b", "c"))),
        ("$.a[0]", JsonPath("a", (0,))),
        ("$['a'][0]['b']", JsonPath("a", (0, "b"))),
        ("$['a.b c']", JsonPath("a.b c")),
        (r"$['it\'s']", JsonPath("it's")),
    ],
)
def test_both_notations_are_read(expression: str, path: JsonPath) -> None:
    assert parse_json_path(expression) == path


@pytest.mark.parametrize("expression", ["", "a", "$", "$.", "$.*", "$..a", "$.a[*]", "$.a[?(@)]"])
def test_a_path_to_no_single_element_is_refused(expression: str) -> None:
    with pytest.raises(RedshiftError, match="Invalid JSONPath format"):
        parse_json_path(expression)


def test_a_path_into_a_top_level_array_is_refused_by_name() -> None:
    with pytest.raises(RedshiftError, match="top-level arrays"):
        parse_json_path("$[0]")


def test_paths_go_to_columns_by_position(loader: Loader) -> None:
    loader.table("user_id varchar", "page varchar")
    rows = loader.load('{"userId": "7", "page": "Home"}', paths(loader, "$['userId']", "$.page"))
    assert rows == [("7", "Home")]


def test_paths_go_to_the_listed_columns_by_position(loader: Loader) -> None:
    loader.table("a varchar", "b varchar", "c varchar")
    options = paths(loader, "$.x", "$.y")
    loader.copy(loader.write("1.json", '{"x": 1, "y": 2}'), options, columns="(c, a)")
    assert loader.rows() == [("2", None, "1")]


def test_paths_reach_into_objects_and_arrays(loader: Loader) -> None:
    loader.table("a varchar", "b integer", "c varchar", "d varchar")
    options = paths(loader, "$.a.b", "$['list'][1]", "$.list", "$.a['it\\'s']")
    content = (
        '{"a": {"b": {"x": 1}, "it\'s": "y"}, "list": [5, 6]}\n'
        '{"a": "scalar", "list": []}\n{"a": null}\n{"a": {"b": "text"}}'
    )
    assert loader.load(content, options) == [
        ("text", None, None, None),
        ('{"x":1}', 6, "[5,6]", "y"),
        (None, None, "[]", None),
        (None, None, None, None),
    ]


def test_paths_may_differ_in_case_alone(loader: Loader) -> None:
    loader.table("a varchar", "b varchar")
    content = '{"key": 1, "KEY": 2}\n{"KEY": {"x": null}}\nbroken'
    loader.copy(loader.write("1.json", content), paths(loader, "$.key", "$.KEY") + " maxerror 2")
    assert loader.rows() == [("1", "2"), (None, '{"x":null}')]


def test_one_element_may_fill_two_columns(loader: Loader) -> None:
    loader.table("a varchar", "b varchar")
    assert loader.load('{"x": 1}', paths(loader, "$.x", "$.x")) == [("1", "1")]


def test_the_number_of_paths_must_be_that_of_the_columns(loader: Loader) -> None:
    loader.table("a varchar", "b varchar")
    with pytest.raises(RedshiftError, match=r"JSONPath size: 1, .*column list: 2"):
        loader.load("{}", paths(loader, "$.a"))


def test_another_root_name_counts_for_nothing_and_loads_nulls(loader: Loader) -> None:
    loader.table("user_id varchar", "page varchar")
    options = paths(loader, "$.userId", "$.page", "$.more", root="jsonPaths")
    assert loader.load('{"userId": "7", "page": "Home"}', options) == [(None, "Home")]
    loader.connection.execute("create or replace table public.target (user_id varchar)")
    assert loader.load('{"userId": "7"}\n{"userId": "8"}', options) == [(None,), (None,)]


@pytest.mark.parametrize("content", ["", "[]", '{"jsonpaths": "$.a"}', '{"jsonpaths": [["$.a"]]}'])
def test_a_malformed_paths_file_fails(loader: Loader, content: str) -> None:
    loader.table("a varchar")
    with pytest.raises(RedshiftError, match="Problem reading JSONPaths file"):
        loader.load("{}", f"json '{loader.write('paths.json', content)}'")


def test_a_missing_paths_file_fails(loader: Loader) -> None:
    loader.table("a varchar")
    with pytest.raises(RedshiftError, match="Problem reading JSONPaths file"):
        loader.load("{}", f"json 'file://{loader.folder}/gone.json'")
