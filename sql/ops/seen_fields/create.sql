-- Grain: one field of the lake's files that is not loaded, with a file that has it
create table if not exists ops.seen_fields (
    kind varchar(16) not null, -- events or songs
    field_name varchar(1024) not null, -- as the file has it
    file_uri varchar(4096) not null, -- a file that has it
    seen_at timestamp not null -- UTC
)
diststyle all
