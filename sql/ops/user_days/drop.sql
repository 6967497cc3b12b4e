-- Grain: a table of an earlier version
drop table ops.user_days cascade
