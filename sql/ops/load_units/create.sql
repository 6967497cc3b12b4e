-- Reads: nothing
-- Grain: one load unit of events whose lines are in the star: nearly always a file; lines = plays + other_pages + duplicates + rejected; digest_sum shows the content of its plays, whatever their order
-- Re-run: safe, an existing table stays
create table if not exists ops.load_units (
    unit varchar(4096) not null,
    batch_id varchar(64) not null,
    day date,
    files bigint not null,
    lines bigint not null,
    plays bigint not null,
    other_pages bigint not null,
    duplicates bigint not null,
    rejected bigint not null,
    first_event_at timestamp,
    last_event_at timestamp,
    digest_sum numeric(38, 0) not null,
    filled_shares varchar(4096)
)
diststyle all
