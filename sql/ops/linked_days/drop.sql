-- Grain: a table of an earlier version
drop table ops.linked_days cascade
