-- Reads: nothing
-- Grain: one file of the batch; purpose is load or remove; unit is what its rows are stamped with, known_unit what the star's rows of it are
-- Re-run: safe, an existing table stays
create table if not exists staging.batch_files (
    uri varchar(4096) not null,
    kind varchar(16) not null,
    day date,
    etag varchar(256) not null,
    size_bytes bigint not null,
    purpose varchar(16) not null,
    known_batch_id varchar(64),
    unit varchar(4096),
    known_unit varchar(4096)
)
diststyle all
