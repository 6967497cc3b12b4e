"""A warehouse that an earlier version has filled is brought up to date by the next run.

`version_<version>.sql` are the tables of that version, and the views that read what has changed
since; `version_<version>.json` are the rows that it made of the files in `files.json`.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from quick_load import load
from stand_in import StandIn
from star_rows import Star, read_star
from tiny_lake import Row, find_path, open_lake, write_files

from local_redshift.process import stop_running
from warehouse.database.connection import Session, Warehouse
from warehouse.database.tables import find_changes, update_tables
from warehouse.errors import LedgerMissingError, PermanentError
from warehouse.lake.files import EVERY_DAY, Window, list_lake
from warehouse.planning.plan import Request, plan_batch
from warehouse.planning.plan_text import describe_plan
from warehouse.reconciling.comparison import compare_lake
from warehouse.sources import EVENTS, SONGS

HERE = Path(__file__).parent
FILES: dict[str, list[Row]] = json.loads((HERE / "files.json").read_text("utf-8"))
VERSIONS = ("0_1", "0_2")
VANISHED = "2018-11-04-vanished.json"
PLACE = "LAKE"  # stands for the lake's URI in the rows


class KilledError(Exception):
    """Stands for the end of the process: its connection is closed without a commit."""


def quote(value: object) -> str:
    if value is None:
        return "null"
    return "'" + str(value).replace("'", "''") + "'"


def fill(stand_in: StandIn, root: Path, version: str) -> None:
    """Makes the tables of a version and the rows that it had of the files."""
    texts = (HERE / f"version_{version}.sql").read_text("utf-8").split("\n;\n")
    lake = open_lake(root)
    rows: dict[str, list[dict[str, Any]]] = json.loads(
        (HERE / f"version_{version}.json").read_text("utf-8")
    )
    etags = {file.uri: file.etag for file in list_lake(lake, EVERY_DAY)}
    for table, table_rows in rows.items():
        for row in table_rows:
            values = {
                name: value.replace(PLACE, lake.uri) if isinstance(value, str) else value
                for name, value in row.items()
            }
            if table == "ops.loaded_files":
                values["etag"] = etags[values["uri"]]
            given = ", ".join(map(quote, values.values()))
            texts.append(f"insert into {table} ({', '.join(values)}) values ({given})")
    stand_in.run(*texts)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the lake."""
    root = tmp_path_factory.mktemp("versions")
    write_files(root, FILES)
    return root


@pytest.fixture(scope="module")
def whole(root: Path, stand_in: StandIn) -> Star:
    """The star of one run over the lake into an empty warehouse."""
    return load_clean(stand_in, root)


