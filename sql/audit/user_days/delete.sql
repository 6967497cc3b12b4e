-- Writes: audit.user_days
-- Reads: nothing
-- Grain: one user and UTC day
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.user_days
