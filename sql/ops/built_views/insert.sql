-- Writes: ops.built_views
-- Reads: nothing
-- Grain: the row of one view
-- Re-run: after ops/built_views/delete.sql, in the same transaction
-- Params: relation, digest
insert into ops.built_views (relation, digest)
values (:relation, :digest)
