"""Users, sessions, levels and devices."""

from typing import Any

from fixture_types import Load, MakeLake
from stand_in import StandIn

DAY = "2018-11-05"
IE = "Internet Explorer"
AGENTS = {
    '"Mozilla/5.0 (Windows NT 6.1) Chrome/36.0 Safari/537.36"': ("Windows", "Chrome"),
    '"Mozilla/5.0 (Macintosh; Mac OS X) Version/7.0 Safari/537.7"': ("Mac", "Safari"),
    "Mozilla/5.0 (X11; Linux x86_64; rv:31.0) Firefox/31.0": ("Linux", "Firefox"),
    '"Mozilla/5.0 (iPhone; CPU iPhone OS 7) Version/7.0 Safari/9"': ("iPhone", "Safari"),
    '"Mozilla/5.0 (iPad; CPU OS 7) CriOS/36 Safari/9"': ("iPad", "Chrome"),
    "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/5": ("Android", "Chrome"),
    "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120.0": ("Windows", "Edge"),
    "Mozilla/5.0 (Windows NT 10.0) Chrome/99 Safari/537 OPR/85": ("Windows", "Opera"),
    "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko": ("Windows", IE),
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1)": ("Windows", IE),
    "curl/8.0": ("other", "other"),
}


def at(clock: str, **play: object) -> dict[str, object]:
    return {"ts": f"{DAY} {clock}", **play}


def test_two_users_of_one_name_are_two(load: Load, make_lake: MakeLake, ask: Any) -> None:
    load(make_lake({DAY: [{"userId": "1"}, {"userId": "2"}, {"userId": "2"}]}))
    rows = ask("plays_by_user")
    assert [(row["user_id"], row["first_name"], row["plays"]) for row in rows] == [
        ("2", "Lily", 2),
        ("1", "Lily", 1),
    ]


def test_a_session_id_that_two_users_share_is_two_sessions(
    load: Load, make_lake: MakeLake, ask: Any, stand_in: StandIn
) -> None:
    plays = [
        at("10:00:00", userId="1", sessionId=7, itemInSession=0, length=60.0),
        at("10:30:00", userId="1", sessionId=7, itemInSession=1, length=300.0),
        at("10:10:00", userId="2", sessionId=7, itemInSession=2, length=None),
    ]
    load(make_lake({DAY: plays}))
    assert stand_in.value("select count(*) from mart.sessions") == 2
    rows = ask("sessions_by_length")
    assert [(row["length"], row["sessions"], row["plays"]) for row in rows] == [
        ("under 15 min", 1, 1),
        ("30 to 60 min", 1, 2),
    ]
    assert {row["median_length_seconds"] for row in rows} == {35 * 60 / 2}


def test_each_change_of_level_within_a_day_is_kept(
    load: Load, make_lake: MakeLake, ask: Any, stand_in: StandIn
) -> None:
    levels = ("paid", "paid", "free", "paid", "paid")
    plays = [at(f"1{hour}:00:00", level=level) for hour, level in enumerate(levels)]
    load(make_lake({DAY: plays}))
    assert [(row["kind"], row["changes"]) for row in ask("level_changes")] == [
        ("downgrade", 1),
        ("upgrade", 1),
    ]
    history = stand_in.rows(
        "select level, valid_from, valid_to from mart.level_history order by valid_from"
    )
    assert [(row["level"], row["valid_from"].hour) for row in history] == [
        ("paid", 10),
        ("free", 12),
        ("paid", 13),
    ]
    assert [row["valid_to"] for row in history[:2]] == [row["valid_from"] for row in history[1:]]
    assert history[-1]["valid_to"] is None


def test_plays_count_at_the_level_they_were_played_at(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    load(make_lake({DAY: [at("10:00:00", level="free"), at("11:00:00", level="paid")]}))
    assert [(row["level"], row["plays"]) for row in ask("plays_by_level")] == [
        ("free", 1),
        ("paid", 1),
    ]


def test_songs_are_counted_by_repaired_text_matched_or_not(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    names = ("BjÃ\x83Â¶rk", "Björk", "BJÖRK")
    plays = [
        {"artist": name, "song": "Undo", "userId": f"{number % 2}"}
        for number, name in enumerate(names)
    ]
    load(make_lake({DAY: [*plays, {"artist": "Nobody", "song": "Undo"}]}))
    assert [(row["plays"], row["listeners"]) for row in ask("plays_by_song")] == [(3, 2), (1, 1)]
    assert [row["plays"] for row in ask("plays_by_artist")] == [3, 1]


def test_a_song_says_how_many_listeners_it_reaches(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    plays = [{"song": "Often", "userId": "1"}] * 3
    plays += [{"song": "Widely", "userId": user} for user in ("1", "2")]
    load(make_lake({DAY: plays}))
    assert [(row["title"], row["plays"], row["listeners"]) for row in ask("plays_by_song")] == [
        ("Often", 3, 1),
        ("Widely", 2, 2),
    ]


def test_the_user_agent_names_device_and_browser(
    load: Load, make_lake: MakeLake, ask: Any, stand_in: StandIn
) -> None:
    load(make_lake({DAY: [{"userAgent": agent} for agent in (None, *AGENTS)]}))
    found = stand_in.rows("select user_agent, device, browser from mart.devices")
    assert {row["user_agent"]: (row["device"], row["browser"]) for row in found} == {
        agent.strip('"'): named for agent, named in AGENTS.items()
    }
    plays = {(row["device"], row["browser"]): row["plays"] for row in ask("plays_by_device")}
    assert plays["unknown", "unknown"] == 1
    assert sum(plays.values()) == len(AGENTS) + 1


def test_spellings_of_a_song_in_one_session_are_one_song_of_one_session(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    songs = ("Chosen", "Undo", "UNDO", "undo", None)
    plays = [at(f"10:0{number}:00", song=song) for number, song in enumerate(songs)]
    load(make_lake({DAY: [*plays, at("11:00:00", song="Elsewhere", sessionId=99)]}))
    rows = ask("plays_by_song", "select_beside", title="chosen", artist="some artist")
    assert [(row["title"], row["sessions"], row["plays"]) for row in rows] == [
        ("UNDO", 1, 3),
        (None, 1, 1),
    ]


def test_a_search_finds_every_spelling_of_a_song(load: Load, make_lake: MakeLake, ask: Any) -> None:
    songs = ("Undo", "UNDO", "Redo", None)
    load(make_lake({DAY: [{"song": song} for song in songs]}))
    found = ask("plays_by_song", "select_matching", search="Ndo · some")
    assert [(row["title_key"], row["title"], row["plays"]) for row in found] == [
        ("undo", "UNDO", 2)
    ]


def test_of_events_at_one_moment_the_last_of_those_that_are_kept_places_a_user(
    load: Load, make_lake: MakeLake, ask: Any
) -> None:
    events = [
        at("10:00:00", location="Austin, TX", level="paid"),
        at("10:00:00", location="Boise, ID", level="paid"),
        at("10:00:00", location="Miami, FL", level="free"),
        at("09:00:00", location="Salem, OR", level="paid"),
    ]
    load(
        make_lake({DAY: [event | {"itemInSession": number} for number, event in enumerate(events)]})
    )
    placed = [
        [row["location"] for row in ask("users_by_place", level=level)] for level in ("", "paid")
    ]
    assert placed == [["Miami, FL"], ["Boise, ID"]]
