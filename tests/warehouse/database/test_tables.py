"""What is missing is created, what is outdated is replaced, and nothing else is touched."""

import pytest
from fixture_types import Load, MakeLake
from quick_load import give_back
from stand_in import StandIn
from star_rows import read_star

from warehouse.batch_load import BatchLoad
from warehouse.database import tables
from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.database.statements import Statement, load_statement
from warehouse.database.tables import update_tables
from warehouse.errors import StatementError
from warehouse.planning.plan import Request, plan_batch


def list_views() -> dict[str, Statement]:
    """The statements that create views, by view, each after what it reads."""
    statements = map(load_statement, tables._order_creates())
    return {each.relation: each for each in statements if each.is_view}


def write_older(view: str) -> str:
    """The query of a view with a column more."""
    _, _, query = list_views()[view].text.partition(" as\n")
    return f"select now.*, 1 as former from ({query}) as now"


def make_older(stand_in: StandIn, views: dict[str, str]) -> None:
    """Gives the warehouse views as an older version had them; their readers are as they are now."""
    stand_in.run(
        *(f"drop view if exists {view} cascade" for view in views),
        *(f"update ops.built_views set digest = 'old' where relation = '{view}'" for view in views),
    )
    there = read_relations(stand_in)
    now = {view: each.text for view, each in list_views().items() if view not in there}
    older = {view: f"create view {view} as {query}" for view, query in views.items()}
    stand_in.run(*(now | older).values())


def read_relations(stand_in: StandIn) -> set[str]:
    rows = stand_in.rows("select table_schema || '.' || table_name as name from svv_tables")
    return {row["name"] for row in rows}


def read_digests(stand_in: StandIn) -> list[tuple[str, str]]:
    rows = stand_in.rows("select relation, digest from ops.built_views order by relation, digest")
    return [(row["relation"], row["digest"]) for row in rows]


def read_columns(stand_in: StandIn, view: str) -> list[str]:
    schema, _, name = view.partition(".")
    rows = stand_in.rows(
        "select column_name as name from svv_columns "
        f"where table_schema = '{schema}' and table_name = '{name}' order by ordinal_position"
    )
    return [row["name"] for row in rows]


def test_nothing_is_created_when_everything_is_there(stand_in: StandIn) -> None:
    update_tables(stand_in.warehouse)
    assert update_tables(stand_in.warehouse) == []