@pytest.fixture(scope="module", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """The version that has filled the warehouse."""
    return str(request.param)


@pytest.fixture(scope="module")
def filled(version: str, root: Path) -> Path:
    """The directory of a stopped stand-in that the version has filled from the lake."""
    running = StandIn(root / version)
    fill(running, root, version)
    stop_running(running.directory)
    return running.directory


@pytest.fixture(scope="module")
def altered(filled: Path) -> Path:
    """The same, with the tables of this version."""
    running = StandIn(shutil.copytree(filled, filled.with_name(f"{filled.name}_altered")))
    update_tables(running.warehouse)
    stop_running(running.directory)
    return running.directory


@pytest.fixture
def old(filled: Path, tmp_path: Path) -> Iterator[StandIn]:
    """A copy of the stand-in that the version has filled."""
    yield from run_copy(filled, tmp_path)


@pytest.fixture
def begun(altered: Path, root: Path, tmp_path: Path) -> Iterator[StandIn]:
    """A copy of the stand-in as a run has it that begins: its tables are of this version."""
    yield from run_copy(altered, tmp_path)
    if not find_path(root, VANISHED).exists():
        write_files(root, {VANISHED: FILES[VANISHED]})


def run_copy(directory: Path, target: Path) -> Iterator[StandIn]:
    running = StandIn(shutil.copytree(directory, target / "stand_in"))
    yield running
    stop_running(running.directory)


def load_clean(stand_in: StandIn, root: Path) -> Star:
    stand_in.clean()
    load(stand_in.warehouse, open_lake(root))
    return read_star(stand_in.connect)


def test_the_first_run_has_the_star_of_a_clean_one(begun: StandIn, root: Path, whole: Star) -> None:
    load(begun.warehouse, open_lake(root))
    assert read_star(begun.connect) == whole
    assert compare_lake(begun.warehouse, open_lake(root), EVERY_DAY).is_in_agreement
    assert begun.rows("select user_id from ops.user_files where file_uri = 'unknown'") == []
    assert plan_batch(begun.warehouse, open_lake(root), Request()).is_empty
    assert update_tables(begun.warehouse) == []


def test_plays_and_users_of_a_file_that_has_vanished_stay_until_they_are_pruned(
    version: str, begun: StandIn, root: Path, stand_in: StandIn, whole: Star
) -> None:
    write_files(root, {VANISHED: None})
    load(begun.warehouse, open_lake(root))
    star = read_star(begun.connect)
    assert [row[-1] for row in star["songplays"]].count("unknown") == (version == "0_1")
    assert {row[:-1] for row in star["songplays"]} == {row[:-1] for row in whole["songplays"]}
    (lost,) = set(whole["page_views"]) - set(star["page_views"])  # no version has kept it
    assert lost[-1].endswith(VANISHED)
    others = star.keys() - {"songplays", "page_views"}
    assert {table: star[table] for table in others} == {table: whole[table] for table in others}
    found = compare_lake(begun.warehouse, open_lake(root), EVERY_DAY)
    assert found.of("drifted") == []
    assert [each.name.rpartition("/")[2] for each in found.of("orphaned")] == [
        VANISHED,
        *(["an unknown file"] if version == "0_1" else []),
    ]
    load(begun.warehouse, open_lake(root), Request(is_prune=True))
    assert read_star(begun.connect) == load_clean(stand_in, root)
    assert compare_lake(begun.warehouse, open_lake(root), EVERY_DAY).is_in_agreement


def test_a_vanished_file_that_comes_back_takes_its_rows_over(
    begun: StandIn, root: Path, whole: Star
) -> None:
    write_files(root, {VANISHED: None})
    load(begun.warehouse, open_lake(root))
    write_files(root, {VANISHED: FILES[VANISHED]})
    load(begun.warehouse, open_lake(root))
    assert read_star(begun.connect) == whole


def test_a_file_counts_as_not_loaded_until_its_page_views_are(
    begun: StandIn, root: Path, whole: Star
) -> None:
    day = date(2018, 11, 1)
    load(begun.warehouse, open_lake(root), Request(Window(day, day)))
    assert len(read_star(begun.connect)["page_views"]) == 1
    found = compare_lake(begun.warehouse, open_lake(root), EVERY_DAY)
    assert [each.day for each in found.of("replaced")] == [date(2018, 11, n) for n in (2, 3, 4)]
    assert len(plan_batch(begun.warehouse, open_lake(root), Request()).files) == 3
    load(begun.warehouse, open_lake(root))
    assert read_star(begun.connect) == whole


def test_tables_of_an_earlier_version_are_not_compared_but_named(old: StandIn, root: Path) -> None:
    with pytest.raises(LedgerMissingError, match=r"of an earlier version.*etl_flow"):
        compare_lake(old.warehouse, open_lake(root), EVERY_DAY)


ALTERATIONS = {
    "0_1": (
        "alter table star.songplays add column file_uri",
        "alter table ops.loaded_files add column unit",
        "drop table ops.user_days",
        "alter table ops.batches drop column unchanged",
    ),
    "0_2": (
        "alter table ops.load_units add column page_views",
        "alter table ops.batches rename column other_pages",
        "insert into ops.repeated_events",
        "drop table ops.repeated_plays",
        "alter table ops.load_units drop column other_pages",
    ),
}


def test_a_plan_shows_the_changes_and_makes_none(version: str, old: StandIn, root: Path) -> None:
    columns = old.rows("select * from svv_columns where table_schema in ('ops', 'star')")
    with old.warehouse.transaction() as session:
        changes = find_changes(session)
    planned = plan_batch(old.warehouse, open_lake(root), Request())
    assert not planned.vanished
    text = describe_plan(planned, changes.names)
    assert len(planned.list_files(EVENTS)) == 4
    assert planned.list_files(SONGS) == []
    for words in ALTERATIONS[version]:
        assert words in text
    assert old.rows("select * from svv_columns where table_schema in ('ops', 'star')") == columns


def test_an_upgrade_that_is_killed_between_any_two_statements_is_finished_by_the_next_run(
    old: StandIn,
    root: Path,
    whole: Star,
    *,
    monkeypatch: pytest.MonkeyPatch,
    long: bool,
) -> None:
    """Each upgrade may send some statements more than the one before it; `--long`: one more."""
    send, left = Session._send, 0

    def send_some(self: Session, *args: Any) -> None:
        nonlocal left
        if left == 0:
            raise KilledError
        left -= 1
        send(self, *args)

    more = 1 if long else 16
    for sent in count(1, more):
        left = sent
        with monkeypatch.context() as patched:
            patched.setattr(Session, "_send", send_some)
            try:
                update_tables(old.warehouse)
            except KilledError:
                continue
            break
    assert sent > 20
    load(old.warehouse, open_lake(root))
    assert read_star(old.connect) == whole


def test_columns_that_no_version_before_had_are_refused_in_one_line_and_nothing_is_changed(
    stand_in: StandIn, warehouse: Warehouse
) -> None:
    stand_in.run(
        "alter table star.users add column email varchar(64)",
        "alter table ops.batches rename column matched to linked",
    )
    try:
        with pytest.raises(PermanentError, match=r"ops\.batches lacks matched and has.* linked"):
            update_tables(warehouse)
        stand_in.run("alter table ops.batches rename column linked to matched")
        with pytest.raises(PermanentError, match=r"star\.users has.* email\. Nothing was changed"):
            update_tables(warehouse)
    finally:
        stand_in.run("alter table star.users drop column email")
    assert update_tables(warehouse) == []
