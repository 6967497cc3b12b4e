from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import ftfy
import pytest

from sample_lake import make_lake
from sample_lake.events import make_events
from sample_lake.songs import make_songs
from tests.sample_lake.conftest import ReadLake, read_lake

EVENT_FIELDS = [
    "artist", "auth", "firstName", "gender", "itemInSession", "lastName", "length", "level",
    "location", "method", "page", "registration", "sessionId", "song", "status", "ts",
    "userAgent", "userId",
]  # fmt: skip
WHO_FIELDS = ("firstName", "lastName", "gender", "location", "registration", "userAgent")


def by(events: list[dict[str, Any]], field: str) -> dict[Any, list[dict[str, Any]]]:
    grouped = defaultdict(list)
    for event in events:
        grouped[event[field]].append(event)
    return grouped


def day_of(event: dict[str, Any]) -> str:
    return str(datetime.fromtimestamp(event["ts"] / 1000, UTC).date())


def test_there_are_exactly_as_many_events_as_asked(lake: ReadLake) -> None:
    assert len(lake.events) == lake.summary.events == 8000
    assert len(lake.plays) == lake.summary.plays
    assert len(lake.events_of_day) == lake.summary.days == 30


@pytest.mark.parametrize(("events", "days", "users"), [(1, 1, 1), (3, 10, 2), (900, 1, 1)])
def test_odd_sizes_give_exactly_as_many_events_within_the_days(
    events: int, days: int, users: int
) -> None:
    made = make_events(
        events, make_songs(5, seed=1), seed=1, first_day=date(2024, 2, 28), days=days, users=users
    )
    read = [(str(day), dict(event)) for day, of_day in made for event in of_day]
    assert len(read) == events
    assert all(day == day_of(event) for day, event in read)
    assert {day for day, _ in read} <= {f"2024-02-{d}" for d in (28, 29)} | {
        f"2024-03-0{d}" for d in range(1, 9)
    }


def test_every_event_has_the_fields_of_the_log_in_their_order(lake: ReadLake) -> None:
    assert {tuple(event) for event in lake.events} == {tuple(EVENT_FIELDS)}


def test_session_and_item_are_the_key_of_an_event(lake: ReadLake) -> None:
    keys = {(event["sessionId"], event["itemInSession"]) for event in lake.events}
    assert len(keys) == len(lake.events)


def test_items_count_up_in_a_session_and_time_never_goes_back(lake: ReadLake) -> None:
    for session in by(lake.events, "sessionId").values():
        session.sort(key=lambda event: event["itemInSession"])
        assert [event["itemInSession"] for event in session] == list(range(len(session)))
        assert all(before["ts"] <= after["ts"] for before, after in pairwise(session))


def test_a_day_file_holds_only_its_own_utc_day_in_order(lake: ReadLake) -> None:
    for day, events in lake.events_of_day.items():
        assert {day_of(event) for event in events} == {day}
        assert events == sorted(events, key=lambda event: event["ts"])


def test_some_sessions_cross_midnight(lake: ReadLake) -> None:
    sessions = by(lake.events, "sessionId").values()
    assert any(len({day_of(event) for event in session}) == 2 for session in sessions)


def test_artist_song_and_length_are_null_exactly_off_next_song(lake: ReadLake) -> None:
    for event in lake.events:
        nulls = {event[field] is None for field in ("artist", "song", "length")}
        assert nulls == {event["page"] != "NextSong"}


def test_logged_out_events_have_no_user_and_nothing_about_them(lake: ReadLake) -> None:
    for event in lake.events:
        out = event["auth"] == "Logged Out"
        assert (event["userId"] == "") is out
        assert {event[field] is None for field in WHO_FIELDS} == {out}
    assert any(event["auth"] == "Logged Out" for event in lake.events)


def test_a_visitor_and_the_user_who_logs_in_share_a_session(lake: ReadLake) -> None:
    users = [{e["userId"] for e in session} for session in by(lake.events, "sessionId").values()]
    assert sum(len(session) == 2 and "" in session for session in users) > 10


def test_pages_have_the_method_and_status_of_the_real_logs(lake: ReadLake) -> None:
    seen = {(e["page"], e["method"], e["status"]) for e in lake.events}
    assert seen >= {
        ("NextSong", "PUT", 200), ("Home", "GET", 200), ("Login", "PUT", 307),
        ("Logout", "PUT", 307), ("Settings", "GET", 200), ("Save Settings", "PUT", 307),
        ("Help", "GET", 200), ("About", "GET", 200), ("Upgrade", "GET", 200),
        ("Submit Upgrade", "PUT", 307), ("Downgrade", "GET", 200),
        ("Submit Downgrade", "PUT", 307), ("Error", "GET", 404),
    }  # fmt: skip
    assert len({page for page, _, _ in seen}) == len(seen)


def test_most_events_are_plays(lake: ReadLake) -> None:
    assert 0.80 < len(lake.plays) / len(lake.events) < 0.88


