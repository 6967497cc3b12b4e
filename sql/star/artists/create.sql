-- Grain: one artist of the catalogue
create table if not exists star.artists (
    artist_id varchar(64) not null, -- as the catalogue has it
    name varchar(1024), -- of the newest song that has one
    location varchar(1024), -- as the catalogue words it; null is unknown
    latitude double precision, -- degrees, north is positive
    longitude double precision -- degrees, east is positive
)
diststyle all -- joined by every query
