-- Grain: one song object of a loaded file; is_current marks the one that counts for its song_id
create table if not exists ops.catalogue (
    song_id varchar(64) not null, -- as the file has it
    file_uri varchar(4096) not null, -- the song file
    artist_id varchar(64) not null, -- as the file has it
    artist_latitude double precision, -- degrees, north is positive
    artist_location varchar(1024), -- as the file has it
    artist_longitude double precision, -- degrees, east is positive
    artist_name varchar(1024), -- as the file has it
    duration double precision, -- seconds
    num_songs integer, -- songs in the object, 1 as a rule
    title varchar(1024), -- as the file has it
    year integer, -- 0 is unknown
    artist_key varchar(1024), -- artist_name trimmed, in lower case
    title_key varchar(1024), -- title trimmed, in lower case
    is_current boolean not null -- whether it counts for its song_id
)
diststyle all -- matched against every play
