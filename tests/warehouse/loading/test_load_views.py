"""Load views that lag behind COPY lose no refused line: the load waits for them, or fails."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from quick_load import load
from stand_in import StandIn
from tiny_lake import open_lake, write_files

from local_redshift.copying.load_log import LAG_VARIABLE
from local_redshift.process import stop_running
from warehouse.errors import TransientError
from warehouse.loading import table_copies

StartLagging = Callable[[float], StandIn]


@pytest.fixture
def start_lagging(
    tmp_path: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StartLagging]:
    """`start_lagging(seconds)`: a stand-in whose load views show a row so late, and a lake."""
    directory = tmp_path / "lagging"

    def start(seconds: float) -> StandIn:
        monkeypatch.setenv(LAG_VARIABLE, str(seconds))
        stand_in = StandIn(directory, prepared)
        write_files(tmp_path, {"2018-11-01-events.json": [{}, {}, '{"ts": "late"}']})
        return stand_in

    yield start
    stop_running(directory)


def test_a_refused_line_is_found_once_the_views_show_it(
    start_lagging: StartLagging, tmp_path: Path
) -> None:
    stand_in = start_lagging(2.5)
    load(stand_in.warehouse, open_lake(tmp_path))
    assert stand_in.value("select count(*) from ops.rejected_lines") == 1
    assert stand_in.rows("select lines, plays, rejected from ops.load_units") == [
        {"lines": 3, "plays": 2, "rejected": 1}
    ]


def test_views_that_show_nothing_stop_the_load_before_anything_is_published(
    start_lagging: StartLagging, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_copies, "VIEW_SECONDS", 2.0)
    stand_in = start_lagging(600)
    words = "2 s after the COPY it is not in sys_load_history. Nothing was published"
    with pytest.raises(TransientError, match=words):
        load(stand_in.warehouse, open_lake(tmp_path))
    assert stand_in.value("select count(*) from star.songplays") == 0
