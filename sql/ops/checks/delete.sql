-- Grain: one expectation evaluated for one batch and table
delete from ops.checks
where
    batch_id = :batch_id
    and table_name = :table_name
