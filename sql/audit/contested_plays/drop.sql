-- Grain: a table of an earlier version
drop table audit.contested_plays cascade
