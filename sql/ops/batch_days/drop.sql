-- Grain: a table of an earlier version
drop table ops.batch_days cascade
