"""A file that fails by itself is left out whole; the others are published, its old rows stay."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from fixture_types import Load
from quick_load import build, finish, give_back
from quick_load import load as load_lake
from stand_in import StandIn
from tiny_lake import Row, find_path, make_event, open_lake, write_files

from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Warehouse
from warehouse.database.lease import take_lease
from warehouse.errors import ConfigurationError, RejectedLinesError
from warehouse.lake.files import EVERY_DAY
from warehouse.loading import table_copies
from warehouse.loading.line_accounting import PublishedFigures
from warehouse.loading.quarantine import explain
from warehouse.planning import batch as batches
from warehouse.planning.plan import Request, plan_batch
from warehouse.reconciling.comparison import compare_lake

DAY_1, DAY_2, DAY_3, DAY_4 = (f"2018-11-0{day}-events.json" for day in (1, 2, 3, 4))
BORDERS = pytest.mark.parametrize("border", [1, 2**40], ids=["large", "packed"])


def make_plays(name: str, count: int = 12, **fields: object) -> list[Row]:
    return [make_event(fields, name, number) for number in range(count)]


class Lake:
    """A lake of three loaded days of twelve plays, and what happens when a fourth comes."""

    def __init__(self, load: Load, stand_in: StandIn, root: Path) -> None:
        self._load = load
        self._stand_in = stand_in
        self.root = root
        self.put({name: make_plays(name) for name in (DAY_1, DAY_2, DAY_3)})
        load(open_lake(root))

    def put(self, files: Mapping[str, list[Row]]) -> None:
        write_files(self.root, files)

    def replace(self, name: str, content: bytes) -> None:
        path = find_path(self.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def load(self, request: Request | None = None) -> BatchLoad | None:
        """One run; None when there is nothing to do."""
        lake = open_lake(self.root)
        batch = plan_batch(self._stand_in.warehouse, lake, request or Request())
        if batch.is_empty:
            return None
        built = build(self._stand_in.warehouse, lake, batch)
        finish(built)
        return built

    def count_plays(self) -> dict[str, int]:
        rows = self._stand_in.rows("select file_uri, count(*) as n from star.songplays group by 1")
        return {str(row["file_uri"]).rpartition("/")[2]: row["n"] for row in rows}


@pytest.fixture
def lake(load: Load, stand_in: StandIn, tmp_path: Path) -> Lake:
    return Lake(load, stand_in, tmp_path)


def list_reasons(built: BatchLoad | None) -> dict[str, str]:
    assert built is not None
    assert built.settled is not None
    return {each.unit.rpartition("/")[2]: each.reason for each in built.settled.quarantined}


def list_warnings(built: BatchLoad | None) -> list[str]:
    assert built is not None
    assert built.settled is not None
    return list(built.settled.warnings)


def find_uri(lake: Lake, name: str) -> str:
    return f"file://{find_path(lake.root, name)}"


def to_lines(name: str, **fields: object) -> bytes:
    return "\n".join(json.dumps(row) for row in make_plays(name, 12, **fields)).encode()


def swap(lines: bytes, one: str, other: str) -> bytes:
    """Lines in which two fields have each other's values."""
    rows = [json.loads(line) for line in lines.splitlines()]
    return b"\n".join(json.dumps(row | {one: row[other], other: row[one]}).encode() for row in rows)


