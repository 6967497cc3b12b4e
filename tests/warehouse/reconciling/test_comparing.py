"""Lake, ledger and star compared: what each disagreement is called, and that nothing changes."""

from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import open_lake, write_files

from warehouse.errors import LedgerMissingError
from warehouse.lake.files import EVERY_DAY, Window
from warehouse.planning.plan import Request
from warehouse.reconciling.comparison import Reconciliation, compare_lake
from warehouse.reconciling.reconciliation_text import write_markdown, write_text

DAY_1, DAY_2, DAY_3 = (f"2018-11-0{day}-events.json" for day in (1, 2, 3))


def compare(stand_in: StandIn, root: Path, window: Window = EVERY_DAY) -> Reconciliation:
    return compare_lake(stand_in.warehouse, open_lake(root), window)


def names(found: Reconciliation) -> list[tuple[str, str]]:
    return [(finding.kind, finding.name.rsplit("/", 1)[-1]) for finding in found.findings]


def test_what_was_just_loaded_agrees(stand_in: StandIn, loaded: Path) -> None:
    found = compare(stand_in, loaded)
    assert found.is_in_agreement
    assert (found.file_count, found.play_count, found.page_view_count) == (4, 3, 1)
    assert "Lake, ledger and star agree: 4 files, 3 plays, 1 page views." in write_text(found)
    assert "Next" not in write_text(found)


def test_an_empty_warehouse_misses_every_file(stand_in: StandIn, loaded: Path) -> None:
    stand_in.clean()
    found = compare(stand_in, loaded)
    assert [kind for kind, _ in names(found)] == ["missing"] * 4
    assert not found.is_ledger_lost
    assert "python flows/etl_flow.py" in write_text(found)


def test_a_new_file_is_missing(stand_in: StandIn, loaded: Path) -> None:
    write_files(loaded, {DAY_3: [{}], "TRC.json": [{}]})
    assert names(compare(stand_in, loaded)) == [("missing", DAY_3), ("missing", "TRC.json")]


def test_a_file_with_other_content_is_replaced(stand_in: StandIn, loaded: Path) -> None:
    write_files(loaded, {DAY_1: [{}], "TRA.json": [{"title": "New"}]})
    found = compare(stand_in, loaded)
    assert names(found) == [("replaced", DAY_1), ("replaced", "TRA.json")]
    assert "loaded with" in write_text(found)


def test_a_file_that_is_gone_is_orphaned_and_pruning_is_named(
    stand_in: StandIn, loaded: Path
) -> None:
    write_files(loaded, {DAY_1: None, "TRA.json": None})
    found = compare(stand_in, loaded)
    assert names(found) == [("orphaned", DAY_1), ("orphaned", "TRA.json")]
    assert "python flows/etl_flow.py --prune" in write_text(found)
    assert "--rebuild-ledger" not in write_text(found)


def test_plays_and_songs_that_nobody_knows_the_file_of_are_orphaned(
    stand_in: StandIn, loaded: Path
) -> None:
    stand_in.run("delete from ops.loaded_files where day = '2018-11-01' or uri like '%TRA.json'")
    write_files(loaded, {DAY_1: None, "TRA.json": None})
    found = compare(stand_in, loaded)
    assert names(found) == [("orphaned", DAY_1), ("orphaned", "TRA.json")]
    assert "2 plays and 1 page views of a file that is not in the ledger" in write_text(found)


def test_a_ledger_that_is_lost_is_told_with_the_command_that_rebuilds_it(
    stand_in: StandIn, loaded: Path
) -> None:
    stand_in.run("delete from ops.loaded_files")
    found = compare(stand_in, loaded)
    assert found.is_ledger_lost
    assert "python flows/reconcile_flow.py --rebuild-ledger" in write_text(found)


def test_a_ledger_whose_table_is_gone_is_refused_with_the_same_command(
    stand_in: StandIn, loaded: Path
) -> None:
    stand_in.run("alter table ops.loaded_files rename to hidden_files")
    try:
        with pytest.raises(LedgerMissingError, match=r"ops\.loaded_files.*--rebuild-ledger"):
            compare(stand_in, loaded)
    finally:
        stand_in.run("alter table ops.hidden_files rename to loaded_files")


