"""The text of a rejected line is kept for a time only, and readers of marts never see it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fixture_types import Load
from stand_in import StandIn
from tiny_lake import open_lake, write_files

from warehouse.database.lease import take_lease
from warehouse.planning.limits import RAW_LINE_DAYS
from warehouse.publishing.publication import empty_batch

DAY_1, DAY_2 = "2018-11-01-events.json", "2018-11-02-events.json"
TEXTS = ["old", "young", "new"]
AGES = {"old": RAW_LINE_DAYS + 1, "young": RAW_LINE_DAYS - 1}


@pytest.fixture
def aged(load: Load, stand_in: StandIn, tmp_path: Path) -> Path:
    """The directory of a loaded lake; of its three bad lines one was rejected long ago."""
    write_files(tmp_path, {DAY_1: [{}, *TEXTS, {}, {}]})
    load(open_lake(tmp_path))
    for text, days in AGES.items():
        then = datetime.now(UTC) - timedelta(days=days)
        stand_in.run(
            f"update ops.rejected_lines set rejected_at = '{then:%Y-%m-%d %H:%M:%S}' "
            f"where raw_line = '{text}'"
        )
    return tmp_path


def read_texts(stand_in: StandIn) -> list[str | None]:
    rows = stand_in.rows("select raw_line from ops.rejected_lines order by line_number")
    return [row["raw_line"] for row in rows]


def test_a_run_that_publishes_takes_old_texts_away_and_leaves_their_rows(
    aged: Path, load: Load, stand_in: StandIn
) -> None:
    columns = "line_number, file_uri, column_name, reason, rejected_at"
    before = stand_in.rows(f"select {columns} from ops.rejected_lines order by line_number")
    write_files(aged, {DAY_2: [{}]})
    load(open_lake(aged))
    assert read_texts(stand_in) == [None, "young", "new"]
    after = stand_in.rows(f"select {columns} from ops.rejected_lines order by line_number")
    assert after == before


@pytest.mark.parametrize(("days", "kept"), [(RAW_LINE_DAYS + 2, TEXTS), (1, [None, None, "new"])])
def test_the_time_is_a_parameter(
    days: int, kept: list[str | None], aged: Path, stand_in: StandIn
) -> None:
    lease = take_lease(stand_in.warehouse, "next")
    assert lease is not None
    with lease:
        empty_batch(lease, open_lake(aged), days)
    assert read_texts(stand_in) == kept


def test_no_mart_shows_the_text_of_a_line(aged: Path, stand_in: StandIn) -> None:
    assert aged
    columns = stand_in.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'mart'"
    )
    assert {row["column_name"] for row in columns} >= {"file_uri", "reason", "user_id"}
    assert [row for row in columns if row["column_name"] == "raw_line"] == []
    views = sorted({row["table_name"] for row in columns})
    shown = {view: str(stand_in.rows(f"select * from mart.{view}")) for view in views}
    assert DAY_1 in shown["rejected_lines"]
    assert [
        view for view, text in shown.items() if any(f"'{each}'" in text for each in TEXTS)
    ] == []
