"""Freshness, batches and rejected lines, as the newest run left them."""

from typing import Any

from fixture_types import Load, MakeLake
from stand_in import StandIn

DAY = "2018-11-05"


def test_freshness_tells_the_newest_play_and_batch(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    load(make_lake({DAY: [{}], "2018-11-07": [{"ts": "2018-11-07 09:08:07.006"}]}))
    (fresh,) = ask("freshness")
    assert str(fresh["last_play_at"]) == "2018-11-07 09:08:07.006000"
    assert (str(fresh["first_day"]), str(fresh["last_day"])) == (DAY, "2018-11-07")
    assert (fresh["days_loaded"], fresh["batches"]) == (2, 1)
    assert fresh["loading_renewed_at"] is None


def test_a_held_lease_shows_as_a_batch_that_is_being_loaded(
    load: Load, make_lake: MakeLake, stand_in: StandIn, ask: Any
) -> None:
    load(make_lake({DAY: [{}]}))
    stand_in.run("update ops.lease set batch_id = 'another', renewed_at = getdate()")
    (fresh,) = ask("freshness")
    assert fresh["loading_renewed_at"] is not None


def test_a_run_that_has_published_its_batch_is_not_loading_any_more(
    load: Load, make_lake: MakeLake, stand_in: StandIn, ask: Any
) -> None:
    load(make_lake({DAY: [{}]}))
    batch_id = stand_in.value("select max(batch_id) from ops.batches")
    stand_in.run(f"update ops.lease set batch_id = '{batch_id}', renewed_at = getdate()")
    (fresh,) = ask("freshness")
    assert fresh["loading_renewed_at"] is None


def test_rejected_lines_are_counted_by_file_and_reason(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    load(make_lake({DAY: [{}, "{garbage"]}))
    (rejected,) = ask("rejected_lines")
    assert (rejected["lines"], rejected["first_line"]) == (1, 2)
    assert rejected["file_uri"].endswith(f"{DAY}-events.json")
    (batch,) = ask("batches")
    assert (batch["lines"], batch["plays"], batch["rejected"]) == (2, 1, 1)


def test_the_match_rate_is_matched_over_all_plays_of_the_day(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    plays = [{}, {"song": "Unknown Song"}, {}, {"artist": "Nobody"}]
    load(make_lake({DAY: plays}, [{}]))
    (day,) = ask("match_rate")
    assert (day["plays"], day["matched_plays"], day["match_rate"]) == (4, 2, 0.5)
