-- Writes: audit.time
-- Reads: nothing
-- Grain: one start_time
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.time
