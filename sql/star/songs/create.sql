-- Reads: nothing
-- Grain: one song of the catalogue
-- Re-run: safe, an existing table stays
create table if not exists star.songs (
    song_id varchar(64) not null,
    title varchar(1024),
    artist_id varchar(64),
    year integer,
    duration double precision
)
diststyle all -- joined by every query
