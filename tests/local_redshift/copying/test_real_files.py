"""The real input of the project, where it is there."""

from pathlib import Path

import pytest

from .conftest import Loader

DATA = Path(__file__).parents[3].parent / "shared" / "data"
EVENT_COLUMNS = (
    *("artist varchar", "auth varchar", "first_name varchar", "gender varchar"),
    *("item_in_session integer not null", "last_name varchar", "length double", "level varchar"),
    *("location varchar", "method varchar", "page varchar not null", "registration double"),
    *("session_id bigint not null", "song varchar", "status integer", "ts timestamp not null"),
    *("user_agent varchar", "user_id varchar"),
)
SONG_COLUMNS = (
    *("artist_id varchar not null", "artist_latitude double", "artist_location varchar"),
    *("artist_longitude double", "artist_name varchar", "duration double", "num_songs integer"),
    *("song_id varchar not null", "title varchar", "year integer"),
)
EVENTS = f"json 'file://{DATA}/sparkify/log_json_path.json' timeformat 'epochmillisecs'"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the real input is not there: {DATA.name} beside the checkout"
)


def test_the_real_events_load(loader: Loader) -> None:
    loader.table(*EVENT_COLUMNS)
    result = loader.copy(f"file://{DATA}/sparkify/log_data/", EVENTS)
    assert (result.rows, result.files, result.errors) == (3574, 15, 0)
    assert loader.rows(
        "select count(*) filter (page = 'NextSong'), count(distinct (session_id, item_in_session)),"
        " count(*) filter (user_id = ''), min(ts)::varchar, count(artist) from public.target"
        " where extract(milliseconds from ts) % 1000 = 796"
    ) == [(3041, 3574, 88, "2018-11-01 20:57:10.796", 3041)]


def test_the_real_songs_load(loader: Loader) -> None:
    loader.table(*SONG_COLUMNS)
    result = loader.copy(f"file://{DATA}/sparkify/song_data/")
    assert (result.rows, result.files) == (1192, 1192)
    assert loader.rows(
        "select count(distinct song_id), count(distinct artist_id), count(*) filter (year is null),"
        " count(*) filter (artist_name is null) from public.target"
    ) == [(1192, 1135, 0, 0)]


def test_two_objects_in_one_song_file_load(loader: Loader) -> None:
    loader.table(*SONG_COLUMNS)
    assert loader.copy(f"file://{DATA}/oddities/TRAAAAK").rows == 2


def test_events_printed_over_many_lines_load(loader: Loader) -> None:
    loader.table(*EVENT_COLUMNS)
    assert loader.copy(f"file://{DATA}/oddities/2018-11-01", EVENTS).rows == 15
    assert loader.rows("select count(distinct session_id) > 1 from public.target") == [(True,)]
