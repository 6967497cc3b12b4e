-- Grain: the row of one view
delete from ops.built_views
where relation = :relation
