-- Grain: the row of one view
-- Re-run: after ops/built_views/delete.sql, in the same transaction
insert into ops.built_views (relation, digest)
values (:relation, :digest)
