-- Writes: staging.linked_days
-- Reads: nothing
-- Grain: one pair of UTC days
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.linked_days
