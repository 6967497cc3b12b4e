-- Writes: staging.repeated_plays
-- Reads: nothing
-- Grain: one play whose natural key the batch's lines repeat: the line that counts, and how often it came
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists staging.repeated_plays (
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
    line_count bigint not null
)
diststyle even
