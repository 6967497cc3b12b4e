-- Grain: one artist of the catalogue, as the batch will publish it
create table if not exists audit.artists (like star.artists)
