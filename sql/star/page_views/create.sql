-- Grain: one event that is no play, with the load unit it came in, nearly always its file
create table if not exists star.page_views (
    page_view_id bigint not null, -- session_id * 1000000 + item_in_session, the same on every run
    start_time timestamp not null, -- UTC, with milliseconds
    user_id varchar(64), -- a user of star.users; null is unknown or forgotten
    level varchar(16), -- free or paid, as it was at the view
    session_id bigint not null, -- of the log; of one user only with user_id
    item_in_session integer not null, -- number of the event in its session, plays counted as well
    page varchar(64) not null, -- Home, Upgrade, Error, Roll Advert, ...; never NextSong
    method varchar(16), -- GET or PUT
    status integer, -- of HTTP
    location varchar(1024), -- city and state of the user
    user_agent varchar(1024), -- browser, without the quotes around it
    file_uri varchar(4096) not null -- the load unit, nearly always the file
)
distkey (page_view_id) -- views of one user would skew
sortkey (start_time) -- dashboards and batches read a range of time
