-- Writes: ops.built_views
-- Reads: nothing
-- Grain: the row of one view
-- Re-run: safe
-- Params: relation
delete from ops.built_views
where relation = :relation
