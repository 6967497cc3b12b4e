-- Grain: one rejected line of a batch
delete from ops.rejected_lines
where batch_id = :batch_id
