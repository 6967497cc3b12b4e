"""Every file below the lake's folders is loaded, or is named with the reason why it is not."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from fixture_types import Load
from littered_lake import IGNORED, SUMMARY
from stand_in import StandIn
from tiny_lake import find_path, make_event, open_lake, write_files

from warehouse.database.connection import Warehouse
from warehouse.lake.files import EVERY_DAY, Window
from warehouse.lake.json_objects import read_objects
from warehouse.planning import batch as batches
from warehouse.planning.plan import Request, plan_batch
from warehouse.planning.plan_text import describe_plan
from warehouse.publishing.report import Report, list_facts
from warehouse.reconciling.comparison import compare_lake
from warehouse.reconciling.reconciliation_text import write_headline, write_markdown, write_text

FOLDER = "log_data/2018/11"
NOV_2 = date(2018, 11, 2)


def make_lines(count: int, session: int) -> bytes:
    """Lines of a log: plays of one session."""
    events = [make_event({"sessionId": session}, "", number) for number in range(count)]
    return "\n".join(json.dumps(event) for event in events).encode()


def put(root: Path, name: str, content: bytes) -> None:
    """Writes a file below the lake as it is."""
    path = find_path(root, f"{FOLDER}/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "limits",
    [
        {"LARGE_FILE_BYTES": 1},
        {"LARGE_FILE_BYTES": 0, "MANY_LARGE_FILES": 1},
        {"LARGE_FILE_BYTES": 2**40},
    ],
    ids=["large", "one unit", "packed"],
)
def test_gzip_is_known_by_its_first_bytes_and_not_by_the_name(
    limits: dict[str, int],
    load: Load,
    stand_in: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, limit in limits.items():
        monkeypatch.setattr(batches, name, limit)
    put(tmp_path, "2018-11-01-plain.json.gz", make_lines(2, 1))
    put(tmp_path, "2018-11-01-packed.json", gzip.compress(make_lines(3, 2)))
    put(tmp_path, "2018-11-01-short.json", make_lines(1, 3) + b"\n{")
    put(tmp_path, "2018-11-01-empty.json.gz", b"")
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert (figures.lines, figures.songplays, figures.rejected) == (7, 6, 1)
    lines = stand_in.rows("select file_uri, line_number, raw_line from ops.rejected_lines")
    assert [(row["line_number"], row["raw_line"]) for row in lines] == [(2, "{")]


def test_a_rejected_line_of_gzip_with_another_name_is_kept_as_text(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    content = make_lines(1, 1) + b"\n{broken"
    put(tmp_path, "2018-11-01-events.json", gzip.compress(content))
    load(open_lake(tmp_path))
    lines = stand_in.rows("select line_number, raw_line from ops.rejected_lines")
    assert [(row["line_number"], row["raw_line"]) for row in lines] == [(2, "{broken")]


@pytest.mark.parametrize("name", ["2018-11-01-events.json", "2018-11-01-events.json.gz"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_rebuild_of_the_ledger_reads_gzip_by_its_first_bytes(
    name: str, *, is_packed: bool, tmp_path: Path
) -> None:
    content = make_lines(2, 1)
    put(tmp_path, name, gzip.compress(content) if is_packed else content)
    lake = open_lake(tmp_path)
    objects = read_objects(lake, f"{lake.uri}/{FOLDER}/{name}")
    assert [one["itemInSession"] for one in objects] == ["0", "1"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("events-20181102.json", NOV_2),
        ("20181102-events.json", NOV_2),
        ("2018-11-02-events.JSON", NOV_2),
        ("events_2018_11_02.Json.GZ", NOV_2),
        ("log2018-11-02T00.ndjson", NOV_2),
        ("part-0001-of-2018-11-02.jsonl.gz", NOV_2),
        ("99999999-20181102.json", NOV_2),
        ("2018-11-02-of-2018-11-03.json", NOV_2),
        ("events.json", None),
        ("120181102x.json", None),
        ("x201811021.json", None),
        ("2018-11-021.json", None),
        ("12018-11-02.json", None),
        ("2018-1102.json", None),
        ("2018-11_02.json", None),
        ("2018-11-31-events.json", None),
        ("2018-13-01-events.json", None),
        ("0000-00-00.json", None),
        ("٢٠١٨-11-02.json", None),
    ],
)
def test_events_are_loaded_whatever_their_file_is_called(
    name: str, day: date | None, load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {f"log_data/{name}": [{}, {"page": "Home"}]})
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert (figures.lines, figures.songplays) == (2, 1)
    (known,) = stand_in.rows("select uri, day from ops.loaded_files")
    assert known == {"uri": f"file://{tmp_path}/lake/log_data/{name}", "day": day}
    assert load(open_lake(tmp_path)) is None


def test_the_title_of_a_batch_says_that_files_have_no_day(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    titles = []
    for name in ("events.json", "20181102.json", "20181104.json"):
        write_files(tmp_path, {f"log_data/{name}": [{}]})
        titles.append(plan_batch(warehouse, open_lake(tmp_path), Request()).title)
    assert titles == [
        "files without a day",
        "2018-11-02 and files without a day",
        "2018-11-02 to 2018-11-04 and files without a day",
    ]


def test_prune_of_a_day_keeps_its_file_in_the_folder_of_another_month(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {"log_data/2018/12/2018-11-02-events.json": [{}]})
    write_files(tmp_path, {"log_data/2018/11/2018-11-02-more.json": [{"sessionId": 2}]})
    load(open_lake(tmp_path))
    write_files(tmp_path, {"log_data/2018/11/2018-11-02-more.json": None})
    load(open_lake(tmp_path), Request(Window(NOV_2, NOV_2), is_prune=True))
    files = stand_in.rows("select file_uri from star.songplays")
    assert [row["file_uri"].rsplit("/", 2)[1:] for row in files] == [
        ["12", "2018-11-02-events.json"]
    ]


def test_prune_of_a_window_takes_out_a_file_without_a_day_only_when_it_is_gone(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {"log_data/a.json": [{}], "log_data/b.json": [{"sessionId": 2}]})
    load(open_lake(tmp_path))
    write_files(tmp_path, {"log_data/b.json": None})
    load(open_lake(tmp_path), Request(Window(NOV_2, NOV_2), is_prune=True))
    files = stand_in.rows("select file_uri from star.songplays")
    assert [row["file_uri"].rsplit("/", 1)[-1] for row in files] == ["a.json"]


def test_a_lake_with_a_link_that_leads_back_loads(load: Load, tmp_path: Path) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "TRA.json": [{}]})
    (tmp_path / "lake" / "log_data" / "2018" / "back").symlink_to("..")
    (tmp_path / "lake" / "song_data" / "self").symlink_to("self")
    figures = load(open_lake(tmp_path))
    assert figures is not None
    assert figures.lines == 1


def test_a_plan_names_all_that_is_ignored(warehouse: Warehouse, littered: Path) -> None:
    lake = open_lake(littered)
    text = describe_plan(plan_batch(warehouse, lake, Request()))
    named = [line for line in text.splitlines() if line.startswith("ignored")]
    assert named == [f"ignored: {lake.uri}/{path} ({why})" for path, why in IGNORED.items()]


def test_a_report_says_in_one_line_what_is_ignored_also_when_nothing_is_new(
    warehouse: Warehouse, load: Load, littered: Path
) -> None:
    lake = open_lake(littered)
    for is_empty in (False, True):
        batch = plan_batch(warehouse, lake, Request())
        assert batch.is_empty == is_empty
        facts = dict(list_facts(Report("", batch, {}, 1)))
        assert facts["ignored"] == SUMMARY
        load(lake)


def test_a_lake_of_which_nothing_is_ignored_says_nothing_of_it(
    warehouse: Warehouse, load: Load, tmp_path: Path
) -> None:
    write_files(tmp_path, {"2018-11-01-events.json": [{}], "TRA.json": [{}]})
    lake = open_lake(tmp_path)
    load(lake)
    batch = plan_batch(warehouse, lake, Request())
    assert "ignored" not in dict(list_facts(Report("", batch, {}, 1)))
    assert "ignored" not in describe_plan(batch)
    headline = write_headline(compare_lake(warehouse, lake, EVERY_DAY))
    assert headline.endswith(": 2 files, 1 plays, 0 page views.")


def test_a_comparison_that_agrees_counts_and_names_what_is_ignored(
    warehouse: Warehouse, load: Load, littered: Path
) -> None:
    load(open_lake(littered))
    found = compare_lake(warehouse, open_lake(littered), EVERY_DAY)
    assert found.is_in_agreement
    counts = "2 files, 1 plays, 0 page views; 6 ignored"
    assert write_headline(found) == f"Lake, ledger and star agree: {counts}."
    text, page = write_text(found), write_markdown(found)
    for path, reason in IGNORED.items():
        assert f"\n  {path}  ({reason})" in text
        assert f"\n| ignored | {path} | {reason} |" in page


@pytest.mark.parametrize("has_tables", [True, False])
def test_a_comparison_that_disagrees_counts_what_is_ignored(
    warehouse: Warehouse, stand_in: StandIn, littered: Path, *, has_tables: bool
) -> None:
    if not has_tables:
        stand_in.run("alter table ops.batches rename to hidden_batches")
        stand_in.run("alter table star.songplays rename to hidden_songplays")
    try:
        found = compare_lake(warehouse, open_lake(littered), EVERY_DAY)
    finally:
        if not has_tables:
            stand_in.run("alter table ops.hidden_batches rename to batches")
            stand_in.run("alter table star.hidden_songplays rename to songplays")
    assert write_headline(found) == "Lake, ledger and star disagree: 2 missing; 6 ignored."


def test_a_ledger_that_knows_another_day_of_a_file_loads_it_once(
    load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    write_files(tmp_path, {"log_data/2018-11-021.json": [{}]})
    load(open_lake(tmp_path))
    stand_in.run("update ops.loaded_files set day = '2018-11-02'")  # as an earlier version did
    elsewhere = Window(date(2019, 1, 1), date(2019, 1, 1))
    assert load(open_lake(tmp_path), Request(elsewhere)) is None
    assert compare_lake(stand_in.warehouse, open_lake(tmp_path), elsewhere).is_in_agreement
