-- Grain: one line of an event whose natural key several lines have, of the batch (staged), in the star, or kept as repeated; plays contest with plays alone; row_rank 1 wins, file_rank 1 is the line of its file
create table if not exists audit.contested_events (
    event_id bigint not null, -- session_id * 1000000 + item_in_session
    is_play boolean not null, -- whether it is a play, else a page view
    start_time timestamp not null, -- UTC, with milliseconds
    user_id varchar(64), -- null is unknown or forgotten
    level varchar(16), -- free or paid, as it was at the event
    session_id bigint not null, -- of the log
    item_in_session integer not null, -- number of the event in its session
    page varchar(64) not null, -- NextSong is a play
    method varchar(16), -- GET or PUT; null of plays
    status integer, -- of HTTP; null of plays
    location varchar(1024), -- city and state of the user
    user_agent varchar(1024), -- browser, without the quotes around it
    title varchar(1024), -- as played, misread text repaired; null of page views
    artist_name varchar(1024), -- as played, misread text repaired; null of page views
    duration double precision, -- seconds, as played; null of page views
    file_uri varchar(4096) not null, -- the load unit of the line
    source varchar(16) not null, -- staged, star or repeated
    file_rank integer not null, -- 1 is the line of its file
    row_rank integer not null -- 1 wins
)
distkey (event_id)
