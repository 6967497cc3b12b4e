-- Reads: nothing
-- Grain: one user and load unit: the user's newest event in it
-- Re-run: safe, an existing table stays
create table if not exists ops.user_files (
    user_id varchar(64) not null,
    file_uri varchar(4096) not null,
    ts timestamp not null,
    item_in_session integer not null,
    session_id bigint not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16)
)
distkey (user_id) -- the newest event is sought by user
