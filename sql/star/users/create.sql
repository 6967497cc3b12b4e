-- Grain: one user of any page
create table if not exists star.users (
    user_id varchar(64) not null, -- as the log has it
    first_name varchar(1024), -- of the newest event, misread text repaired
    last_name varchar(1024), -- of the newest event, misread text repaired
    gender varchar(16), -- F or M, of the newest event
    level varchar(16), -- free or paid, of the newest event
    last_event_at timestamp not null -- time of the newest event of any page
)
diststyle all -- small, joined by every query
