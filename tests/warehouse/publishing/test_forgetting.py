"""A user who is forgotten is nowhere in the warehouse, and no later run brings the user back."""

import json
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Load
from quick_load import load as run_load
from stand_in import StandIn
from star_rows import hash_star, read_star
from tiny_lake import make_event, open_lake, write_files

from warehouse.batch_load import BatchLoad
from warehouse.database.lease import take_lease
from warehouse.errors import ConfigurationError, LeaseLostError
from warehouse.lake.files import EVERY_DAY
from warehouse.planning.load_order import TRANSIENT
from warehouse.planning.plan import Request, plan_batch
from warehouse.publishing.forgetting import ForgottenUser, forget_user
from warehouse.reconciling.comparison import compare_lake
from warehouse.reconciling.ledger_rebuilding import prove_files

DAY_1, DAY_2, DAY_3 = (f"2018-11-0{day}-events.json" for day in (1, 2, 3))
HIM = {
    "userId": "42",
    "firstName": "Zebulon",
    "lastName": "Quux",
    "location": "Zebulon City",
    "userAgent": '"Zebulonscape"',
}
WORDS = ("Zebulon", "Quux", "'42'")
TABLES = (
    "star.users",
    "star.songplays",
    "star.page_views",
    "ops.user_files",
    "ops.repeated_events",
    "ops.rejected_lines",
    *TRANSIENT,
)


def bad_line(**fields: object) -> str:
    """A line of the user that cannot be loaded."""
    return json.dumps(make_event({**HIM, "sessionId": "none", **fields}, DAY_1))


FILES: dict[str, list[Any]] = {
    DAY_1: [{}, HIM, {**HIM, "itemInSession": 2}, bad_line(), bad_line(userId=42)],
    DAY_2: [HIM, {"userId": "420"}, {**HIM, "page": "Home", "itemInSession": 3}],
    DAY_3: [{}],
    "TRA.json": [{}],
}


@pytest.fixture
def loaded(load: Load, tmp_path: Path) -> Path:
    """The directory of a lake of three days, which is loaded; the user is on two of them."""
    write_files(tmp_path, FILES)
    load(open_lake(tmp_path))
    return tmp_path


def forget(stand_in: StandIn, user_id: str = "42") -> ForgottenUser:
    lease = take_lease(stand_in.warehouse, "forget")
    assert lease is not None
    with lease:
        return forget_user(lease, user_id)


def find_words(stand_in: StandIn) -> set[tuple[str, str]]:
    """The tables that say something of the user, and what."""
    found = {table: str(stand_in.rows(f"select * from {table}")) for table in TABLES}
    return {(table, word) for table, text in found.items() for word in WORDS if word in text}


@pytest.mark.usefixtures("loaded")
def test_a_forgotten_user_is_in_no_table_and_every_event_stays(stand_in: StandIn) -> None:
    assert {table for table, _ in find_words(stand_in)} == {
        "star.users",
        "star.songplays",
        "star.page_views",
        "ops.user_files",
        "ops.rejected_lines",
    }
    events = stand_in.value("select count(*) from star.events")
    done = forget(stand_in)
    assert find_words(stand_in) == set()
    assert stand_in.value("select count(*) from star.events") == events
    assert done.rows == {
        "star.users": 1,
        "star.songplays": 3,
        "star.page_views": 1,
        "ops.user_files": 2,
        "ops.repeated_events": 0,
        "ops.rejected_lines": 2,
    }
    assert [uri.rpartition("/")[2] for uri in done.file_uris] == [DAY_1, DAY_2]
    users = stand_in.rows("select user_id from star.users order by 1")
    assert [row["user_id"] for row in users] == ["15", "420"]
    nobody = stand_in.rows("select * from star.events where user_id is null")
    assert {(row["location"], row["user_agent"], row["page"], row["title"]) for row in nobody} == {
        (None, None, "NextSong", "Some Song"),
        (None, None, "Home", None),
    }


def test_lake_ledger_and_star_agree_afterwards(loaded: Path, stand_in: StandIn) -> None:
    digests = "select unit, digest_sum from ops.load_units order by unit"
    before = stand_in.rows(digests)
    forget(stand_in)
    assert compare_lake(stand_in.warehouse, open_lake(loaded), EVERY_DAY).findings == ()
    changed = [row["unit"] for row in stand_in.rows(digests) if row not in before]
    assert [unit.rpartition("/")[2] for unit in changed] == [DAY_1, DAY_2]


@pytest.mark.parametrize("request_", [Request(), Request(is_full=True)], ids=["replaced", "full"])
def test_the_next_run_brings_no_user_back(
    request_: Request, loaded: Path, load: Load, stand_in: StandIn
) -> None:
    forget(stand_in)
    star = read_star(stand_in.connect)
    write_files(loaded, {DAY_1: [*FILES[DAY_1], {**HIM, "page": "Home", "itemInSession": 7}]})
    assert load(open_lake(loaded), request_) is not None
    assert find_words(stand_in) == set()
    found = read_star(stand_in.connect)
    (new,) = set(found.pop("page_views")) - set(star.pop("page_views"))
    assert new[2] is None
    assert found == star
    assert compare_lake(stand_in.warehouse, open_lake(loaded), EVERY_DAY).findings == ()


