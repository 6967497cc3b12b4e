-- Grain: one line of the lake that a batch could not load
create table if not exists ops.rejected_lines (
    batch_id varchar(64) not null, -- of the batch that met it
    table_name varchar(128) not null, -- the staging table it was meant for
    file_uri varchar(4096), -- the file it lies in
    line_number bigint, -- from 1
    column_name varchar(256), -- the column that refused it
    reason varchar(1024) not null, -- as COPY or the rule words it
    raw_line varchar(65535), -- the whole line; emptied after some days
    rejected_at timestamp not null -- UTC
)
diststyle even
sortkey (rejected_at)
