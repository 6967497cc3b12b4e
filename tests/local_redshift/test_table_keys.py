"""What CREATE TABLE says of keys, encodings and constraints, as the catalogue shows it.

Source: docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html, .../r_SVV_TABLE_INFO.html,
.../r_SHOW_TABLE.html, .../r_CREATE_TABLE_NEW.html, .../r_ALTER_TABLE.html
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from redshift_connector.error import ProgrammingError
from sqlalchemy.engine import URL

from local_redshift import Endpoint

_MADE = """
create table keyed.parents (id int primary key, name varchar(10) encode zstd unique, at date)
    distkey(id) compound sortkey(at, id);
create table keyed.children (a int, b boolean, c varchar(5), parent int references keyed.parents,
    constraint first primary key (a, c), foreign key (a) references keyed.parents (id))
    diststyle all interleaved sortkey(a, b, c);
create table keyed.plain (a int, b float, c varchar(3))
"""


@pytest.fixture
def keyed(cursor: Any) -> Iterator[Any]:
    cursor.execute("create schema keyed")
    for statement in _MADE.split(";"):
        cursor.execute(statement)
    cursor.execute("set search_path to keyed")
    yield cursor
    cursor.execute("drop schema keyed cascade")


def rows(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return [tuple(row) for row in cursor.fetchall()]


def definition(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    shown = '"column", encoding, distkey, sortkey, "notnull"'
    return sorted(rows(cursor, f"select {shown} from pg_table_def where tablename = '{table}'"))


def test_pg_table_def_shows_keys_and_encodings(keyed: Any) -> None:
    assert definition(keyed, "parents") == [
        ("at", "none", False, 1, False),
        ("id", "none", True, 2, True),
        ("name", "zstd", False, 0, False),
    ]


def test_places_in_an_interleaved_sort_key_alternate_their_sign(keyed: Any) -> None:
    assert [row[3] for row in definition(keyed, "children")] == [1, -2, 3, 0]


def test_columns_without_an_encoding_show_what_redshift_gives_them(keyed: Any) -> None:
    assert [row[1] for row in definition(keyed, "plain")] == ["az64", "none", "lzo"]


def test_columns_of_a_view_have_no_encoding(keyed: Any) -> None:
    keyed.execute("create view keyed.seen as select id, name from parents")
    assert [row[1:4] for row in definition(keyed, "seen")] == [("none", False, 0)] * 2


def test_svv_table_info_shows_style_and_first_sort_column(keyed: Any) -> None:
    sql = (
        'select "table", diststyle, sortkey1, sortkey_num from svv_table_info'
        " where schema = 'keyed' order by 1"
    )
    assert [row for row in rows(keyed, sql) if row[0] in {"children", "parents", "plain"}] == [
        ("children", "ALL", "INTERLEAVED", 3),
        ("parents", "KEY(id)", "at", 2),
        ("plain", "AUTO(ALL)", "AUTO(SORTKEY)", 0),
    ]


def test_what_show_table_prints_makes_the_same_table_again(keyed: Any) -> None:
    for table in ("parents", "children", "plain"):
        before = definition(keyed, table), rows(keyed, f"show table keyed.{table}")
        keyed.execute(f"drop table keyed.{table}")
        keyed.execute(before[1][0][0])
        assert (definition(keyed, table), rows(keyed, f"show table keyed.{table}")) == before


def test_the_driver_finds_the_columns_of_a_primary_key(keyed: Any) -> None:
    found = keyed.get_primary_keys(None, "keyed", "children")
    assert [tuple(row[3:]) for row in found] == [("a", 1, "first"), ("c", 2, "first")]


@pytest.mark.usefixtures("keyed")
def test_sqlalchemy_reflects_keys(endpoint: Endpoint) -> None:
    place = (endpoint.user, endpoint.password, endpoint.host, endpoint.port, endpoint.database)
    engine = sa.create_engine(
        URL.create("redshift+redshift_connector", *place), connect_args={"ssl": False}
    )
    inspector = sa.inspect(engine)
    assert inspector.get_pk_constraint("children", "keyed") == {
        "constrained_columns": ["a", "c"],
        "name": "first",
    }
    assert sorted(
        (key["constrained_columns"], key["referred_table"], key["referred_columns"])
        for key in inspector.get_foreign_keys("children", "keyed")
    ) == [(["a"], "parents", ["id"]), (["parent"], "parents", ["id"])]
    unique = inspector.get_unique_constraints("parents", "keyed")
    assert [key["column_names"] for key in unique] == [["name"]]
    table = sa.Table("parents", sa.MetaData(), schema="keyed", autoload_with=engine)
    assert [column.name for column in table.primary_key] == ["id"]
    options = table.dialect_options["redshift"]
    assert (options["distkey"], options["sortkey"]) == ("id", ("at", "id"))
    engine.dispose()


def test_the_numbers_of_a_constraints_columns_arrive_as_a_list(keyed: Any) -> None:
    assert rows(keyed, "select conkey from pg_constraint where conname = 'first'") == [([1, 3],)]


def test_information_schema_joins_foreign_keys_to_what_they_reference(keyed: Any) -> None:
    sql = """select k.column_name, c.table_name, c.column_name
        from information_schema.table_constraints t
        join information_schema.key_column_usage k using (constraint_schema, constraint_name)
        join information_schema.constraint_column_usage c using (constraint_schema, constraint_name)
        where t.constraint_type = 'FOREIGN KEY' and t.table_schema = 'keyed' order by 1"""
    assert rows(keyed, sql) == [("a", "parents", "id"), ("parent", "parents", "id")]


def test_keys_follow_renamed_and_dropped_columns(keyed: Any) -> None:
    keyed.execute("alter table parents rename column at to day")
    keyed.execute("alter table parents drop column name")
    assert definition(keyed, "parents") == [
        ("day", "none", False, 1, False),
        ("id", "none", True, 2, True),
    ]
    [[text]] = rows(keyed, "show table parents")
    assert "PRIMARY KEY (id)" in text
    assert "UNIQUE" not in text


@pytest.mark.parametrize(("column", "kind"), [("id", "dist"), ("at", "sort")])
def test_a_column_of_a_key_cannot_be_dropped(keyed: Any, column: str, kind: str) -> None:
    with pytest.raises(ProgrammingError, match=f"cannot drop {kind}key column"):
        keyed.execute(f"alter table parents drop column {column}")


def test_a_table_like_another_has_its_keys_but_not_its_constraints(keyed: Any) -> None:
    keyed.execute("create table alike (like parents)")
    assert definition(keyed, "alike") == definition(keyed, "parents")
    assert keyed.get_primary_keys(None, "keyed", "alike") == ()


def test_a_table_made_of_a_query_has_the_keys_it_names(keyed: Any) -> None:
    keyed.execute("create table made distkey(id) sortkey(name) as select id, name from parents")
    assert [row[2:4] for row in definition(keyed, "made")] == [(True, 0), (False, 1)]


def test_a_varchar_is_made_longer_and_no_shorter_than_its_values(keyed: Any) -> None:
    keyed.execute("insert into plain values (1, 1, 'abc')")
    keyed.execute("alter table plain alter column c type varchar(5)")
    keyed.execute("insert into plain values (1, 1, 'abcde')")
    with pytest.raises(ProgrammingError, match="value too long"):
        keyed.execute("alter table plain alter column c type varchar(4)")
    assert rows(keyed, "select c from plain order by 1") == [("abc",), ("abcde",)]


def test_comments_outlast_a_change_of_a_column(keyed: Any) -> None:
    keyed.execute("comment on table plain is 'things'")
    keyed.execute("comment on column plain.b is 'a number'")
    keyed.execute("alter table plain alter column c type varchar(5)")
    named = "table_schema = 'keyed' and table_name = 'plain'"
    assert rows(keyed, f"select remarks from svv_tables where {named}") == [("things",)]
    sql = "select column_name, remarks from svv_columns where remarks is not null"
    assert rows(keyed, f"{sql} and {named}") == [("b", "a number")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("plain alter column a type varchar(9)", "no VARCHAR"),
        ("plain alter column c type bigint", "something else than VARCHAR"),
        ("plain alter column nope type varchar(9)", "does not exist"),
        ("parents alter column name type varchar(99)", "part of a key"),
        ("fixed alter column a type varchar(9)", "default"),
        ("fixed alter column b type varchar(9)", "encoding"),
    ],
)
def test_a_column_that_cannot_be_made_longer_is_refused(
    keyed: Any, change: str, words: str
) -> None:
    columns = "a varchar(3) default 'x', b varchar(3) encode bytedict"
    keyed.execute(f"create table fixed ({columns})")
    with pytest.raises(ProgrammingError, match=words):
        keyed.execute(f"alter table {change}")


def test_a_column_is_not_made_longer_inside_a_transaction(keyed: Any) -> None:
    keyed.execute("begin")
    with pytest.raises(ProgrammingError, match="cannot run inside a transaction block"):
        keyed.execute("alter table plain alter column c type varchar(5)")
    keyed.execute("rollback")