def test_forgetting_first_gives_the_star_that_forgetting_later_gives(
    loaded: Path, load: Load, stand_in: StandIn
) -> None:
    forget(stand_in)
    star = hash_star(read_star(stand_in.connect))
    stand_in.clean()
    forget(stand_in)
    load(open_lake(loaded))
    assert hash_star(read_star(stand_in.connect)) == star


def test_a_lost_ledger_is_rebuilt_of_the_files_that_hold_the_user_as_well(
    loaded: Path, stand_in: StandIn
) -> None:
    write_files(loaded, {DAY_1: [{}, HIM]})
    stand_in.clean()
    rebuilt = load_and_lose_ledger(loaded, stand_in)
    assert rebuilt == ({DAY_1, DAY_2, DAY_3, "TRA.json"}, {})


def load_and_lose_ledger(root: Path, stand_in: StandIn) -> tuple[set[str], dict[Any, str]]:
    """Names of the files that are proven to be in the star, and what is in doubt."""
    lake = open_lake(root)
    run_load(stand_in.warehouse, lake)
    forget(stand_in)
    stand_in.run("delete from ops.loaded_files", "delete from ops.load_units")
    rebuilt = prove_files(stand_in.warehouse, lake, EVERY_DAY)
    return {file.uri.rpartition("/")[2] for file in rebuilt.proven}, rebuilt.doubts


@pytest.mark.parametrize("page", ["NextSong", "Upgrade"])
def test_an_event_that_lost_its_key_to_another_files_is_forgotten_too(
    page: str, load: Load, stand_in: StandIn, tmp_path: Path
) -> None:
    key = {"sessionId": 9, "itemInSession": 1, "page": page}
    write_files(tmp_path, {DAY_1: [{**HIM, **key}], DAY_2: [{"userId": "8", **key}]})
    load(open_lake(tmp_path))
    assert ("ops.repeated_events", "Zebulon") in find_words(stand_in)
    assert forget(stand_in).rows["ops.repeated_events"] == 1
    assert find_words(stand_in) == set()
    assert compare_lake(stand_in.warehouse, open_lake(tmp_path), EVERY_DAY).findings == ()
    write_files(tmp_path, {DAY_2: None})
    load(open_lake(tmp_path), Request(is_prune=True))
    assert find_words(stand_in) == set()
    assert stand_in.value("select count(*) from star.events") == 1


def test_what_a_killed_run_left_in_staging_is_emptied(loaded: Path, stand_in: StandIn) -> None:
    write_files(loaded, {DAY_3: [HIM]})
    lake = open_lake(loaded)
    batch = plan_batch(stand_in.warehouse, lake, Request())
    lease = take_lease(stand_in.warehouse, batch.batch_id)
    assert lease is not None
    with lease:
        BatchLoad(lease, lake, batch, 100).run_all(until="publish")
    assert ("staging.staging_events", "Zebulon") in find_words(stand_in)
    forget(stand_in)
    assert find_words(stand_in) == set()


@pytest.mark.usefixtures("loaded")
def test_forgetting_twice_changes_nothing_and_a_stranger_is_remembered(
    stand_in: StandIn,
) -> None:
    forget(stand_in)
    star = hash_star(read_star(stand_in.connect))
    again = forget(stand_in, " 42 ")
    assert (set(again.rows.values()), again.file_uris) == ({0}, ())
    assert hash_star(read_star(stand_in.connect)) == star
    assert set(forget(stand_in, "999").rows.values()) == {0}
    known = stand_in.rows("select user_id from ops.forgotten_users order by 1")
    assert [row["user_id"] for row in known] == ["42", "999"]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("user_id", ["", "  ", "x" * 65])
def test_what_can_be_no_users_id_is_refused(user_id: str, stand_in: StandIn) -> None:
    with pytest.raises(ConfigurationError, match="has 1 to 64 bytes"):
        forget(stand_in, user_id)


@pytest.mark.usefixtures("loaded")
def test_a_lease_that_was_overtaken_removes_nothing(stand_in: StandIn) -> None:
    lease = take_lease(stand_in.warehouse, "slow", lease_seconds=0)
    newer = take_lease(stand_in.warehouse, "newer", lease_seconds=0)
    assert lease is not None
    assert newer is not None
    with pytest.raises(LeaseLostError):
        forget_user(lease, "42")
    assert ("star.users", "Zebulon") in find_words(stand_in)
    assert stand_in.value("select count(*) from ops.forgotten_users") == 0
