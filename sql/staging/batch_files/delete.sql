-- Writes: staging.batch_files
-- Reads: nothing
-- Grain: one file of the batch
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.batch_files
