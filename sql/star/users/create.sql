-- Reads: nothing
-- Grain: one user of any page
-- Re-run: safe, an existing table stays
create table if not exists star.users (
    user_id varchar(64) not null,
    first_name varchar(1024),
    last_name varchar(1024),
    gender varchar(16),
    level varchar(16),
    last_event_at timestamp not null
)
diststyle all -- small, joined by every query
