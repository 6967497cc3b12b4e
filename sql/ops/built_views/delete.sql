-- Reads: nothing
-- Grain: the row of one view
-- Re-run: safe
delete from ops.built_views
where relation = :relation
