-- Grain: one user and load unit: the user's newest event in it
create table if not exists ops.user_files (
    user_id varchar(64) not null, -- as the log has it
    file_uri varchar(4096) not null, -- the load unit
    ts timestamp not null, -- time of the event, UTC
    item_in_session integer not null, -- number of the event in its session
    session_id bigint not null, -- of the log
    first_name varchar(1024), -- misread text repaired
    last_name varchar(1024), -- misread text repaired
    gender varchar(16), -- F or M
    level varchar(16) -- free or paid, at the event
)
distkey (user_id) -- the newest event is sought by user
