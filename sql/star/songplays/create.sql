-- Reads: nothing
-- Grain: one NextSong event, with the load unit it came in, nearly always its file
-- Re-run: safe, an existing table stays
create table if not exists star.songplays (
    songplay_id bigint not null,
    start_time timestamp not null,
    user_id varchar(64),
    level varchar(16),
    song_id varchar(64),
    artist_id varchar(64),
    session_id bigint not null,
    item_in_session integer not null,
    location varchar(1024),
    user_agent varchar(1024),
    title varchar(1024),
    artist_name varchar(1024),
    duration double precision,
    file_uri varchar(4096) default 'unknown'
)
distkey (songplay_id) -- plays of one user or song would skew
sortkey (start_time) -- dashboards and batches read a range of time
