-- Grain: one song object of the batch's song files; file_uri is the file it lies in
create table if not exists staging.staging_songs (
    artist_id varchar(64) not null, -- as the file has it
    artist_latitude double precision, -- degrees, north is positive
    artist_location varchar(1024), -- empty is unknown
    artist_longitude double precision, -- degrees, east is positive
    artist_name varchar(1024), -- as the file has it
    duration double precision, -- seconds
    num_songs integer, -- songs in the object, 1 as a rule
    song_id varchar(64) not null, -- as the file has it
    title varchar(1024), -- as the file has it
    year integer, -- 0 is unknown
    file_uri varchar(4096) not null -- the song file
)
diststyle even
