-- Reads: nothing
-- Grain: a table of an earlier version
-- Re-run: safe, it runs while the table is there
drop table ops.user_days cascade
