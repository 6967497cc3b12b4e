-- Reads: nothing
-- Grain: one rejected line of a batch and table
-- Re-run: safe
delete from ops.rejected_lines
where
    batch_id = :batch_id
    and table_name = :table_name
