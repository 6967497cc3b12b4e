-- Reads: nothing
-- Grain: one file of the lake that was left out with the content that it had then, as something is wrong with it as a whole
-- Re-run: safe, an existing table stays
create table if not exists ops.quarantined_files (
    uri varchar(4096) not null,
    etag varchar(256) not null,
    kind varchar(16) not null,
    reason varchar(4096) not null,
    batch_id varchar(64) not null,
    quarantined_at timestamp not null
)
diststyle all
