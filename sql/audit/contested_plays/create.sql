-- Reads: nothing
-- Grain: one line of a play whose natural key several lines have, of the batch (staged), in the star, or kept as repeated; row_rank 1 wins, file_rank 1 is the line of its file
-- Re-run: safe, an existing table stays
create table if not exists audit.contested_plays (
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
    file_uri varchar(4096) not null,
    source varchar(16) not null,
    file_rank integer not null,
    row_rank integer not null
)
distkey (songplay_id)
