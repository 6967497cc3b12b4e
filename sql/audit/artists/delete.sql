-- Writes: audit.artists
-- Reads: nothing
-- Grain: one artist
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.artists