def test_a_submitted_change_shows_from_the_next_event_on(lake: ReadLake) -> None:
    changes = 0
    for session in by(lake.events, "sessionId").values():
        for event, following in pairwise(session):
            submitted = event["page"] in {"Submit Upgrade", "Submit Downgrade"}
            assert (event["level"] != following["level"]) is submitted
            changes += submitted
    assert changes >= 5


def test_somebody_goes_paid_free_paid_within_a_day(lake: ReadLake) -> None:
    users_and_days = defaultdict(list)
    for event in lake.events:
        if event["userId"]:
            users_and_days[event["userId"], day_of(event)].append(event["level"])
    turns = (
        [new for old, new in pairwise(levels) if old != new] for levels in users_and_days.values()
    )
    assert any(len(turn) >= 2 for turn in turns)


def test_one_user_browses_and_never_plays(lake: ReadLake) -> None:
    pages = {
        user: {event["page"] for event in events}
        for user, events in by(lake.events, "userId").items()
    }
    assert "NextSong" not in pages["6"]
    assert "Home" in pages["6"]


def test_users_keep_who_they_are_and_one_spelling_of_their_agent(lake: ReadLake) -> None:
    for events in by(lake.events, "userId").values():
        assert len({tuple(event[field] for field in WHO_FIELDS) for event in events}) == 1


def test_registration_is_a_float_of_milliseconds_before_the_first_day(lake: ReadLake) -> None:
    registered = [e["registration"] for e in lake.events if e["userId"]]
    assert {type(moment) for moment in registered} == {float}
    assert max(registered) < min(event["ts"] for event in lake.events)
    assert {event["ts"] % 1000 for event in lake.events} == {796}


def test_some_times_occur_twice_also_for_one_user(lake: ReadLake) -> None:
    of_users = Counter((event["ts"], event["userId"]) for event in lake.events if event["userId"])
    assert 2 <= sum(count > 1 for count in of_users.values()) < 200


def test_user_agents_are_often_but_not_always_quoted(lake: ReadLake) -> None:
    agents = [event["userAgent"] for event in lake.events if event["userAgent"]]
    quoted = [agent for agent in agents if agent[0] == agent[-1] == '"']
    assert 0.5 < len(quoted) / len(agents) < 0.97


def test_people_listen_by_day_and_less_at_the_weekend(lake: ReadLake) -> None:
    moments = [datetime.fromtimestamp(event["ts"] / 1000, UTC) for event in lake.events]
    hours = Counter(moment.hour for moment in moments)
    assert sum(hours[hour] for hour in range(14, 20)) > 2 * sum(hours[hour] for hour in range(6))
    weekdays = Counter(moment.isoweekday() for moment in moments)
    assert (weekdays[6] + weekdays[7]) / 2 < sum(weekdays[day] for day in range(1, 6)) / 5


def test_names_that_are_not_ascii_are_broken_in_the_log_and_clean_in_the_songs(
    lake: ReadLake,
) -> None:
    logged = {play[field] for play in lake.plays for field in ("artist", "song")}
    broken = {text for text in logged if not text.isascii()}
    assert all(ord(character) < 256 for text in broken for character in text)
    clean = {str(song[field]) for song in lake.songs for field in ("artist_name", "title")}
    repaired = {ftfy.fix_text(text) for text in broken}
    assert len(repaired & clean) > 20
    assert not broken & clean
    assert all(text.encode("latin-1").decode().encode("latin-1").decode() for text in broken)


def test_a_visible_share_of_the_plays_matches_the_catalogue(lake: ReadLake) -> None:
    durations = defaultdict(list)
    for song in lake.songs:
        durations[str(song["artist_name"]).casefold(), song["title"].casefold()].append(song)
    matched = Counter(way_of_match(play, durations) for play in lake.plays)
    exact, near, far = (matched[way] / len(lake.plays) for way in ("exact", "near", "far"))
    assert 0.30 < exact + near < 0.40
    assert near > 0.005
    assert far > 0.005


def way_of_match(play: dict[str, Any], songs: dict[tuple[str, str], list[dict[str, Any]]]) -> str:
    key = tuple(ftfy.fix_text(play[field]).strip().casefold() for field in ("artist", "song"))
    gaps = [abs(song["duration"] - play["length"]) for song in songs.get((key[0], key[1]), [])]
    if not gaps:
        return "none"
    return "exact" if min(gaps) == 0 else "near" if min(gaps) <= 2 else "far"


def test_some_plays_match_only_after_trimming_or_folding_case(lake: ReadLake) -> None:
    artists = {song["artist_name"] for song in lake.songs}
    folded = {str(name).casefold() for name in artists}
    played = {play["artist"] for play in lake.plays if play["artist"].isascii()}
    assert any(name not in artists and name.casefold() in folded for name in played)
    assert any(play["song"] != play["song"].strip() for play in lake.plays)


def test_a_lake_starts_on_the_day_that_was_asked(tmp_path: Path) -> None:
    summary = make_lake(tmp_path / "lake", events=500, days=3, first_day=date(2023, 12, 30))
    assert list(read_lake(summary).events_of_day) == ["2023-12-30", "2023-12-31", "2024-01-01"]
    assert (tmp_path / "lake/log_data/2024/01/2024-01-01-events.json").is_file()
