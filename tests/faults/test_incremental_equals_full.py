"""Whatever came in whatever order, the star is that of one load of the same files.

A machine adds, replaces, removes and loads tiny files at random. After each load the files that the
ledger names are loaded once into a second, empty warehouse, and both stars must be the same. With
`SPARKIFY_EXAMPLES=100` it tries as many sequences, and other ones each time.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from quick_load import build, give_back, load
from stand_in import StandIn
from star_rows import read_star
from tiny_lake import Row, find_path, open_lake, write_files

from local_redshift.process import stop_running
from warehouse.batch import Batch
from warehouse.building import create_missing
from warehouse.lake import EVERY_DAY, Window
from warehouse.plan import Request, plan_batch
from warehouse.publishing import empty_batch, publish_batch

EXAMPLES = int(os.environ.get("SPARKIFY_EXAMPLES", "4"))
DAYS = [date(2018, 11, number) for number in (1, 2, 3)]
DAY_WITHOUT_FILES = date(2018, 11, 4)
EVENT_FILES = [f"{day}-{name}" for day in DAYS for name in ("events.json", "more.json.gz")]
SONG_FILES = [f"TR{number}.json" for number in range(4)]


def draw_events(day: date) -> st.SearchStrategy[list[Row]]:
    """A few events of a file of that day; a third of them lie in other days."""
    strays = [other for other in [*DAYS, DAY_WITHOUT_FILES] if other != day]
    moments = st.sampled_from([day] * 2 * len(strays) + strays)
    event = st.fixed_dictionaries(
        {
            "ts": st.builds(
                "{} {}".format,
                moments,
                st.sampled_from(["10:00:00.796", "10:00:01.796", "23:59:59"]),
            ),
            "sessionId": st.integers(1, 6),
            "itemInSession": st.integers(0, 6),
            "page": st.sampled_from(["NextSong", "NextSong", "NextSong", "Home"]),
            "userId": st.sampled_from(["1", "2", ""]),
            "firstName": st.sampled_from(["Lily", "LÃ©a"]),
            "level": st.sampled_from(["free", "paid"]),
            "artist": st.sampled_from(["Some Artist", "BjÃ¶rk"]),
            "song": st.sampled_from(["One", "Two"]),
            "length": st.sampled_from([200.5, 202.0, 210.0, None]),
        }
    )
    return st.lists(event, min_size=1, max_size=5)


SONG = st.fixed_dictionaries(
    {
        "song_id": st.sampled_from(["SO1", "SO2", "SO3"]),
        "artist_id": st.sampled_from(["AR1", "AR2"]),
        "artist_name": st.sampled_from([" some artist", "Björk"]),
        "artist_location": st.sampled_from(["", "Reykjavik", "Chicago"]),
        "artist_latitude": st.sampled_from([None, 41.9]),
        "artist_longitude": st.sampled_from([None, -87.6]),
        "title": st.sampled_from(["One", "Two"]),
        "year": st.sampled_from([0, 1999, 2007]),
        "duration": st.sampled_from([200.5, 201.5, 204.0]),
    }
)
WINDOW = st.builds(
    lambda days: Window(min(days), max(days)), st.tuples(*[st.sampled_from(DAYS)] * 2)
)
REQUEST = st.builds(
    Request,
    st.one_of(st.just(EVERY_DAY), st.just(EVERY_DAY), WINDOW),
    is_full=st.sampled_from([False, False, False, True]),
    is_prune=st.sampled_from([False, False, True]),
)


@st.composite
def draw_files(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Some files, most of them of events."""
    names = draw(st.lists(st.sampled_from(EVENT_FILES), min_size=1, max_size=4, unique=True))
    files = {name: draw(draw_events(date.fromisoformat(name[:10]))) for name in names}
    songs: st.SearchStrategy[dict[str, list[Row]]] = st.dictionaries(
        st.sampled_from(SONG_FILES), st.lists(SONG, max_size=2), max_size=2
    )
    return files | draw(songs)


