-- Reads: nothing
-- Grain: one log line of the batch, with the load unit it came in, nearly always its file; (session_id, item_in_session) is its key, which the log may repeat
-- Re-run: safe, an existing table stays
create table if not exists staging.staging_events (
    artist varchar(1024),
    auth varchar(64),
    first_name varchar(1024),
    gender varchar(16),
    item_in_session integer not null,
    last_name varchar(1024),
    length double precision,
    level varchar(16),
    location varchar(1024),
    method varchar(16),
    page varchar(64) not null,
    registration double precision,
    session_id bigint not null,
    song varchar(1024),
    status integer,
    ts timestamp not null,
    user_agent varchar(1024),
    user_id varchar(64),
    file_uri varchar(4096)
)
diststyle even
sortkey (ts)
