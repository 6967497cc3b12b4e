-- Reads: nothing
-- Grain: one play of a load unit whose natural key another unit's play has won; it counts when the winner goes
-- Re-run: safe, an existing table stays
create table if not exists ops.repeated_plays (
    songplay_id bigint not null,
    start_time timestamp not null,
    user_id varchar(64),
    level varchar(16),
    session_id bigint not null,
    item_in_session integer not null,
    location varchar(1024),
    user_agent varchar(1024),
    title varchar(1024),
    artist_name varchar(1024),
    duration double precision,
    file_uri varchar(4096) not null
)
distkey (songplay_id)
