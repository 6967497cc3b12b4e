-- Grain: one log line of the batch, with the load unit it came in, nearly always its file; (session_id, item_in_session) is its key, which the log may repeat
create table if not exists staging.staging_events (
    artist varchar(1024), -- as played; null on other pages
    auth varchar(64), -- Logged In, Logged Out or Guest
    first_name varchar(1024), -- of the user
    gender varchar(16), -- F or M
    item_in_session integer not null, -- number of the event in its session
    last_name varchar(1024), -- of the user
    length double precision, -- seconds of the song
    level varchar(16), -- free or paid, at the event
    location varchar(1024), -- city and state of the listener
    method varchar(16), -- GET or PUT
    page varchar(64) not null, -- NextSong is a play
    registration double precision, -- when the user signed up, milliseconds since 1970
    session_id bigint not null, -- of one user only with user_id
    song varchar(1024), -- title, as played
    status integer, -- of HTTP
    ts timestamp not null, -- time of the event, UTC
    user_agent varchar(1024), -- browser, in quotes
    user_id varchar(64), -- empty is unknown
    file_uri varchar(4096) -- the load unit, nearly always the file
)
diststyle even
sortkey (ts)
