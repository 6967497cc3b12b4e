-- Grain: one file of the lake whose lines are in the star; unit is what its rows are stamped with, nearly always its uri
create table if not exists ops.loaded_files (
    uri varchar(4096) not null, -- address of the file
    kind varchar(16) not null, -- events or songs
    day date, -- UTC day in the name; null without one
    etag varchar(256) not null, -- of the content that was loaded
    size_bytes bigint not null, -- of the content that was loaded
    batch_id varchar(64) not null, -- of the batch that loaded it
    loaded_at timestamp not null, -- UTC
    unit varchar(4096) default 'unknown' -- a unit of ops.load_units
)
diststyle all
