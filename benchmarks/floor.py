"""The floor: JSON to the six tables in plain DuckDB, without a check, a ledger or a server.

`python -m benchmarks.floor LAKE` loads a lake so into a new database file. `benchmarks.main_job`
runs it beside our own work, as nothing that gives the same rows on this machine is faster.
"""

import argparse
import tempfile
from pathlib import Path

import duckdb

_EVENTS = {
    "artist": "varchar",
    "firstName": "varchar",
    "gender": "varchar",
    "itemInSession": "integer",
    "lastName": "varchar",
    "length": "double",
    "level": "varchar",
    "location": "varchar",
    "method": "varchar",
    "page": "varchar",
    "sessionId": "bigint",
    "song": "varchar",
    "status": "integer",
    "ts": "bigint",
    "userAgent": "varchar",
    "userId": "varchar",
}
_SONGS = {
    "song_id": "varchar",
    "title": "varchar",
    "artist_id": "varchar",
    "artist_name": "varchar",
    "artist_location": "varchar",
    "artist_latitude": "double",
    "artist_longitude": "double",
    "year": "integer",
    "duration": "double",
}
_TABLES = """
create temp table catalogue as
select lower(artist_name) as artist_key, lower(title) as title_key,
    any_value(song_id) as song_id, any_value(artist_id) as artist_id
from staged_songs group by all;

create table songs as
select song_id, any_value(title) as title, any_value(artist_id) as artist_id,
    any_value(year) as year, any_value(duration) as duration
from staged_songs group by song_id;

create table artists as
select artist_id, any_value(artist_name) as name, any_value(artist_location) as location,
    any_value(artist_latitude) as latitude, any_value(artist_longitude) as longitude
from staged_songs group by artist_id;

create table users as
select userId as user_id, arg_max(firstName, ts) as first_name, arg_max(lastName, ts) as last_name,
    arg_max(gender, ts) as gender, arg_max(level, ts) as level
from staged_events where userId <> '' group by userId;

create table time as
select start_time, hour(start_time) as hour, day(start_time) as day, week(start_time) as week,
    month(start_time) as month, year(start_time) as year, isodow(start_time) as weekday
from (
    select distinct make_timestamp(ts * 1000) as start_time
    from staged_events where page = 'NextSong'
);

create table songplays as
select sessionId * 1000000 + itemInSession as songplay_id, make_timestamp(ts * 1000) as start_time,
    userId as user_id, level, song_id, artist_id, sessionId as session_id,
    itemInSession as item_in_session, location, userAgent as user_agent, song as title,
    artist as artist_name, length as duration
from staged_events
left join catalogue on lower(artist) = artist_key and lower(song) = title_key
where page = 'NextSong';

create table page_views as
select sessionId * 1000000 + itemInSession as page_view_id,
    make_timestamp(ts * 1000) as start_time, userId as user_id, level, sessionId as session_id,
    itemInSession as item_in_session, page, method, status, location, userAgent as user_agent
from staged_events
where page <> 'NextSong';
"""


def main() -> None:
    """Loads the lake that the command line names, and prints the plays."""
    parser = argparse.ArgumentParser(description="Loads a lake with plain DuckDB.")
    parser.add_argument("lake", help="a directory with log_data/ and song_data/")
    lake = Path(parser.parse_args().lake)
    with tempfile.TemporaryDirectory() as directory:
        plays = load_floor(lake, Path(directory))
    print(f"{plays:,} plays")


def load_floor(lake: Path, directory: Path) -> int:
    """Loads a lake into a database in a directory; returns the plays."""
    with duckdb.connect(str(directory / "floor.duckdb")) as connection:
        events = [str(path) for path in (lake / "log_data").rglob("*.json")]
        _read(connection, "staged_events", events, _EVENTS)
        # DuckDB opens many small files slowly: put together first, as a script would
        songs = directory / "songs.json"
        with songs.open("wb") as target:
            for path in (lake / "song_data").rglob("*.json"):
                target.write(path.read_bytes().rstrip() + b"\n")
        _read(connection, "staged_songs", [str(songs)], _SONGS)
        connection.execute(_TABLES)
        [(plays,)] = connection.execute("select count(*) from songplays").fetchall()
    return int(plays)


def _read(
    connection: duckdb.DuckDBPyConnection, table: str, files: list[str], columns: dict[str, str]
) -> None:
    names = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    connection.execute(
        f"create table {table} as select * from read_json(?, format = 'newline_delimited',"  # noqa: S608
        f" columns = {{{names}}})",
        [files],
    )


if __name__ == "__main__":
    main()
