-- Writes: staging.batch_days
-- Reads: nothing
-- Grain: one UTC day of events that the batch touches; is_whole when all its plays are rebuilt
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.batch_days
