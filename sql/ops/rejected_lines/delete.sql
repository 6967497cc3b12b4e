-- Grain: one rejected line of a batch and table
delete from ops.rejected_lines
where
    batch_id = :batch_id
    and table_name = :table_name
