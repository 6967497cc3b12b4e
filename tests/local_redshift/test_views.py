"""Views keep their columns when they are replaced, and go with what they read.

docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html,
docs.aws.amazon.com/redshift/latest/dg/r_DROP_VIEW.html
"""

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from redshift_connector.error import ProgrammingError as Failure

Connect = Callable[..., Any]


@pytest.fixture
def view(cursor: Any, request: pytest.FixtureRequest) -> str:
    """The name of a view `(id integer, price numeric(10,2))` of the test's own."""
    name = f"public.v{zlib.crc32(request.node.nodeid.encode())}"
    cursor.execute(f"create view {name} as select 1 as id, cast(2 as numeric(10, 2)) as price")
    return name


def names(cursor: Any) -> set[str]:
    cursor.execute("select table_schema || '.' || table_name from svv_tables")
    return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select 1 as id", "cannot change number of columns in view"),
        (
            "select 1 as id, cast(2 as numeric(10, 2)) as price, 3 as more",
            "cannot change number of columns in view",
        ),
        (
            "select 1 as id, cast(2 as numeric(10, 2)) as cost",
            'cannot change name of view column "price"',
        ),
        (
            "select cast(2 as numeric(10, 2)) as price, 1 as id",
            'cannot change name of view column "id"',
        ),
        (
            "select cast(1 as bigint) as id, cast(2 as numeric(10, 2)) as price",
            'cannot change data type of view column "id"',
        ),
        (
            "select 1 as id, cast(2 as numeric(10, 3)) as price",
            'cannot change data type of view column "price"',
        ),
    ],
)
def test_a_view_is_not_replaced_by_one_with_other_columns(
    cursor: Any, view: str, query: str, message: str
) -> None:
    with pytest.raises(Failure) as caught:
        cursor.execute(f"create or replace view {view} as {query}")
    error = caught.value.args[0]
    assert (error["C"], error["M"]) == ("42P16", message)
    assert view in error["D"]
    cursor.execute(f"select * from {view}")
    assert [column[0] for column in cursor.description] == ["id", "price"]


def test_a_view_is_replaced_by_one_with_the_same_columns(cursor: Any, view: str) -> None:
    cursor.execute(
        f"create or replace view {view} as select 5 as id, cast(6 as numeric(10, 2)) as price"
    )
    cursor.execute(f"select id from {view}")
    assert cursor.fetchone() == [5]


def test_a_view_that_is_dropped_first_may_have_other_columns(connect: Connect, view: str) -> None:
    connection = connect()
    own = connection.cursor()
    own.execute(f"drop view {view}")
    own.execute(f"create or replace view {view} as select 'x' as word")
    connection.commit()
    own.execute(f"select * from {view}")
    assert own.fetchone() == ["x"]


def test_a_drop_with_cascade_takes_the_views_along_that_read_it(
    connect: Connect, cursor: Any, view: str
) -> None:
    cursor.execute(f"create view {view}_a as select id from {view}")
    cursor.execute(f"create view {view}_b as select id from {view}_a")
    cursor.execute(f"create view {view}_other as select 1 as id")
    connection = connect()
    connection.cursor().execute(f"drop view {view} cascade")
    assert {view, f"{view}_a", f"{view}_b"} <= names(cursor)
    connection.commit()
    assert {name for name in names(cursor) if name.startswith(view)} == {f"{view}_other"}


def test_a_table_that_is_dropped_with_cascade_takes_its_views_along(
    cursor: Any, table: str
) -> None:
    cursor.execute(f"create view {table}_v as select id from {table}")
    cursor.execute(f"drop table {table} cascade")
    assert not {table, f"{table}_v"} & names(cursor)


def test_a_table_is_dropped_below_a_late_binding_view(cursor: Any, table: str) -> None:
    cursor.execute(f"create view {table}_v as select id from {table} with no schema binding")
    cursor.execute(f"drop table {table}")
    with pytest.raises(Failure, match="42P01"):
        cursor.execute(f"select id from {table}_v")
    cursor.execute(f"create table {table} as select 'a' as name, 7 as id")
    assert cursor.execute(f"select id from {table}_v").fetchall() == ([7],)


def test_a_late_binding_view_names_the_schemas_of_what_it_reads(cursor: Any, table: str) -> None:
    bare = table.partition(".")[2]
    with pytest.raises(Failure, match="should be qualified"):
        cursor.execute(f"create view {table}_v as select id from {bare} with no schema binding")


def test_a_view_reads_the_table_that_its_maker_found_whatever_the_path_of_who_asks(
    connect: Connect, cursor: Any
) -> None:
    for text in (
        "create schema first_place",
        "create schema second_place",
        "create table second_place.found (a integer)",
        "insert into second_place.found values (7)",
        "set search_path to first_place, second_place",
        "create view of_found as select a from found",
        "create table first_place.found (a integer)",
    ):
        cursor.execute(text)
    asking = connect(autocommit=True).cursor()
    asking.execute("select a from first_place.of_found")
    assert asking.fetchall() == ([7],)
    with pytest.raises(Failure, match="2BP01"):
        cursor.execute("drop table second_place.found")
    for schema in ("first_place", "second_place"):
        cursor.execute(f"drop schema {schema} cascade")


@pytest.mark.parametrize(
    "query",
    [
        "select datediff(day, at, getdate()) as days /* it's */ from {0}",
        "with seen as (select at from {0}) select at from seen union all select '2020-01-01'::date",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select 1 as x",
    ],
)
def test_the_definition_of_a_view_is_the_text_that_made_it(cursor: Any, query: str) -> None:
    cursor.execute("create schema worded")
    try:
        cursor.execute("create table worded.days (at date)")
        text = query.format("worded.days")
        cursor.execute(f"create view worded.v as {text};")
        cursor.execute(f"create view worded.late as {text} with no schema binding")
        cursor.execute("select view_definition from information_schema.views"
                       " where table_schema = 'worded' order by table_name")  # fmt: skip
        late = f"create view worded.late as {text} with no schema binding"
        assert [tuple(row) for row in cursor.fetchall()] == [(late,), (text,)]
        cursor.execute("select * from worded.v")
    finally:
        cursor.execute("drop schema worded cascade")
