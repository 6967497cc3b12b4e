-- Reads: nothing
-- Grain: one start_time that was played
-- Re-run: safe, an existing table stays
create table if not exists star.time (
    start_time timestamp not null,
    hour integer not null,
    day integer not null,
    week integer not null,
    month integer not null,
    year integer not null,
    weekday integer not null
)
distkey (start_time) -- nearly a row a play, too many for a copy on each node
sortkey (start_time)
