-- Reads: nothing
-- Grain: one line of the lake that a batch could not load
-- Re-run: safe, an existing table stays
create table if not exists ops.rejected_lines (
    batch_id varchar(64) not null,
    table_name varchar(128) not null,
    file_uri varchar(4096),
    line_number bigint,
    column_name varchar(256),
    reason varchar(1024) not null,
    raw_line varchar(65535),
    rejected_at timestamp not null
)
diststyle even
sortkey (rejected_at)
