-- Reads: nothing
-- Grain: one song object of a loaded file; is_current marks the one that counts for its song_id
-- Re-run: safe, an existing table stays
create table if not exists ops.catalogue (
    song_id varchar(64) not null,
    file_uri varchar(4096) not null,
    artist_id varchar(64) not null,
    artist_latitude double precision,
    artist_location varchar(1024),
    artist_longitude double precision,
    artist_name varchar(1024),
    duration double precision,
    num_songs integer,
    title varchar(1024),
    year integer,
    artist_key varchar(1024),
    title_key varchar(1024),
    is_current boolean not null
)
diststyle all -- matched against every play
