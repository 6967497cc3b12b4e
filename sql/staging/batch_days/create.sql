-- Writes: staging.batch_days
-- Reads: nothing
-- Grain: one UTC day of events that the batch touches; is_whole when all its plays are rebuilt
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists staging.batch_days (
    day date not null,
    is_whole boolean not null
)
diststyle all
