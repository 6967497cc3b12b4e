-- Grain: one song of the catalogue
create table if not exists star.songs (
    song_id varchar(64) not null, -- as the catalogue has it
    title varchar(1024), -- null is unknown
    artist_id varchar(64), -- an artist of star.artists
    year integer, -- year of release; null is unknown
    duration double precision -- seconds
)
diststyle all -- joined by every query
