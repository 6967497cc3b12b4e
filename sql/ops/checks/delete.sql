-- Grain: one expectation evaluated for one batch and some tables; their names lie between commas
delete from ops.checks
where
    batch_id = :batch_id
    and position(',' || table_name || ',' in cast(:table_names as varchar(1024))) > 0
