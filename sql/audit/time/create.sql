-- Writes: audit.time
-- Reads: nothing
-- Grain: one start_time that was played, as the batch will publish it
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists audit.time (
    start_time timestamp not null,
    hour integer not null,
    day integer not null,
    week integer not null,
    month integer not null,
    year integer not null,
    weekday integer not null
)
diststyle all -- joined by every query
sortkey (start_time)
