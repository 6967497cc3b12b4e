-- Reads: nothing
-- Grain: one artist of the catalogue
-- Re-run: safe, an existing table stays
create table if not exists star.artists (
    artist_id varchar(64) not null,
    name varchar(1024),
    location varchar(1024),
    latitude double precision,
    longitude double precision
)
diststyle all -- joined by every query
