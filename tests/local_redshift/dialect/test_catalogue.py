"""The system views about tables, in Redshift's spelling."""

from typing import Any

import pytest


@pytest.fixture
def filled(warehouse: Any) -> Any:
    warehouse.run("create schema star")
    warehouse.run(
        "create table star.plays (id bigint not null, level varchar(10) default 'free',"
        " flag char(2), length numeric(10, 5), ratio float, at timestamp, day date, ok boolean,"
        " n smallint, r real)"
    )
    warehouse.run("create view star.levels as select level from star.plays")
    warehouse.run("create table here (a int)")
    return warehouse


def test_columns_are_described_as_great_expectations_asks(filled: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMNS.html."""
    rows = filled.run(
        "select column_name, data_type, character_maximum_length, numeric_precision,"
        " numeric_scale, datetime_precision from information_schema.columns"
        " where table_name = $1 and table_schema = $2 order by ordinal_position;",
        "plays",
        "star",
    )
    assert rows == [
        ("id", "bigint", None, 64, 0, None),
        ("level", "character varying", 10, None, None, None),
        ("flag", "character", 2, None, None, None),
        ("length", "numeric", None, 10, 5, None),
        ("ratio", "double precision", None, 53, None, None),
        ("at", "timestamp without time zone", None, None, None, 6),
        ("day", "date", None, None, None, None),
        ("ok", "boolean", None, None, None, None),
        ("n", "smallint", None, 16, 0, None),
        ("r", "real", None, 24, None, None),
    ]


def test_nullability_and_defaults_are_shown(filled: Any) -> None:
    rows = filled.run(
        "select c.column_name, c.is_nullable, c.column_default from information_schema.columns c"
        " where c.table_name = 'plays' and c.ordinal_position < 3 order by 1"
    )
    assert rows == [("id", "NO", None), ("level", "YES", "'free'")]


def test_tables_views_and_schemas_are_listed_without_the_stand_ins_own(filled: Any) -> None:
    tables = "select table_schema, table_name, table_type from {} order by 1, 2"
    listed = [
        ("public", "here", "BASE TABLE"),
        ("star", "levels", "VIEW"),
        ("star", "plays", "BASE TABLE"),
    ]
    assert filled.run(tables.format("information_schema.tables")) == listed
    assert filled.run(tables.format("svv_tables")) == listed
    schemas = "select nspname from pg_namespace order by 1"
    assert filled.run(schemas) == [("public",), ("star",)]
    names = "select schema_name from information_schema.schemata order by 1"
    assert filled.run(names) == [("public",), ("star",)]


def test_pg_table_def_shows_only_the_search_path(filled: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html."""
    query = 'select schemaname, tablename, "column", type from pg_table_def'
    assert filled.run(query) == [("public", "here", "a", "integer")]
    filled.connection.execute("set search_path = 'star'")
    types = (
        "select type from pg_table_def"
        " where \"column\" in ('level', 'length') and tablename = 'plays'"
    )
    assert sorted(filled.run(types)) == [("character varying(10)",), ("numeric(10,5)",)]


def test_row_counts_are_shown(filled: Any) -> None:
    """Source: docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLE_INFO.html."""
    filled.run("insert into here values (1), (2)")
    query = 'select "schema", tbl_rows::int from svv_table_info where "table" = \'here\''
    assert filled.run(query) == [("public", 2)]


def test_postgres_catalogue_tables_join(filled: Any) -> None:
    rows = filled.run(
        "select n.nspname, c.relname, a.attname, t.typname from pg_catalog.pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid"
        " join pg_type t on t.oid = a.atttypid where c.relname = 'here'"
    )
    assert rows == [("public", "here", "a", "int4")]


def test_rights_are_those_of_what_exists(filled: Any) -> None:
    query = (
        "select has_schema_privilege('star', 'create'), has_schema_privilege('nope', 'usage'),"
        " has_table_privilege('analyst', 'star.plays', 'select')"
    )
    assert filled.run(query) == [(True, False, True)]


def test_temporary_tables_are_found_by_name(filled: Any) -> None:
    filled.run("create temp table made as select 1 as a")
    rows = filled.run(
        "select column_name from information_schema.columns where table_name = 'made'"
    )
    assert rows == [("a",)]


def test_a_view_of_the_catalogue_can_be_qualified_by_its_whole_name(filled: Any) -> None:
    query = (
        "select information_schema.tables.table_name from information_schema.tables"
        " where information_schema.tables.table_schema = 'public'"
    )
    assert filled.run(query) == [("here",)]
