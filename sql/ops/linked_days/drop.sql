-- Writes: ops.linked_days
-- Reads: nothing
-- Grain: a table of an earlier version
-- Re-run: safe, it runs while the table is there
-- Params: none
drop table ops.linked_days cascade