BROKEN: dict[str, tuple[Callable[[str], bytes], str]] = {
    "objects in a list": (
        lambda name: b"[" + to_lines(name).replace(b"\n", b", ") + b"]",
        "1 of its 1 lines are no JSON object",
    ),
    "an image": (
        lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
        "lines are no JSON object",
    ),
    "nothing": (lambda _: b"", "it has 0 plays, and had 12 before it was replaced"),
    "less than half": (
        lambda name: b"\n".join(to_lines(name).split(b"\n")[:5]),
        "it has 5 plays, and had 12 before",
    ),
    "more than half rejected": (
        lambda name: to_lines(name).replace(b'"sessionId": ', b'"sessionId": "x", "": ', 7),
        "7 of its 12 lines cannot be loaded, e.g. line 1: session_id",
    ),
    "no song": (
        lambda name: to_lines(name).replace(b'"song"', b'"Song"'),
        "song is empty in 100% of 12 lines that always have it",
    ),
    "times in seconds": (
        lambda name: to_lines(name, ts=1541106106),
        "12 of its 12 lines cannot be loaded, e.g. line 1: ts",
    ),
    "users that are objects": (
        lambda name: to_lines(name, userId={"a": 1}),
        "12 of its 12 lines cannot be loaded, e.g. line 1: user_id",
    ),
    "users that are decimals": (lambda name: to_lines(name, userId=39.0), "e.g. line 1: user_id"),
    "users that are booleans": (lambda name: to_lines(name, userId=True), "e.g. line 1: user_id"),
    "lengths that are no numbers": (
        lambda name: to_lines(name, length=float("nan")),
        "e.g. line 1: length",
    ),
    "codes of another column": (
        lambda name: swap(to_lines(name), "level", "gender"),
        "level is neither free nor paid in 12 of its 12 lines",
    ),
    "methods that are states of a user": (
        lambda name: swap(to_lines(name), "method", "auth"),
        "method is none of HTTP in 12 of its 12 lines",
    ),
    "user agents that are places": (
        lambda name: swap(to_lines(name), "location", "userAgent"),
        "location looks like a user agent and user_agent does not in 12 of its 12 lines",
    ),
    "songs that are artists": (
        lambda name: swap(to_lines(name), "artist", "song"),
        "artist and song are swapped in 12 lines, and right in 0, by the names of other files",
    ),
    "last names that are first names": (
        lambda name: swap(to_lines(name), "firstName", "lastName"),
        "first_name and last_name are swapped in 12 lines, and right in 0, by the names of other",
    ),
    "lengths without end": (
        lambda name: to_lines(name, length=float("inf")),
        "e.g. line 1: length",
    ),
}


@dataclass(frozen=True)
class Replaced:
    """What became of files that were all replaced by broken ones, each in its way, at once.

    Attributes:
        reasons: Why files were left out, by their names.
        plays: Plays of each file after that.
        quarantined: The reasons as the warehouse has them, by the files' names.
        again: What the next run did.
        findings: How a comparison of lake, ledger and star names each file.
    """

    reasons: dict[str, str]
    plays: dict[str, int]
    quarantined: dict[str, str]
    again: BatchLoad | None
    findings: dict[str, str]


DAY_OF = {how: f"2018-11-{day:02}-events.json" for day, how in enumerate(BROKEN, start=5)}


