-- Grain: one event of a load unit whose natural key another unit's event has won, a play by a play, a page view by a page view; it counts when the winner goes
create table if not exists ops.repeated_events (
    event_id bigint not null, -- songplay_id or page_view_id of the event that won
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
    file_uri varchar(4096) not null -- the load unit of this line
)
distkey (event_id)
