-- Reads: star.artists
-- Grain: one artist of the catalogue, as the batch will publish it
-- Re-run: safe, an existing table stays
create table if not exists audit.artists (like star.artists)
