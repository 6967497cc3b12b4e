-- Writes: ops.user_days
-- Reads: nothing
-- Grain: one user and UTC day: the user's newest event of that day
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists ops.user_days (
    user_id varchar(64) not null,
    day date not null,
    ts timestamp not null,
    item_in_session integer not null,
    session_id bigint not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16)
)
distkey (user_id) -- the newest day is sought by user
sortkey (day) -- a day is rebuilt whole
