-- Writes: audit.users
-- Reads: nothing
-- Grain: one user of any page
-- Re-run: safe, an empty table stays empty
-- Params: none
delete from audit.users
