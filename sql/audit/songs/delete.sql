-- Writes: audit.songs
-- Reads: nothing
-- Grain: one song
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.songs
