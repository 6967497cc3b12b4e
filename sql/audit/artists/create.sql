-- Writes: audit.artists
-- Reads: nothing
-- Grain: one artist of the catalogue, as the batch will publish it
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists audit.artists (
    artist_id varchar(64) not null,
    name varchar(1024),
    location varchar(1024),
    latitude double precision,
    longitude double precision
)
diststyle all -- joined by every query