class Loads(RuleBasedStateMachine):
    """The lake, and what the ledger is to say of it."""

    tested: ClassVar[StandIn]
    empty: ClassVar[StandIn]

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="incremental-"))
        self.tested.clean()
        self.present: dict[str, list[Row]] = {}
        self.loaded: dict[str, list[Row]] = {}
        self.merged: set[date] = set()
        open_lake(self.root)

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @initialize(files=draw_files(), more=draw_files())
    def begin(self, files: dict[str, list[Row]], more: dict[str, list[Row]]) -> None:
        self.put(files | more)
        self.load(Request())

    @rule(files=draw_files(), request=REQUEST)
    def put_files(self, files: dict[str, list[Row]], request: Request) -> None:
        self.put(files)
        self.load(request)

    @rule(data=st.data(), request=REQUEST)
    def put_one_in_place_of_another(self, data: st.DataObject, request: Request) -> None:
        self.take_away(data)
        self.put_files(data.draw(draw_files()), request)

    @precondition(lambda self: self.present)
    @rule(data=st.data(), request=REQUEST)
    def put_again(self, data: st.DataObject, request: Request) -> None:
        name = data.draw(st.sampled_from(sorted(self.present)))
        self.put({name: self.present[name]})
        self.load(request)

    @rule(data=st.data(), request=REQUEST)
    def take_one_away(self, data: st.DataObject, request: Request) -> None:
        self.take_away(data)
        self.load(request)

    def put(self, files: dict[str, list[Row]]) -> None:
        write_files(self.root, files)
        self.present |= files

    def take_away(self, data: st.DataObject) -> None:
        for name in data.draw(st.lists(st.sampled_from(sorted(self.present) or [""]), max_size=2)):
            if self.present.pop(name, None) is not None:
                write_files(self.root, {name: None})

    def load(self, request: Request) -> None:
        batch = self.load_batch(request)
        self.merged = (self.merged | batch.day_plan.merged) - batch.day_plan.whole
        self.learn_loaded()
        self.compare()
        if request.window == EVERY_DAY:
            again = Request(is_prune=request.is_prune)
            assert plan_batch(self.tested.warehouse, open_lake(self.root), again).is_empty

    def load_batch(self, request: Request) -> Batch:
        lake = open_lake(self.root)
        batch = plan_batch(self.tested.warehouse, lake, request)
        if batch.is_empty:
            return batch
        built = build(self.tested.warehouse, lake, batch)
        with contextlib.closing(_Ending(built.lease)):
            publish_batch(built.lease, lake, built.events)
            empty_batch(built.lease, lake)
        return built.batch

    def learn_loaded(self) -> None:
        """What the ledger says is loaded: of each file its present content, or an older one."""
        lake = open_lake(self.root)
        etags = {
            file.uri: file.etag
            for kind in ("events", "songs")
            for file in lake.list_files(kind, EVERY_DAY)
        }
        ledger = self.tested.rows("select uri, etag from ops.loaded_files")
        uris = {f"file://{find_path(self.root, name)}": name for name in EVENT_FILES + SONG_FILES}
        self.loaded = {
            uris[row["uri"]]: self.present[uris[row["uri"]]]
            if etags.get(row["uri"]) == row["etag"]
            else self.loaded[uris[row["uri"]]]
            for row in ledger
        }
        assert len(self.loaded) == len(ledger)

    def compare(self) -> None:
        found, expected = read_star(self.tested.connect), self.load_once()
        if self.merged:
            keys = [row[0] for row in found["songplays"]]
            assert len(set(keys)) == len(keys)
            assert {row[0] for row in expected["songplays"]} <= set(keys)
            assert found["songs"] == expected["songs"]
            assert found["artists"] == expected["artists"]
        else:
            assert found == expected

    def load_once(self) -> dict[str, list[tuple[Any, ...]]]:
        """The star of the loaded files, loaded once into an empty warehouse."""
        with tempfile.TemporaryDirectory(prefix="full-") as directory:
            write_files(Path(directory), self.loaded)
            self.empty.clean()
            load(self.empty.warehouse, open_lake(Path(directory)))
        return read_star(self.empty.connect)


class _Ending:
    def __init__(self, lease: Any) -> None:
        self.lease = lease

    def close(self) -> None:
        give_back(self.lease)


@pytest.fixture
def second_stand_in(tmp_path: Path) -> Iterator[StandIn]:
    running = StandIn(tmp_path / "second")
    create_missing(running.warehouse)
    yield running
    stop_running(running.directory)


def test_incremental_loads_in_any_order_equal_one_full_load(
    stand_in: StandIn, second_stand_in: StandIn
) -> None:
    Loads.tested, Loads.empty = stand_in, second_stand_in
    run_state_machine_as_test(
        Loads,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=7,
            deadline=None,
            derandomize="SPARKIFY_EXAMPLES" not in os.environ,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
