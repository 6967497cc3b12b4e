-- Grain: a table of an earlier version
drop table ops.repeated_plays cascade
