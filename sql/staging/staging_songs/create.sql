-- Reads: nothing
-- Grain: one song object of the batch's song files; file_uri is the file it lies in
-- Re-run: safe, an existing table stays
create table if not exists staging.staging_songs (
    artist_id varchar(64) not null,
    artist_latitude double precision,
    artist_location varchar(1024),
    artist_longitude double precision,
    artist_name varchar(1024),
    duration double precision,
    num_songs integer,
    song_id varchar(64) not null,
    title varchar(1024),
    year integer,
    file_uri varchar(4096) not null
)
diststyle even
