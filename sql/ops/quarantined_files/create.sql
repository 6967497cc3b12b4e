-- Grain: one file of the lake that was left out with the content that it had then, as something is wrong with it as a whole
create table if not exists ops.quarantined_files (
    uri varchar(4096) not null, -- address of the file
    etag varchar(256) not null, -- of the content that was left out
    kind varchar(16) not null, -- events or songs
    reason varchar(4096) not null, -- what is wrong with it
    batch_id varchar(64) not null, -- of the batch that left it out
    quarantined_at timestamp not null -- UTC
)
diststyle all
