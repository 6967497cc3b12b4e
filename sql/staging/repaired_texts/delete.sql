-- Writes: staging.repaired_texts
-- Reads: nothing
-- Grain: one broken text of the batch's events and what it was before it was misread
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from staging.repaired_texts
