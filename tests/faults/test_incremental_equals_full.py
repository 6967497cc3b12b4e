"""Whatever came in whatever order, the star is that of one load of the same files.

A machine adds, replaces, renames, splits, removes and loads tiny files at random. After each load
the files that the ledger names are loaded once into a second, empty warehouse, and both stars must
be the same. It does so with files that are packed, and with files that count as large, of which
those of one day are loaded together. `--long` tries 150 histories of each kind, other ones each
time.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from zlib import crc32

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from quick_load import build, finish, load
from stand_in import StandIn
from star_rows import read_star
from tiny_lake import Row, find_path, open_lake, write_files

from local_redshift.process import stop_running
from warehouse.lake.files import EVERY_DAY, Window, list_lake
from warehouse.planning import batch
from warehouse.planning.plan import Request, plan_batch
from warehouse.reconciling.comparison import compare_lake

EXAMPLES, MANY_EXAMPLES = 2, 150
STEPS, MANY_STEPS = 4, 7
SEED = 2  # its histories meet every rule, and prune and load in full
DAYS = [date(2018, 11, number) for number in (1, 2, 3)]
DAY_WITHOUT_FILES = date(2018, 11, 4)
PARTS = ("events.json", "more.json.gz", "third.json", "fourth.json")
EVENT_FILES = [f"{day}-{name}" for day in DAYS for name in PARTS]
SONG_FILES = [f"TR{number}.json" for number in range(4)]


def draw_events(day: date) -> st.SearchStrategy[list[Row]]:
    """A few events of a file of that day; a third of them lie in other days."""
    others = [other for other in [*DAYS, DAY_WITHOUT_FILES] if other != day]
    moments = st.sampled_from([day] * 2 * len(others) + others)
    event = st.fixed_dictionaries(
        {
            "ts": st.builds(
                "{} {}".format,
                moments,
                st.sampled_from(["10:00:00.796", "10:00:01.796", "23:59:59"]),
            ),
            "sessionId": st.integers(1, 6),
            "itemInSession": st.integers(0, 6),
            "page": st.sampled_from(["NextSong", "NextSong", "NextSong", "Home", "Error"]),
            "status": st.sampled_from([200, 404, None]),
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
    has_large_files: ClassVar[bool]

    def __init__(self) -> None:
        super().__init__()
        folder = self.tested.directory.parent  # which the stand-in may read
        self.root = Path(tempfile.mkdtemp(prefix="incremental-", dir=folder))
        self.tested.clean()
        self.present: dict[str, list[Row]] = {}
        self.loaded: dict[str, list[Row]] = {}
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

    @precondition(lambda self: any(name in EVENT_FILES for name in self.present))
    @rule(data=st.data(), request=REQUEST)
    def rename_or_split_a_file(self, data: st.DataObject, request: Request) -> None:
        name = data.draw(st.sampled_from([each for each in self.present if each in EVENT_FILES]))
        rows = self.present.pop(name)
        write_files(self.root, {name: None})
        others = st.sampled_from([each for each in EVENT_FILES if each[:10] == name[:10]])
        cut = data.draw(st.integers(0, len(rows)))
        self.put({data.draw(others): rows[:cut], data.draw(others): rows[cut:]})
        self.load(request)

    def put(self, files: dict[str, list[Row]]) -> None:
        if self.has_large_files:
            files = {name: [_fill(row) for row in rows] for name, rows in files.items()}
        write_files(self.root, files)
        self.present |= files

    def take_away(self, data: st.DataObject) -> None:
        for name in data.draw(st.lists(st.sampled_from(sorted(self.present) or [""]), max_size=2)):
            if self.present.pop(name, None) is not None:
                write_files(self.root, {name: None})

    def load(self, request: Request) -> None:
        lake = open_lake(self.root)
        planned = plan_batch(self.tested.warehouse, lake, request)
        if not planned.is_empty:
            accepted = frozenset(file.uri for file in planned.files)
            finish(build(self.tested.warehouse, lake, replace(planned, accepted=accepted)))
        self.learn_loaded()
        self.compare()
        if request.window == EVERY_DAY:
            again = Request(is_prune=request.is_prune)
            assert plan_batch(self.tested.warehouse, open_lake(self.root), again).is_empty

    def learn_loaded(self) -> None:
        """What the ledger says is loaded: of each file its present content, or an older one."""
        lake = open_lake(self.root)
        etags = {file.uri: file.etag for file in list_lake(lake, EVERY_DAY)}
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
        for star in (found, expected):
            for table in ("songplays", "page_views"):
                star[table] = sorted(
                    ((*row[:-1], self.name_file(row[-1])) for row in star[table]), key=repr
                )
        assert found == expected
        compared = compare_lake(self.tested.warehouse, open_lake(self.root), EVERY_DAY)
        assert compared.of("drifted") == []

    def name_file(self, file_uri: str) -> str:
        """The file of an event by its name; which files are loaded together depends on when."""
        return "" if self.has_large_files else file_uri.rpartition("/")[2]

    def load_once(self) -> dict[str, list[tuple[Any, ...]]]:
        """The star of the loaded files, loaded once into an empty warehouse."""
        folder = self.empty.directory.parent
        with tempfile.TemporaryDirectory(prefix="full-", dir=folder) as directory:
            write_files(Path(directory), self.loaded)
            self.empty.clean()
            load(self.empty.warehouse, open_lake(Path(directory)), accepts=True)
        return read_star(self.empty.connect)


def _fill(row: Row) -> Row:
    """An event whose values follow from its key and time.

    Files that are loaded together cannot be distinguished: of two lines of one time the values
    decide there which one counts, and not the file as elsewhere.
    """
    if isinstance(row, str) or "sessionId" not in row:
        return row
    number = crc32(f"{row['sessionId']} {row['itemInSession']} {row['ts']}".encode())
    is_play = row["page"] == "NextSong"
    return {
        **row,
        "page": "NextSong" if is_play else ["Home", "Error"][number // 4 % 2],
        "status": [200, 404, None][number // 8 % 3],
        "userId": ["1", "2", ""][number % 3],
        "firstName": ["Lily", "LÃ©a"][number % 2],
        "level": ["free", "paid"][number // 2 % 2],
        "artist": ["Some Artist", "BjÃ¶rk"][number // 4 % 2],
        "song": ["One", "Two"][number // 8 % 2],
        "length": [200.5, 202.0, 210.0, None][number // 16 % 4],
    }


@pytest.fixture
def second_stand_in(tmp_path: Path, prepared: Path) -> Iterator[StandIn]:
    running = StandIn(tmp_path / "second", prepared)
    yield running
    stop_running(running.directory)


@pytest.mark.timeout(7200)  # with --long: a history takes some ten seconds
@pytest.mark.parametrize("has_large_files", [False, True], ids=["packed", "large"])
def test_incremental_loads_in_any_order_equal_one_full_load(
    has_large_files: bool,  # noqa: FBT001
    stand_in: StandIn,
    second_stand_in: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    long: bool,  # noqa: FBT001
) -> None:
    if has_large_files:
        monkeypatch.setattr(batch, "LARGE_FILE_BYTES", 1)
        monkeypatch.setattr(batch, "MANY_LARGE_FILES", 1)
    Loads.tested, Loads.empty, Loads.has_large_files = stand_in, second_stand_in, has_large_files
    run_state_machine_as_test(
        Loads if long else seed(SEED)(Loads),
        settings=settings(
            max_examples=MANY_EXAMPLES if long else EXAMPLES,
            stateful_step_count=MANY_STEPS if long else STEPS,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
