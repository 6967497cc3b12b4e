-- Grain: a table of an earlier version
drop table audit.replaced_plays cascade
