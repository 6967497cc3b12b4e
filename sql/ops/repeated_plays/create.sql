-- Grain: one play of a load unit whose natural key another unit's play has won; it counts when the winner goes
create table if not exists ops.repeated_plays (
    songplay_id bigint not null, -- of the play that won
    start_time timestamp not null, -- UTC, with milliseconds
    user_id varchar(64), -- null is unknown or forgotten
    level varchar(16), -- free or paid, as it was at the play
    session_id bigint not null, -- of the log
    item_in_session integer not null, -- number of the event in its session
    location varchar(1024), -- city and state of the listener
    user_agent varchar(1024), -- browser, without the quotes around it
    title varchar(1024), -- as played, misread text repaired
    artist_name varchar(1024), -- as played, misread text repaired
    duration double precision, -- seconds, as played
    file_uri varchar(4096) not null -- the load unit of this line
)
distkey (songplay_id)
