-- Reads: star.songs
-- Grain: one song of the catalogue, as the batch will publish it
-- Re-run: safe, an existing table stays
create table if not exists audit.songs (like star.songs)
