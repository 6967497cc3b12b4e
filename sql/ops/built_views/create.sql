-- Grain: one view, with the digest of the text that made it
create table if not exists ops.built_views (
    relation varchar(256) not null, -- schema and name
    digest varchar(64) not null -- SHA-256 of the text that made it
)
diststyle all
