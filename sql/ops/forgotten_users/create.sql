-- Grain: one user who asked to be forgotten: what files of the lake still hold of the user is not loaded again
create table if not exists ops.forgotten_users (
    user_id varchar(64) not null, -- as the log has it
    forgotten_at timestamp not null -- UTC
)
diststyle all -- small, joined by every load
