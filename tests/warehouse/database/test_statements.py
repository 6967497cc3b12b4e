"""Statements take just their values, and COPY takes only values of the strict form."""

import pytest
from stand_in import ROLE, StandIn

from warehouse.database.connection import Warehouse
from warehouse.database.copy_statement import write_copy
from warehouse.database.statements import Statement, find_params, list_statements, load_statement
from warehouse.errors import PermanentError

COPY = "ops/load_units/copy"
SOURCE = "s3://lake/work/b/days.json"


def write(**values: str | int) -> str:
    return write_copy(
        load_statement(COPY),
        **{"source": SOURCE, "iam_role": ROLE, "region": "us-west-2", **values},
    )


def test_a_statement_that_does_not_exist_is_named() -> None:
    with pytest.raises(PermanentError, match="star/nothing/insert"):
        load_statement("star/nothing/insert")


def test_a_missing_value_and_one_too_many_are_named_before_anything_is_sent(
    warehouse: Warehouse,
) -> None:
    with (
        pytest.raises(PermanentError, match=r"missing \['last_start'\].*\['spam'\]"),
        warehouse.transaction() as session,
    ):
        session.run("star/time/delete", first_start="2018-11-01", spam=1)


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("select :one, ':two', \":three\" -- :four", ["one"]),
        ("select ts::date, :a::date, 'it''s :b'", ["a"]),
        ("select a:b, :c_1", ["c_1"]),
        ("select 1", []),
    ],
)
def test_values_are_found_in_code_and_not_in_texts_or_comments(
    text: str, params: list[str]
) -> None:
    assert find_params(text) == params


def test_every_statement_of_a_verb_is_listed() -> None:
    assert "star/users/create" in list_statements("create")
    assert all(name.endswith("/create") for name in list_statements("create"))


def test_values_reach_the_warehouse_as_they_are(stand_in: StandIn, warehouse: Warehouse) -> None:
    hostile = 'it\'s 100% \\ "quoted" :name %s $1; drop table star.users -- ünï'
    with warehouse.transaction() as session:
        session.run("ops/lease/insert")
        session.run("ops/lease/update", batch_id="b", holder=hostile)
    assert stand_in.value("select holder from ops.lease") == hostile


def test_a_block_that_fails_leaves_nothing_behind(stand_in: StandIn, warehouse: Warehouse) -> None:
    def insert_and_fail() -> None:
        with warehouse.transaction() as session:
            session.run("ops/lease/insert")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        insert_and_fail()
    assert stand_in.value("select count(*) from ops.lease") == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", 's3://lake/a b/it\'s 100% "ünï" [x].json'),
        ("source", "file:///tmp/it's a lake/--;/*x*/.json"),
        ("source", "s3://lake/:iam_role/:region"),
    ],
)
def test_copy_quotes_what_a_uri_may_hold(name: str, value: str) -> None:
    text = write(**{name: value})
    assert f"from '{value.replace(chr(39), chr(39) * 2)}'\n" in text
    assert text.count(ROLE) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "s3://lake/a\nb"),
        ("source", "s3://lake/a\0b"),
        ("source", "s3://LAKE/a"),
        ("source", "s3://lake"),
        ("source", "s3://l'/x"),
        ("source", "http://lake/x"),
        ("source", "file://host/x"),
        ("source", "' or s3://lake/x"),
        ("source", ""),
        ("iam_role", "arn:aws:iam::1:role/x"),
        ("iam_role", "arn:aws:iam::000000000000:role/x' access_key_id 'y"),
        ("iam_role", "default"),
        ("iam_role", ROLE + "\n"),
        ("region", "us-west-2'"),
        ("region", "us-west"),
        ("region", "us-west-2\n"),
    ],
)
def test_copy_refuses_a_value_that_is_not_of_the_strict_form(name: str, value: str) -> None:
    with pytest.raises(PermanentError, match=f"not a valid {name}"):
        write(**{name: value})


def test_copy_takes_numbers_only_where_a_number_is_due() -> None:
    statement = Statement(
        "x/copy", "copy x from :source maxerror :max_error", {}, frozenset({"source", "max_error"})
    )
    assert write_copy(statement, source=SOURCE, max_error=3).endswith("maxerror 3")
    with pytest.raises((PermanentError, KeyError)):
        write_copy(statement, source=SOURCE, max_error="3; drop table x")


def test_copy_never_holds_keys() -> None:
    with pytest.raises(PermanentError, match=r"not asked for \['access_key_id'\]"):
        write(access_key_id="AKIA")
