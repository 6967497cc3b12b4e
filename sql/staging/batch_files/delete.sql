-- Writes: staging.batch_files
-- Reads: nothing
-- Grain: one file that the batch loads, or takes away when is_removed
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.batch_files
