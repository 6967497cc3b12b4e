-- Grain: one line of a play whose natural key several lines have, of the batch (staged), in the star, or kept as repeated; row_rank 1 wins, file_rank 1 is the line of its file
create table if not exists audit.contested_plays (
    songplay_id bigint not null, -- session_id * 1000000 + item_in_session
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
    file_uri varchar(4096) not null, -- the load unit of the line
    source varchar(16) not null, -- staged, star or repeated
    file_rank integer not null, -- 1 is the line of its file
    row_rank integer not null -- 1 wins
)
distkey (songplay_id)
