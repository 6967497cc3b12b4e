-- Grain: one song of the catalogue, as the batch will publish it
create table if not exists audit.songs (like star.songs)
