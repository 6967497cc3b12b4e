"""What `python -m blocks prepare` makes, and that loader and reader need no other right."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from quick_load import load
from redshift_connector.error import ProgrammingError
from stand_in import ROLE, StandIn, connect_to
from tiny_lake import write_lake

from blocks.checking import Finding, check_warehouse
from local_redshift.process import stop_running
from warehouse.database.connection import Warehouse
from warehouse.database.roles import prepare_roles
from warehouse.database.tables import update_tables
from warehouse.errors import PermanentError, StatementError
from warehouse.lake.files import EVERY_DAY
from warehouse.reconciling.comparison import compare_lake

PASSWORD = "Sparkify1"  # noqa: S105 - of users of these tests


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in that an administrator has prepared for two users, with a role each."""
    running = StandIn(tmp_path_factory.mktemp("prepared"))
    running.run(*(f"create user {name} password '{PASSWORD}'" for name in ("loader", "reader")))
    list(prepare_roles(running.warehouse, ["loader"], ["reader"]))
    yield running
    stop_running(running.directory)


def sign_in(running: StandIn, user: str) -> Warehouse:
    """The warehouse as a user sees it."""
    return Warehouse(
        user, partial(connect_to, running.endpoint, user=user, password=PASSWORD), ROLE
    )


def find_missing(warehouse: Warehouse) -> list[Finding]:
    """What the check of a warehouse misses."""
    return [finding for finding in check_warehouse(warehouse) if finding.outcome == "MISSING"]


EVENTS = {"2018-11-01": [{"song": "One", "artist": "A"}], "2018-11-02": [{"page": "Home"}]}
SONGS = [{"title": "One", "artist_name": "A"}]


def test_the_loader_loads_and_reconciles_and_the_reader_reads_with_no_other_right(
    prepared: StandIn, tmp_path: Path
) -> None:
    loader, reader = sign_in(prepared, "loader"), sign_in(prepared, "reader")
    prepared.clean()
    lake = write_lake(tmp_path, EVENTS, SONGS)
    assert find_missing(loader) == []
    assert load(loader, lake) is not None
    assert load(loader, lake) is None
    write_lake(tmp_path, {"2018-11-01": [{"song": "Two"}, {"song": "Three"}]})
    assert load(loader, lake) is not None
    assert compare_lake(loader, lake, EVERY_DAY).is_in_agreement
    with reader.connect() as connection, connection.cursor() as cursor:
        relations = prepared.rows(
            "select table_schema || '.' || table_name as name, table_schema from svv_tables"
            " where table_schema in ('star', 'mart', 'ops', 'staging', 'audit')"
        )
        assert len(relations) > 50
        for relation in relations:
            query = f"select count(*) from {relation['name']}"
            if relation["table_schema"] in {"star", "mart"}:
                cursor.execute(query)
            else:
                with pytest.raises(ProgrammingError, match="permission denied for schema"):
                    cursor.execute(query)
                connection.rollback()
    with pytest.raises(StatementError, match="42501"), reader.transaction() as session:
        session.run("star/users/insert")


def test_preparing_again_changes_nothing_and_takes_more_users(prepared: StandIn) -> None:
    rights = "select * from svv_relation_privileges order by 1, 2, 3, 5"
    before = prepared.rows(rights)
    done = list(prepare_roles(prepared.warehouse, ["IAMR:next-worker"], []))
    assert done[0].startswith("created or altered 0 tables")
    assert 'create user "IAMR:next-worker" password disable' in done
    assert "create role sparkify_loader" not in done
    assert prepared.rows(rights) == before
    again = list(prepare_roles(prepared.warehouse, ["IAMR:next-worker"], []))
    assert [line for line in again if line.startswith("create")] == [done[0]]


def test_another_loader_goes_on_where_one_ended(prepared: StandIn, tmp_path: Path) -> None:
    prepared.clean()
    lake = write_lake(tmp_path, EVENTS, SONGS)
    load(sign_in(prepared, "loader"), lake)
    list(prepare_roles(prepared.warehouse, ["IAMR:other"], []))
    other = Warehouse("other", partial(connect_to, prepared.endpoint, user="IAMR:other"), ROLE)
    write_lake(tmp_path, {"2018-11-01": [{"song": "New"}], "2018-11-03": [{"song": "One"}]})
    assert load(other, lake) is not None
    assert prepared.value("select count(*) from star.songplays") == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [("nobody", 'create user "nobody" password'), ('x" ; drop user y', "no name")],
)
def test_a_user_that_cannot_be_created_is_named(prepared: StandIn, name: str, message: str) -> None:
    with pytest.raises(PermanentError, match=message):
        list(prepare_roles(prepared.warehouse, [name], []))


MISSING = {
    "revoke usage on schema star from role sparkify_loader": "use schema star",
    "revoke insert on all tables in schema ops from role sparkify_loader": "use tables and views",
    "revoke select on mart.days from role sparkify_loader": "use tables and views",
}


@pytest.mark.parametrize("revoked", MISSING)
def test_the_check_names_a_missing_right_and_what_grants_it(
    prepared: StandIn, revoked: str
) -> None:
    loader = sign_in(prepared, "loader")
    prepared.run(revoked)
    missing = find_missing(loader)
    assert MISSING[revoked] in [finding.subject for finding in missing]
    list(prepare_roles(prepared.warehouse, ["loader"], []))
    assert find_missing(loader) == []


def test_a_user_with_create_alone_loads_an_empty_warehouse(tmp_path: Path) -> None:
    running = StandIn(tmp_path / "redshift")
    try:
        running.run(f"create user etl password '{PASSWORD}'")
        etl = sign_in(running, "etl")
        missing = find_missing(etl)
        assert [finding.subject for finding in missing] == [
            f"create schema {schema}" for schema in ("staging", "audit", "star", "mart", "ops")
        ]
        for remedy in {finding.remedy for finding in missing}:
            running.run(remedy)
        assert find_missing(etl) == []
        update_tables(etl)
        lake = write_lake(tmp_path, EVENTS, SONGS)
        assert load(etl, lake) is not None
        running.run("alter table star.users owner to awsuser")
        assert [f.subject for f in find_missing(etl)] == ["use tables and views"]
    finally:
        stop_running(running.directory)
