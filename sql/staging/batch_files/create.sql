-- Grain: one file of the batch; purpose is load or remove; unit is what its rows are stamped with, known_unit what the star's rows of it are
create table if not exists staging.batch_files (
    uri varchar(4096) not null, -- address of the file
    kind varchar(16) not null, -- events or songs
    day date, -- UTC day in the name; null without one
    etag varchar(256) not null, -- of the content that is loaded
    size_bytes bigint not null, -- of the content that is loaded
    purpose varchar(16) not null, -- load or remove
    known_batch_id varchar(64), -- of the batch that loaded it before
    unit varchar(4096), -- what its rows are stamped with
    known_unit varchar(4096) -- what its rows in the star are stamped with
)
diststyle all
