-- Reads: nothing
-- Grain: one published batch
-- Re-run: safe, an existing table stays
create table if not exists ops.batches (
    batch_id varchar(64) not null,
    token bigint not null,
    started_at timestamp not null,
    published_at timestamp not null,
    event_files bigint not null,
    song_files bigint not null,
    size_bytes bigint not null,
    first_day date,
    last_day date,
    lines bigint not null,
    songplays bigint not null,
    other_pages bigint not null,
    duplicates bigint not null,
    rejected bigint not null,
    matched bigint not null,
    repaired_texts bigint not null
)
diststyle all
