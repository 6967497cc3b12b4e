-- Reads: ops.built_views
-- Grain: one view, with the digest of the text that made it
-- Re-run: safe
select
    views.relation,
    views.digest
from ops.built_views as views
