-- Writes: audit.songplays
-- Reads: nothing
-- Grain: one NextSong event
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.songplays
