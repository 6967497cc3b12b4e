"""What redshift_connector asks of the catalogue for its user, and frames through it."""

from collections.abc import Callable
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest

Connect = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("demo")


def named(cursor: Any, rows: Any, *columns: str) -> list[tuple[Any, ...]]:
    names = [column[0].lower() for column in cursor.description]
    return [tuple(row[names.index(column)] for column in columns) for row in rows]


def test_the_driver_lists_tables_columns_schemas_and_databases(connect: Connect) -> None:
    cursor = connect(autocommit=True).cursor()
    tables = cursor.get_tables(None, "demo", None, ["TABLE"])
    assert named(cursor, tables, "table_name", "table_type") == [("t", "TABLE"), ("v", "VIEW")]
    columns = cursor.get_columns(None, "demo", "t", None)
    assert named(cursor, columns, "column_name", "type_name")[:2] == [
        ("id", "int8"),
        ("name", "varchar"),
    ]
    assert ("demo",) in named(cursor, cursor.get_schemas(), "table_schem")
    assert named(cursor, cursor.get_catalogs(), "table_cat") == [("dev",)]
    assert list(cursor.get_primary_keys("dev", "demo", "t")) == []


def test_a_frame_goes_in_and_out(connect: Connect) -> None:
    cursor = connect(autocommit=True).cursor()
    cursor.execute("create table demo.w (a bigint, b varchar(10))")
    cursor.write_dataframe(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), "demo.w")
    cursor.execute("select * from demo.w order by 1")
    assert cursor.fetch_dataframe().to_dict("list") == {"a": [1, 2], "b": ["x", "y"]}


def test_every_way_to_write_parameters_works(connect: Connect) -> None:
    cursor = connect(autocommit=True).cursor()
    for style, text, values in (
        ("qmark", "select ?::int", (1,)),
        ("numeric", "select :1::int", (1,)),
        ("named", "select :a::int", {"a": 1}),
        ("format", "select %s::int", (1,)),
        ("pyformat", "select %(a)s::int", {"a": 1}),
    ):
        cursor.paramstyle = style
        cursor.execute(text, values)
        assert cursor.fetchone() == [1]
