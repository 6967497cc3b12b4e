-- Grain: one NextSong event, with the load unit it came in, nearly always its file
create table if not exists star.songplays (
    songplay_id bigint not null, -- session_id * 1000000 + item_in_session, the same on every run
    start_time timestamp not null, -- UTC, with milliseconds
    user_id varchar(64), -- a user of star.users; null is unknown or forgotten
    level varchar(16), -- free or paid, as it was at the play
    song_id varchar(64), -- a song of star.songs; null without a match
    artist_id varchar(64), -- an artist of star.artists; null without a match
    session_id bigint not null, -- of the log; of one user only with user_id
    item_in_session integer not null, -- number of the event in its session
    location varchar(1024), -- city and state of the listener
    user_agent varchar(1024), -- browser, without the quotes around it
    title varchar(1024), -- as played, misread text repaired
    artist_name varchar(1024), -- as played, misread text repaired
    duration double precision, -- seconds, as played
    file_uri varchar(4096) default 'unknown' -- the load unit, nearly always the file
)
distkey (songplay_id) -- plays of one user or song would skew
sortkey (start_time) -- dashboards and batches read a range of time