def test_a_view_whose_text_changed_is_replaced(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_tables(stand_in.warehouse)
    digest = tables._digest
    changed = load_statement("audit/fresh_events/create")
    with monkeypatch.context() as patched:
        patched.setattr(
            tables, "_digest", lambda each: "other" if each is changed else digest(each)
        )
        assert update_tables(stand_in.warehouse) == ["audit.fresh_events"]
    assert update_tables(stand_in.warehouse) == ["audit.fresh_events"]
    assert update_tables(stand_in.warehouse) == []


def test_a_view_whose_columns_changed_is_created_again_with_its_readers(
    stand_in: StandIn, load: Load, make_lake: MakeLake
) -> None:
    load(make_lake({"2018-11-01": [{}, {}]}, [{}]))
    star, digests = read_star(stand_in.connect), read_digests(stand_in)
    relations, columns = read_relations(stand_in), read_columns(stand_in, "mart.weekdays")
    make_older(stand_in, {"mart.weekdays": write_older("mart.weekdays")})
    assert sorted(update_tables(stand_in.warehouse)) == sorted(
        ["mart.weekdays", *find_readers("mart.weekdays")]
    )
    assert read_columns(stand_in, "mart.weekdays") == columns
    assert (read_relations(stand_in), read_digests(stand_in)) == (relations, digests)
    assert read_star(stand_in.connect) == star
    assert len(star["songplays"]) == 2
    assert stand_in.value("select weekday from mart.days") == 4
    assert update_tables(stand_in.warehouse) == []


def find_readers(view: str) -> set[str]:
    """The views that read a view, also through others."""
    found = {view}
    for name, statement in list_views().items():
        if found & set(statement.sources):
            found.add(name)
    return found - {view}


def test_several_views_that_lost_gained_and_renamed_columns_are_created_again(
    stand_in: StandIn, warehouse: Warehouse
) -> None:
    columns = {view: read_columns(stand_in, view) for view in list_views()}
    digests = read_digests(stand_in)
    gained = ("audit.fresh_events", "audit.touched_keys", "mart.plays", "mart.plays_by_day")
    older = {view: write_older(view) for view in gained}
    older |= {"mart.sessions": "select 1 as former", "mart.batches": "select 1 as batch_id"}
    make_older(stand_in, older)
    assert set(older) <= set(update_tables(warehouse))
    assert {view: read_columns(stand_in, view) for view in list_views()} == columns
    assert read_digests(stand_in) == digests
    assert update_tables(warehouse) == []


def test_a_view_of_an_older_version_that_read_another_one_is_no_obstacle(
    stand_in: StandIn, warehouse: Warehouse
) -> None:
    digests = read_digests(stand_in)
    older = {
        "mart.weekdays": write_older("mart.weekdays"),
        "mart.locations": f"{write_older('mart.locations')} cross join mart.weekdays as days",
    }
    make_older(stand_in, older)
    stand_in.run("create view mart.given_up as select days.former from mart.weekdays as days")
    created = update_tables(warehouse)
    assert {*older, *find_readers("mart.locations")} <= set(created)
    assert read_digests(stand_in) == digests
    assert "mart.given_up" not in read_relations(stand_in)
    assert update_tables(warehouse) == []


def test_an_upgrade_that_fails_leaves_the_views_as_they_were(
    stand_in: StandIn, warehouse: Warehouse
) -> None:
    make_older(stand_in, {"mart.weekdays": write_older("mart.weekdays")})
    stand_in.run(
        "drop view mart.days cascade",
        "create table mart.days (day date)",
        "update ops.built_views set digest = 'old' where relation = 'mart.days'",
    )
    relations, digests = read_relations(stand_in), read_digests(stand_in)
    try:
        with pytest.raises(StatementError, match=r"mart/days/create"):
            update_tables(warehouse)
        assert (read_relations(stand_in), read_digests(stand_in)) == (relations, digests)
        assert read_columns(stand_in, "mart.weekdays")[-1] == "former"
    finally:
        stand_in.run("drop table mart.days")
    assert "mart.weekdays" in update_tables(warehouse)


def test_a_run_goes_on_when_another_one_upgrades_the_views_it_reads(
    stand_in: StandIn, warehouse: Warehouse, make_lake: MakeLake
) -> None:
    views = ("audit.fresh_events", "audit.plays", "audit.touched_songs", "audit.touched_users")
    make_older(stand_in, {view: write_older(view) for view in views})
    lake = make_lake({"2018-11-01": [{}, {}, {"page": "Home"}]}, [{}])
    batch = plan_batch(warehouse, lake, Request())
    lease = take_lease(warehouse, batch.batch_id)
    assert lease is not None
    load = BatchLoad(lease, lake, batch, 0)
    load.run_all(until="insert")
    assert set(views) <= set(update_tables(warehouse))
    load.run_all(since="insert")
    give_back(lease)
    star = read_star(stand_in.connect)
    assert {table: len(rows) for table, rows in star.items()} == {
        "users": 1,
        "songs": 1,
        "artists": 1,
        "time": 2,
        "page_views": 1,
        "songplays": 2,
    }


def test_schemas_that_were_dropped_are_created_again_and_loaded_alike(
    stand_in: StandIn, load: Load, make_lake: MakeLake
) -> None:
    lake = make_lake({"2018-11-01": [{}, {}]}, [{}])
    load(lake)
    relations, star = read_relations(stand_in), read_star(stand_in.connect)
    schemas = ("staging", "audit", "mart", "star", "ops")
    for dropped in (schemas[:2], schemas):
        for schema in dropped:
            stand_in.run(f"drop schema if exists {schema} cascade")
        update_tables(stand_in.warehouse)
        assert read_relations(stand_in) == relations
        load(lake)
        assert read_star(stand_in.connect) == star
