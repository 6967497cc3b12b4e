-- Writes: ops.batch_days
-- Reads: nothing
-- Grain: one UTC day of one published batch
-- Re-run: safe, an existing table stays
-- Params: none
create table if not exists ops.batch_days (
    batch_id varchar(64) not null,
    day date not null,
    lines bigint not null,
    songplays bigint not null,
    other_pages bigint not null,
    duplicates bigint not null,
    rejected bigint not null,
    strays bigint not null
)
diststyle all
