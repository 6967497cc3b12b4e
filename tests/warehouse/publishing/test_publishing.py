"""A batch is published whole and once, or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from breaking_proxy import BreakingProxy, Loss, breaking_proxy
from fixture_types import Load, MakeLake
from quick_load import build, give_back
from stand_in import ROLE, StandIn
from tiny_lake import open_lake, write_files

from warehouse.batch_load import BatchLoad, insert_table
from warehouse.database.connection import Session, Warehouse
from warehouse.database.tables import update_tables
from warehouse.errors import CheckFailedError, LeaseLostError, StatementError, TransientError
from warehouse.loading.table_copies import TableCopies
from warehouse.planning.load_order import STAR_TABLES
from warehouse.planning.plan import Request, plan_batch
from warehouse.publishing.publication import empty_batch

DAY = "2018-11-01-events.json"
COMMIT = b"\0commit\0"  # as the driver sends a statement's text
OVERTAKE = "update ops.lease set token = token + 1, batch_id = 'other', holder = 'other process'"


@pytest.fixture
def built(warehouse: Warehouse, make_lake: MakeLake) -> BatchLoad:
    """A batch that is ready to be published: two plays of one song by one user."""
    lake = make_lake({"2018-11-01": [{}, {}, {"page": "Home"}]}, [{}])
    return build(warehouse, lake, plan_batch(warehouse, lake, Request()))


@pytest.fixture
def proxy(stand_in: StandIn) -> Iterator[BreakingProxy]:
    with breaking_proxy(stand_in.endpoint) as running:
        yield running


def count_star(stand_in: StandIn) -> dict[str, int]:
    return {table: stand_in.value(f"select count(*) from star.{table}") for table in STAR_TABLES}


EMPTY = dict.fromkeys(STAR_TABLES, 0)
PUBLISHED = {"users": 1, "songs": 1, "artists": 1, "time": 2, "page_views": 1, "songplays": 2}


def test_nothing_is_in_the_star_before_it_is_published(built: BatchLoad, stand_in: StandIn) -> None:
    assert count_star(stand_in) == EMPTY
    figures = built.publish()
    assert count_star(stand_in) == PUBLISHED
    assert (figures.songplays, figures.page_views, figures.matched) == (2, 1, 2)
    assert figures.match_rate == 1.0


def test_a_publish_that_fails_at_its_last_statement_leaves_the_star_as_it_was(
    built: BatchLoad, stand_in: StandIn
) -> None:
    stand_in.run("alter table ops.load_units rename to hidden_units")
    try:
        with pytest.raises(StatementError, match="ops/load_units"):
            built.publish()
    finally:
        stand_in.run("alter table ops.hidden_units rename to load_units")
    assert count_star(stand_in) == EMPTY
    assert stand_in.value("select count(*) from ops.loaded_files") == 0
    assert stand_in.value("select count(*) from ops.user_files") == 0

    built.publish()
    assert count_star(stand_in) == PUBLISHED


def test_ops_batches_keeps_the_figures_of_the_run(built: BatchLoad, stand_in: StandIn) -> None:
    built.publish()
    (batch,) = stand_in.rows("select * from ops.batches")
    assert batch["batch_id"] == built.batch.batch_id
    assert (batch["lines"], batch["songplays"], batch["page_views"]) == (3, 2, 1)
    assert (batch["event_files"], batch["song_files"]) == (1, 1)
    assert str(batch["first_day"]) == str(batch["last_day"]) == "2018-11-01"


def test_the_files_of_the_batch_are_in_the_ledger(built: BatchLoad, stand_in: StandIn) -> None:
    built.publish()
    ledger = stand_in.rows("select uri, etag, size_bytes, batch_id from ops.loaded_files")
    assert {(row["uri"], row["etag"], row["size_bytes"]) for row in ledger} == {
        (file.uri, file.etag, file.size_bytes) for file in built.batch.files
    }
    assert {row["batch_id"] for row in ledger} == {built.batch.batch_id}


def test_a_run_that_was_overtaken_writes_nothing(built: BatchLoad, stand_in: StandIn) -> None:
    stand_in.run(OVERTAKE)
    with pytest.raises(LeaseLostError, match="other process"):
        insert_table(built.lease, "users")
    with pytest.raises(LeaseLostError, match="overtaken by other process"):
        built.publish()
    with pytest.raises(LeaseLostError):
        empty_batch(built.lease, built.lake)
    assert count_star(stand_in) == EMPTY
    assert stand_in.value("select count(*) from audit.songplays") == 2


def test_a_file_that_another_run_has_loaded_since_is_not_loaded_twice(
    built: BatchLoad, stand_in: StandIn
) -> None:
    uri = built.batch.files[0].uri.replace("'", "''")
    stand_in.run(
        "insert into ops.loaded_files (uri, kind, etag, size_bytes, batch_id, loaded_at) "
        f"values ('{uri}', 'events', 'e', 1, 'other', getdate())"
    )
    with pytest.raises(LeaseLostError, match="1 of its files were loaded by another run"):
        built.publish()
    assert count_star(stand_in) == EMPTY


def lose_rows(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Makes COPY lose rows of staging, as a fault of ours or of the warehouse would."""
    copy = TableCopies.copy_pack

    def copy_and_lose(self: TableCopies, session: Session, *args: Any) -> None:
        copy(self, session, *args)
        session._cursor.execute(statement)

    monkeypatch.setattr(TableCopies, "copy_pack", copy_and_lose)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "delete from staging.staging_events where page = 'Home'",
            r"events\.json: 3 lines were read, but 2 are accounted for",
        ),
        (
            "update staging.staging_events set file_uri = null where page = 'Home'",
            r"1 rows do not know the file they were loaded from",
        ),
    ],
    ids=["a line is lost", "a line has lost its file"],
)
def test_lines_that_do_not_add_up_build_nothing(
    statement: str,
    message: str,
    *,
    warehouse: Warehouse,
    make_lake: MakeLake,
    stand_in: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose_rows(monkeypatch, statement)
    lake = make_lake({"2018-11-01": [{}, {}, {"page": "Home"}]})
    with pytest.raises(CheckFailedError, match=message):
        build(warehouse, lake, plan_batch(warehouse, lake, Request()))
    assert count_star(stand_in) == EMPTY


@pytest.mark.parametrize(
    "change",
    [
        "delete from {} where item_in_session = {}",
        "update {} set file_uri = 'another' where item_in_session = {}",
        "update {} set start_time = '2031-01-01' where item_in_session = {}",
    ],
)
@pytest.mark.parametrize(
    ("table", "item", "message"),
    [
        ("audit.songplays", 1, r"events\.json has 2 plays, of which 1 would"),
        ("audit.page_views", 2, r"events\.json has 1 page views, of which 0 would"),
    ],
)
def test_an_event_that_is_lost_on_the_way_publishes_nothing(
    change: str, table: str, item: int, message: str, *, built: BatchLoad, stand_in: StandIn
) -> None:
    stand_in.run(change.format(table, item))
    with pytest.raises(CheckFailedError, match=message):
        built.publish()
    assert count_star(stand_in) == EMPTY


def test_the_figures_of_each_file_add_up_to_its_lines(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    first, second = "2018-11-01", "2018-11-02"
    play = {"sessionId": 1, "itemInSession": 0, "ts": f"{first} 10:00:00"}
    again = {**play, "ts": f"{second} 10:00:00"}  # the newer line of the play counts
    other_day = {"sessionId": 2, "ts": f"{second} 11:00:00"}
    view = {**play, "page": "Upgrade"}  # a page view has no contest with the play of its key
    files: dict[str, list[Any]] = {
        f"{first}-events.json": [play, play, view, view, "garbage", other_day],
        f"{second}-events.json": [again, {"sessionId": 3}, {**view, "ts": f"{second} 10:00:00"}],
    }
    write_files(tmp_path, files)
    published = load(open_lake(tmp_path))
    units = stand_in.rows("select * from ops.load_units order by unit")
    names = ("lines", "plays", "page_views", "duplicates", "rejected")
    assert [tuple(unit[name] for name in names) for unit in units] == [
        (6, 2, 1, 2, 1),
        (3, 2, 1, 0, 0),
    ]
    span = [(str(unit["first_event_at"]), str(unit["last_event_at"])) for unit in units]
    assert span[0] == (f"{first} 10:00:00", f"{second} 11:00:00")
    assert published is not None
    assert (published.lines, published.songplays, published.page_views) == (9, 3, 1)
    assert published.duplicates == 4
    assert stand_in.value("select count(*) from ops.repeated_events") == 2


def test_an_insert_that_runs_again_changes_nothing(built: BatchLoad, stand_in: StandIn) -> None:
    for table in STAR_TABLES:
        before = stand_in.rows(f"select * from audit.{table}")
        insert_table(built.lease, table)
        assert stand_in.rows(f"select * from audit.{table}") == before


def test_nothing_is_left_behind_after_the_batch(
    built: BatchLoad, stand_in: StandIn, tmp_path: Path
) -> None:
    built.publish()
    assert list((tmp_path / "work").iterdir())
    empty_batch(built.lease, built.lake)
    tables = stand_in.rows(
        "select table_schema || '.' || table_name as name from svv_tables "
        "where table_schema in ('staging', 'audit') and table_type = 'BASE TABLE'"
    )
    assert len(tables) > 10
    counts = [stand_in.value(f"select count(*) from {row['name']}") for row in tables]
    assert sum(counts) == 0
    assert list((tmp_path / "work").iterdir()) == []


def test_what_a_killed_run_left_does_not_leak_into_the_next(
    built: BatchLoad, load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    assert built.batch.files
    write_files(tmp_path, {DAY: [{"userId": "7"}], "TR0.json": None})
    (tmp_path / "work" / "of-a-killed-run").mkdir()
    give_back(built.lease)
    load(open_lake(tmp_path))
    assert count_star(stand_in) == {
        "users": 1,
        "songs": 0,
        "artists": 0,
        "time": 1,
        "page_views": 0,
        "songplays": 1,
    }
    assert stand_in.value("select user_id from star.users") == "7"
    assert list((tmp_path / "work").iterdir()) == []


def test_creating_what_is_there_creates_nothing(warehouse: Warehouse) -> None:
    assert update_tables(warehouse) == []


def publish_through(proxy: BreakingProxy, built: BatchLoad) -> object:
    """Publishes the batch of the stand-in through the proxy."""
    built.lease.warehouse = Warehouse("behind a proxy", proxy.connect, ROLE)
    return built.publish()


def test_a_commit_whose_reply_is_lost_is_known_from_the_ledger(
    built: BatchLoad, proxy: BreakingProxy, stand_in: StandIn
) -> None:
    proxy.arm(COMMIT, "reply")
    figures = publish_through(proxy, built)
    assert proxy.losses == 1
    assert getattr(figures, "songplays", None) == 2
    assert count_star(stand_in) == PUBLISHED
    assert stand_in.value("select count(*) from ops.batches") == 1


def test_a_commit_that_never_arrived_is_tried_again(
    built: BatchLoad, proxy: BreakingProxy, stand_in: StandIn
) -> None:
    proxy.arm(COMMIT, "request")
    with pytest.raises(TransientError, match="ledger says that it was not published"):
        publish_through(proxy, built)
    assert proxy.losses == 1
    assert count_star(stand_in) == EMPTY
    publish_through(proxy, built)
    assert count_star(stand_in) == PUBLISHED


def test_publishing_again_what_is_published_gives_the_same_figures_and_rows(
    built: BatchLoad, stand_in: StandIn
) -> None:
    figures = built.publish()
    assert built.publish() == figures
    assert count_star(stand_in) == PUBLISHED
    assert stand_in.value("select count(*) from ops.batches") == 1


@pytest.mark.parametrize(
    ("trigger", "loss"),
    [
        (b"copy staging.staging_events", "request"),
        (b"insert into audit.songplays", "reply"),
        (b"insert into star.users", "request"),
        pytest.param(b"copy staging.staging_events", "reply", marks=pytest.mark.long),
        pytest.param(b"insert into audit.songplays", "request", marks=pytest.mark.long),
        pytest.param(b"insert into star.users", "reply", marks=pytest.mark.long),
    ],
)
def test_a_connection_lost_on_the_way_can_be_retried_and_doubles_nothing(
    trigger: bytes,
    loss: Loss,
    *,
    proxy: BreakingProxy,
    warehouse: Warehouse,
    stand_in: StandIn,
    make_lake: MakeLake,
) -> None:
    lake = make_lake({"2018-11-01": [{}, {}, {"page": "Home"}]}, [{}])
    batch = plan_batch(warehouse, lake, Request())
    broken = Warehouse("behind a proxy", proxy.connect, ROLE)
    proxy.arm(trigger, loss)

    def build_and_publish() -> None:
        built = build(broken, lake, batch)
        try:
            built.publish()
        finally:
            give_back(built.lease)

    with pytest.raises(TransientError, match="connection to the warehouse was lost"):
        build_and_publish()
    assert count_star(stand_in) == EMPTY
    build_and_publish()
    assert count_star(stand_in) == PUBLISHED
