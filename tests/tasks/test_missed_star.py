"""When a run is killed between publish and the check of the star, the next run makes the check."""

import logging
from pathlib import Path

import pytest
from quick_load import build, give_back
from run_tags import read_ending
from stand_in import StandIn, find_current
from tiny_lake import write_files

import blocks.lakes
from blocks.warehouses import open_warehouse
from flows.etl_flow import sparkify_etl
from warehouse.batch_load import BatchLoad
from warehouse.database.tables import update_tables
from warehouse.planning.plan import Request, plan_batch

pytestmark = pytest.mark.usefixtures("prefect_api")


def publish_unchecked(tmp_path: Path) -> BatchLoad:
    """A batch as a run leaves it that is killed right after it has published."""
    write_files(tmp_path, {"2018-11-01-events.json": [{}, {"itemInSession": 1}]})
    lake = blocks.lakes.open_lake(str(tmp_path / "lake"))
    warehouse = open_warehouse("local", lake.uri)
    update_tables(warehouse)
    built = build(warehouse, lake, plan_batch(warehouse, lake, Request()))
    built.publish()
    give_back(built.lease)
    return built


def list_star_checks(stand_in: StandIn) -> list[tuple[str, int]]:
    rows = stand_in.rows(
        "select batch_id, count(*) as n from ops.checks where table_name = 'star' group by 1"
    )
    return [(row["batch_id"], row["n"]) for row in rows]


def test_the_next_run_checks_the_star_also_when_it_has_nothing_to_load(
    tmp_path: Path, sparkify_home: Path
) -> None:
    built = publish_unchecked(tmp_path)
    stand_in = find_current(sparkify_home)
    assert list_star_checks(stand_in) == []
    state = sparkify_etl(lake=str(tmp_path / "lake"), return_state=True)
    assert read_ending(state) == ("Completed", {"nothing-to-do"})
    assert list_star_checks(stand_in) == [(built.batch.batch_id, 3)]
    sparkify_etl(lake=str(tmp_path / "lake"))
    assert list_star_checks(stand_in) == [(built.batch.batch_id, 3)]


def test_the_next_run_stops_when_the_star_is_not_what_was_published(
    tmp_path: Path, sparkify_home: Path
) -> None:
    built = publish_unchecked(tmp_path)
    stand_in = find_current(sparkify_home)
    stand_in.run("delete from star.songplays where item_in_session = 1")
    write_files(tmp_path, {"2018-11-05-events.json": [{"ts": "2018-11-05 10:00:00.796"}]})
    state = sparkify_etl(lake=str(tmp_path / "lake"), return_state=True)
    assert read_ending(state) == ("Failed", {"wrong-data"})
    assert "rows of the batch are not exactly once" in str(state.message)
    assert "The batch is published." in str(state.message)
    assert [batch_id for batch_id, _ in list_star_checks(stand_in)] == [built.batch.batch_id]
    assert stand_in.value("select count(*) from ops.batches") == 1


def test_what_cannot_be_checked_any_more_is_named(
    tmp_path: Path, sparkify_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    built = publish_unchecked(tmp_path)
    find_current(sparkify_home).run("delete from staging.batch_files")
    with caplog.at_level(logging.WARNING):
        state = sparkify_etl(lake=str(tmp_path / "lake"), return_state=True)
    assert read_ending(state) == ("Completed", {"nothing-to-do"})
    assert f"never checked after batch {built.batch.batch_id}" in caplog.text
    assert list_star_checks(find_current(sparkify_home)) == []