@pytest.mark.parametrize(
    ("statement", "name", "detail"),
    [
        (
            "delete from star.songplays where start_time < '2018-11-02' and item_in_session = 0",
            DAY_1,
            "1 plays in the star, 2 were published",
        ),
        (
            "insert into star.songplays select * from star.songplays",
            DAY_1,
            "4 plays in the star, 2 were published",
        ),
        (
            "delete from star.songplays where start_time < '2018-11-02'",
            DAY_1,
            "0 plays in the star, 2 were published",
        ),
        (
            "update star.songplays set level = 'x' where start_time < '2018-11-02'",
            DAY_1,
            "2 plays and 1 page views in the star, with other values than were published",
        ),
        (
            "delete from star.page_views",
            DAY_1,
            "0 page views in the star, 1 were published",
        ),
        (
            "update star.page_views set status = 404",
            DAY_1,
            "2 plays and 1 page views in the star, with other values than were published",
        ),
        (
            "delete from star.time where start_time < '2018-11-02'",
            DAY_1,
            "2 of 2 plays have no row in star.time",
        ),
        (
            "delete from star.songs where song_id = 'SO-TRA-0'",
            "song SO-TRA-0",
            "in ops.catalogue, not in star.songs",
        ),
        (
            "insert into star.songs select * from star.songs where song_id = 'SO-TRA-0'",
            "song SO-TRA-0",
            "2 equal rows in star.songs",
        ),
        (
            "update star.songs set title = 'X' where song_id = 'SO-TRA-0'",
            "song SO-TRA-0",
            "star.songs and ops.catalogue differ",
        ),
        (
            "update star.users set level = 'free' where user_id = '16'",
            "user 16",
            "star.users and ops.user_files differ",
        ),
        (
            "delete from ops.user_files where user_id = '16'",
            "user 16",
            "in star.users, not in ops.user_files",
        ),
    ],
)
def test_rows_that_are_not_as_they_were_published_have_drifted(
    statement: str, name: str, detail: str, stand_in: StandIn, loaded: Path
) -> None:
    stand_in.run(statement)
    first = compare(stand_in, loaded).findings[0]
    found = (first.kind, first.name.rsplit("/", 1)[-1], first.detail)
    assert found == ("drifted", name, detail)


def test_a_day_that_drifted_is_rebuilt_by_the_command_that_is_named(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    stand_in.run("delete from star.songplays where start_time < '2018-11-02'")
    text = write_text(compare(stand_in, loaded))
    assert "python flows/etl_flow.py --full --from 2018-11-01 --to 2018-11-01" in text
    day = date(2018, 11, 1)
    load(open_lake(loaded), Request(window=Window(day, day), is_full=True))
    assert compare(stand_in, loaded).is_in_agreement


def test_a_day_of_which_a_file_is_gone_has_not_drifted_when_another_comes(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    write_files(loaded, {DAY_1: None, "2018-11-01-more.json": [{"sessionId": 7}]})
    load(open_lake(loaded))
    assert names(compare(stand_in, loaded)) == [("orphaned", DAY_1)]


def test_a_day_that_was_pruned_agrees(stand_in: StandIn, loaded: Path, load: Load) -> None:
    write_files(loaded, {DAY_1: None, "TRA.json": None})
    load(open_lake(loaded), Request(is_prune=True))
    assert compare(stand_in, loaded).is_in_agreement


def test_an_event_in_the_file_of_another_day_agrees(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    write_files(loaded, {DAY_3: [{}, {"ts": "2018-11-09 01:00:00", "itemInSession": 9}]})
    load(open_lake(loaded))
    assert compare(stand_in, loaded).is_in_agreement


def test_a_day_agrees_whose_events_are_in_a_file_outside_of_the_window(
    stand_in: StandIn, loaded: Path, load: Load
) -> None:
    write_files(loaded, {DAY_1: [{}, {"ts": "2018-11-03 00:00:00"}]})
    load(open_lake(loaded))
    day = date(2018, 11, 3)
    assert compare(stand_in, loaded, Window(day, day)).is_in_agreement


def test_days_outside_of_the_window_are_not_compared(stand_in: StandIn, loaded: Path) -> None:
    write_files(loaded, {DAY_1: [{}], DAY_2: [{}, {}], DAY_3: [{}]})
    day = date(2018, 11, 2)
    found = compare(stand_in, loaded, Window(day, day))
    assert names(found) == [("replaced", DAY_2)]
    assert found.play_count == 1


def test_of_many_files_twenty_are_named_and_all_are_counted(
    stand_in: StandIn, loaded: Path
) -> None:
    write_files(loaded, {f"TRX{number:02}.json": [{}] for number in range(25)})
    found = compare(stand_in, loaded)
    for text in (write_text(found), write_markdown(found)):
        assert "TRX19.json" in text
        assert "TRX20.json" not in text
        assert "and 5 more" in text
        assert "disagree: 25 missing." in text


def test_comparing_changes_nothing(stand_in: StandIn, loaded: Path) -> None:
    write_files(loaded, {DAY_1: [{}], DAY_2: None, DAY_3: [{}]})
    stand_in.run("delete from ops.loaded_files where kind = 'songs'")
    tables = ("ops.loaded_files", "ops.lease", "star.songplays", "ops.batches", "ops.catalogue")
    before = {table: stand_in.rows(f"select * from {table}") for table in tables}
    assert not compare(stand_in, loaded).is_in_agreement
    assert {table: stand_in.rows(f"select * from {table}") for table in tables} == before
    assert not list((loaded / "work").glob("*"))
