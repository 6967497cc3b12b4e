-- Reads: nothing
-- Grain: one file of the lake whose lines are in the star; unit is what its rows are stamped with, nearly always its uri
-- Re-run: safe, an existing table stays
create table if not exists ops.loaded_files (
    uri varchar(4096) not null,
    kind varchar(16) not null,
    day date,
    etag varchar(256) not null,
    size_bytes bigint not null,
    batch_id varchar(64) not null,
    loaded_at timestamp not null,
    unit varchar(4096) default 'unknown'
)
diststyle all