@pytest.fixture(scope="module")
def replaced(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Replaced:
    stand_in.clean()
    root = tmp_path_factory.mktemp("replaced")
    write_files(root, {name: make_plays(name) for name in DAY_OF.values()})
    lake = Lake(partial(load_lake, stand_in.warehouse), stand_in, root)
    for how, (make_content, _) in BROKEN.items():
        lake.replace(DAY_OF[how], make_content(DAY_OF[how]))
    lake.put({DAY_4: make_plays(DAY_4)})
    reasons = list_reasons(lake.load())
    rows = stand_in.rows("select uri, reason from ops.quarantined_files")
    found = compare_lake(stand_in.warehouse, open_lake(root), EVERY_DAY).findings
    return Replaced(
        reasons,
        lake.count_plays(),
        {Path(row["uri"]).name: row["reason"] for row in rows},
        lake.load(),
        {Path(each.name).name: each.detail for each in found},
    )


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_replacement_leaves_the_day_as_it_was_and_the_others_are_loaded(
    how: str, replaced: Replaced
) -> None:
    name, (_, reason) = DAY_OF[how], BROKEN[how]
    assert reason in replaced.reasons[name]
    assert reason in replaced.quarantined[name]
    assert replaced.findings[name].startswith("left out: ")
    assert replaced.plays == dict.fromkeys((DAY_1, DAY_2, DAY_3, DAY_4, *DAY_OF.values()), 12)
    others = (replaced.reasons, replaced.quarantined, replaced.findings)
    assert [set(each) for each in others] == [set(DAY_OF.values())] * 3
    assert replaced.again is None  # the same content fails one run


@pytest.mark.parametrize("how", ["nothing", "less than half", "no song", "songs that are artists"])
def test_a_broken_replacement_that_copy_reads_itself_is_left_out_as_well(
    how: str, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, reason = BROKEN[how]
    lake.replace(DAY_2, content(DAY_2))
    lake.put({DAY_4: make_plays(DAY_4)})
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", 0)
    assert reason in list_reasons(lake.load())[DAY_2]
    assert lake.count_plays() == dict.fromkeys((DAY_1, DAY_2, DAY_3, DAY_4), 12)


@BORDERS
def test_a_truncated_gzip_file_is_left_out_among_many(
    border: int, load: Load, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", border)
    lake = Lake(load, stand_in, tmp_path)
    lake.replace("2018-11-04-cut.json.gz", gzip.compress(to_lines(DAY_4) * 9)[:-20])
    lake.put({DAY_4: make_plays(DAY_4)})
    reasons = list_reasons(lake.load())
    assert "gzip" in reasons["2018-11-04-cut.json.gz"].lower()
    assert lake.count_plays() == dict.fromkeys((DAY_1, DAY_2, DAY_3, DAY_4), 12)


def test_what_was_left_out_is_loaded_when_it_is_replaced(lake: Lake, stand_in: StandIn) -> None:
    lake.replace(DAY_2, b"garbage")
    lake.load()
    lake.put({DAY_2: make_plays(DAY_2, 14)})
    assert list_reasons(lake.load()) == {}
    assert lake.count_plays()[DAY_2] == 14
    assert stand_in.value("select count(*) from ops.quarantined_files") == 0


def test_what_was_left_out_is_loaded_as_it_is_when_it_is_accepted(
    lake: Lake, stand_in: StandIn
) -> None:
    lake.put({DAY_2: [*make_plays(DAY_2, 2), "bad", "bad", "bad"]})
    assert list(list_reasons(lake.load())) == [DAY_2]
    assert list_reasons(lake.load(Request(accept=(DAY_2,)))) == {}
    assert lake.count_plays()[DAY_2] == 2
    assert stand_in.value("select count(*) from ops.quarantined_files") == 0
    assert stand_in.value("select count(*) from ops.rejected_lines") == 3
    assert lake.load() is None


def test_a_file_that_is_accepted_and_not_there_is_named(lake: Lake) -> None:
    with pytest.raises(ConfigurationError, match=r"--accept other\.json: the lake has no"):
        lake.load(Request(accept=("other.json",)))


def test_other_broken_content_fails_another_run(lake: Lake) -> None:
    lake.replace(DAY_2, b"garbage")
    assert list(list_reasons(lake.load())) == [DAY_2]
    lake.replace(DAY_2, b"other garbage")
    assert list(list_reasons(lake.load())) == [DAY_2]
    assert lake.load() is None


def test_a_new_broken_file_is_left_out_though_nothing_else_is_new(lake: Lake) -> None:
    lake.replace(DAY_4, b"garbage")
    reasons = list_reasons(lake.load())
    assert list(reasons) == [DAY_4]
    assert lake.load() is None


def test_a_broken_song_file_keeps_its_song(lake: Lake, stand_in: StandIn) -> None:
    lake.put({"TRA.json": [{"title": "One"}], "TRB.json": [{}]})
    lake.load()
    lake.replace("TRA.json", b"")
    lake.put({"TRB.json": ["bad"], "TRC.json": [{}]})
    reasons = list_reasons(lake.load())
    assert reasons["TRA.json"] == "it has 0 songs, and had 1 before it was replaced"
    assert sorted(reasons) == ["TRA.json", "TRB.json"]
    assert stand_in.value("select count(*) from star.songs") == 3


def test_single_bad_lines_of_good_files_are_bounded(lake: Lake, warehouse: Warehouse) -> None:
    lake.put({DAY_4: [*make_plays(DAY_4), "bad", "bad"]})
    lake.replace(DAY_2, b"garbage\n" * 500)
    batch = plan_batch(warehouse, open_lake(lake.root), Request())
    with pytest.raises(RejectedLinesError, match="2 lines were rejected of files that are fine"):
        build(warehouse, open_lake(lake.root), batch, max_rejected=1)
    built = build(warehouse, open_lake(lake.root), batch, max_rejected=2)
    assert finish(built).rejected == 2


def test_a_large_unit_with_more_bad_lines_than_copy_passes_over_is_left_out(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_copies, "MOST_ERRORS", 5)
    lake.put({DAY_4: make_plays(DAY_4)})
    bad = to_lines(DAY_2).replace(b'"sessionId": 20181102', b'"sessionId": "x"', 7)
    lake.replace(DAY_2, bad)
    assert "COPY refused" in list_reasons(lake.load())[DAY_2]
    assert lake.count_plays() == dict.fromkeys((DAY_1, DAY_2, DAY_3, DAY_4), 12)


def test_a_file_that_changes_while_it_is_read_goes_to_the_next_batch(
    lake: Lake, stand_in: StandIn
) -> None:
    lake.put({DAY_4: make_plays(DAY_4), DAY_2: make_plays(DAY_2, 13)})
    opened = open_lake(lake.root)
    batch = plan_batch(stand_in.warehouse, opened, Request())
    lease = take_lease(stand_in.warehouse, batch.batch_id)
    assert lease is not None
    running = BatchLoad(lease, opened, batch, 100)
    running.run_all(until="copy")
    lake.put({DAY_2: make_plays(DAY_2, 14)})
    running.run_all(since="copy")
    give_back(lease)
    assert running.settled is not None
    assert running.settled.quarantined == []
    assert [each.unit.rpartition("/")[2] for each in running.settled.left_out] == [DAY_2]
    assert lake.count_plays()[DAY_2] == 12
    assert lake.count_plays()[DAY_4] == 12
    lake.load()
    assert lake.count_plays()[DAY_2] == 14


def test_a_page_with_blanks_around_it_is_the_page(load: Load, tmp_path: Path) -> None:
    rows: list[Row] = [
        make_event({"page": page}, DAY_1, number) | {"song": "A", "artist": "B", "length": 1.5}
        for number, page in enumerate(("NextSong ", " NextSong", "NextSong", "Home "))
    ]
    write_files(tmp_path, {DAY_1: rows})
    published = load(open_lake(tmp_path))
    assert isinstance(published, PublishedFigures)
    assert (published.songplays, published.page_views) == (3, 1)


def test_a_column_that_is_filled_less_than_before_is_warned_of(lake: Lake) -> None:
    plays = [make_event({}, DAY_4, number) for number in range(3, 12)]
    nowhere = [make_event({"location": None}, DAY_4, number) for number in range(3)]
    lake.put({DAY_4: [*nowhere, *plays]})
    built = lake.load()
    assert list_reasons(built) == {}
    assert list_warnings(built) == [
        f"{find_uri(lake, DAY_4)}: location is empty in 25% of 12 lines, in 0% in the files before"
    ]


def test_a_replacement_with_fewer_plays_is_named_with_both_counts(lake: Lake) -> None:
    lake.put({DAY_2: make_plays(DAY_2, 7), DAY_3: make_plays(DAY_3)})
    assert list_warnings(lake.load()) == [f"{find_uri(lake, DAY_2)}: 12 plays before, 7 now"]
    lake.put({DAY_2: make_plays(DAY_2, 0)})
    warnings = list_warnings(lake.load(Request(accept=(DAY_2,))))
    assert warnings == [f"{find_uri(lake, DAY_2)}: 7 plays before, 0 now"]


def test_a_file_of_few_lines_is_not_left_out_for_an_empty_column(lake: Lake) -> None:
    lake.put({DAY_4: make_plays(DAY_4, 9, song=None)})
    built = lake.load()
    assert list_reasons(built) == {}
    (warning,) = list_warnings(built)
    assert warning == (
        f"{find_uri(lake, DAY_4)}: song is empty in 100% of 9 lines that always have it; it is "
        "loaded, as fewer than 10 lines show too little"
    )
    lake.put({DAY_4: make_plays(DAY_4, 10, song=None)})
    assert "song is empty in 100% of 10 lines" in list_reasons(lake.load())[DAY_4]


@BORDERS
def test_a_new_field_is_named_once(
    border: int, load: Load, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE_BYTES", border)
    lake = Lake(load, stand_in, tmp_path)
    for name, count in ((DAY_4, 1), ("2018-11-05-events.json", 0)):
        lake.put({name: [*make_plays(name, device="phone"), make_event({}, name, 20)]})
        built = lake.load()
        assert built is not None
        assert built.settled is not None
        assert len(built.settled.warnings) == count
    (row,) = stand_in.rows("select field_name, file_uri from ops.seen_fields")
    assert row["field_name"] == "device"
    assert str(row["file_uri"]).endswith(DAY_4)


def test_the_message_says_what_to_do(lake: Lake) -> None:
    for number in range(6):
        lake.replace(f"2018-11-1{number}-events.json", b"garbage")
    lake.replace(DAY_2, b"")
    built = lake.load()
    assert built is not None
    assert built.settled is not None
    folder = find_uri(lake, DAY_2).removesuffix(DAY_2)
    names = ", ".join(f"{folder}2018-11-1{number}-events.json" for number in range(5))
    assert explain(built.settled.quarantined) == (
        f"7 files were left out: {folder}{DAY_2}: it has 0 plays, and had 12 before it was "
        f"replaced; {names} and 1 more: 1 of its 1 lines are no JSON object, e.g. line 1. What the "
        "star had of them stays. Replace them by what is right, or load them as is with --accept "
        "FILE; ops.quarantined_files names them."
    )
